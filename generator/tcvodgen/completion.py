# SPDX-License-Identifier: MIT
"""What shells complete after `tcvod`: actions, and the parameters of each."""

from __future__ import annotations

from typing import Dict, List, Sequence, Tuple

from .canonical import for_readers
from .cmodel import CModel
from .spec import Action, Service
from .templating import Printer


def scripts(printer: Printer, models: Sequence[CModel], note: str) -> Dict[str, str]:
    actions = sorted(
        (action.name, _parameters(model.service, action)) for model in models for action in model.service.actions
    )
    return {
        f"completion/{name}": printer.text(f"{template}.j2", marker=note, actions=actions)
        for name, template in (("tcvod.bash", "completion.bash"), ("_tcvod", "completion.zsh"))
    }


def _parameters(service: Service, action: Action) -> Tuple[str, ...]:
    """As `tcvod call` takes them: up to the sign after which the value stands."""
    found: List[str] = []
    for field in for_readers(action.request):
        if field.container == "map" or service.type_named(field.type) is not None:
            found.append(f"{field.name}.")
        elif field.container == "list":
            found.append(f"{field.name}.{field.first_index}=")
        else:
            found.append(f"{field.name}=")
    return tuple(found)
