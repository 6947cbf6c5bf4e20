# SPDX-License-Identifier: MIT
"""Our own decisions about an imported spec: a patch in the language of specs that an import never loses.

A fact that the vendor does not state (`c_name`, `retry`, `values`, `unit` …) is simply there. A fact that
contradicts the vendor says what it contradicts: `required: {is: true, instead_of: false}`. When the vendor
changes that fact, or comes to agree, somebody has to look: both are errors.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Dict, List, Optional, Sequence, Tuple

from .. import source
from ..diagnostics import Diagnostics, Position, did_you_mean

Tree = Dict[str, Any]

VENDOR_FACTS = ("type", "of", "required", "status", "deprecated", "summary")
_ABSENT = {"required": False, "status": "published", "of": None, "deprecated": None, "type": None, "summary": None}
_SECTIONS = ("actions", "types", "values")
_TABLES = ("request", "response", "fields")


@dataclass(frozen=True)
class Touched:
    """An action, type or field of which the overlay says something."""

    position: Position  # in the overlay
    vendor: Tree  # what the vendor says of it
    ours: Tree


class Overlay:
    def __init__(self, file: str, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics
        self.touched: Dict[str, Touched] = {}
        root = source.read_file(file, diagnostics)
        if root is not None and not isinstance(root, source.Mapping):
            diagnostics.error(
                root.position, "wrong-kind", "an overlay is a mapping", f"its keys: {', '.join(_SECTIONS)}"
            )
            root = None
        self._root: Optional[source.Mapping] = root
        for key, _ in self._entries(root):
            if key.text not in _SECTIONS:
                self._error(
                    key.position,
                    "unknown-key",
                    f"an overlay has no key `{key.text}`",
                    did_you_mean(key.text, _SECTIONS),
                )

    def apply(self, actions: Dict[str, Tree], types: Dict[str, Tree]) -> Tree:
        """Lays the decisions over what the vendor says; returns the value sets."""
        self._over("actions", actions)
        self._over("types", types)
        values = self._root.get("values") if self._root is not None else None
        return {key.text: source.plain(value) for key, value in self._entries(values)}

    def entry(self, path: Sequence[str]) -> Optional[Tuple[source.Scalar, source.Node]]:
        """The key and value at a path such as actions, GetItem, retry; numbers lead into lists."""
        found: Optional[Tuple[source.Scalar, source.Node]] = None
        node: Optional[source.Node] = self._root
        for word in path:
            if isinstance(node, source.Mapping):
                found = next((each for each in node.entries if each[0].text == word), None)
                node = found[1] if found is not None else None
            elif isinstance(node, source.Sequence) and found is not None:
                node = node.items[int(word)]
                found = found[0], node
            else:
                return None
        return found

    def _over(self, section: str, targets: Dict[str, Tree]) -> None:
        node = self._root.get(section) if self._root is not None else None
        for name, patch in self._entries(node):
            target = targets.get(name.text)
            if target is None:
                self._stale(name, f"{section[:-1]} `{name.text}`", list(targets))
            else:
                self._touch(name, target, patch, name.text)
                self._patch(target, patch, name.text)

    def _touch(self, name: source.Scalar, target: Tree, patch: source.Node, path: str) -> None:
        ours = {
            key.text: source.plain(value) for key, value in self._entries(patch) if key.text not in _TABLES
        }
        if ours:
            vendor = {key: value for key, value in target.items() if key in VENDOR_FACTS}
            self.touched[path] = Touched(name.position, vendor, ours)

    def _patch(self, target: Tree, patch: source.Node, path: str) -> None:
        for key, value in self._entries(patch):
            if key.text in _TABLES:
                self._table(target.get(key.text, {}), value, f"{path}.{key.text}")
            elif key.text in VENDOR_FACTS:
                self._contradict(target, key, value, f"{path}.{key.text}")
            else:
                target[key.text] = source.plain(value)

    def _table(self, fields: Dict[str, Tree], patch: source.Node, path: str) -> None:
        for name, value in self._entries(patch):
            field = fields.get(name.text)
            if field is None:
                self._stale(name, f"field `{path}.{name.text}`", list(fields))
            else:
                self._touch(name, field, value, f"{path}.{name.text}")
                self._patch(field, value, f"{path}.{name.text}")

    def _contradict(self, target: Tree, key: source.Scalar, value: source.Node, path: str) -> None:
        wanted = source.plain(value)
        if not isinstance(wanted, dict) or set(wanted) != {"is", "instead_of"}:
            hint = f"write {key.text}: {{is: …, instead_of: {_shown(_stated(target, key.text))}}}"
            self._error(
                value.position, "overlay-contradiction", f"`{path}` is a fact that the vendor states", hint
            )
            return
        stated = _stated(target, key.text)
        if stated == wanted["is"]:
            self._error(
                value.position,
                "overlay-redundant",
                f"the vendor says {_shown(stated)} for `{path}`, too",
                "remove the entry",
            )
        elif stated != wanted["instead_of"]:
            then = _shown(wanted["instead_of"])
            message = f"`{path}` was {then} when this was decided; the vendor says {_shown(stated)} now"
            self._error(
                value.position, "overlay-conflict", message, "decide again, then write the new `instead_of`"
            )
        elif wanted["is"] == _ABSENT.get(key.text):
            target.pop(key.text, None)
        else:
            target[key.text] = wanted["is"]

    def _stale(self, name: source.Scalar, what: str, known: Sequence[str]) -> None:
        hint = did_you_mean(
            name.text, known, "remove the entry, or undo the vendor's removal in a decision of its own"
        )
        self._error(name.position, "overlay-stale", f"there is no {what} in the vendor's description", hint)

    def _entries(self, node: Optional[source.Node]) -> Tuple[Tuple[source.Scalar, source.Node], ...]:
        if node is None or isinstance(node, source.Mapping):
            return node.entries if node is not None else ()
        self._error(node.position, "wrong-kind", "a mapping is expected here")
        return ()

    def _error(self, position: Position, rule: str, message: str, hint: str = "") -> None:
        self._diagnostics.error(position, rule, message, hint)


def _stated(target: Tree, key: str) -> Any:
    return target.get(key, _ABSENT.get(key))


def _shown(value: Any) -> str:
    words: List[Tuple[Any, str]] = [(None, "null"), (True, "true"), (False, "false")]
    return next((text for known, text in words if value is known), str(value))
