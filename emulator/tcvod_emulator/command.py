# SPDX-License-Identifier: MIT
"""tcvod-emulator [OPTION…] [-- COMMAND…]: runs until told to stop, or as long as the command."""

from __future__ import annotations

import sys
from typing import Optional, Sequence

from . import cli
from .beside import run_beside


def main(given: Optional[Sequence[str]] = None) -> int:
    arguments = list(sys.argv[1:] if given is None else given)
    if "--" not in arguments:
        return cli.main(arguments)
    at = arguments.index("--")
    options, command = arguments[:at], arguments[at + 1 :]
    if not command:
        print("tcvod-emulator: -- takes the command to run beside the emulator", file=sys.stderr)
        return 2
    return run_beside(options, command)
