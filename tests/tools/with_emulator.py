#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""with_emulator.py [[EMULATOR OPTION…] --] COMMAND…: runs a command beside the emulator of this checkout."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "generator"), str(ROOT / "emulator")]

from tcvod_emulator.beside import addresses, environment_of, start, stop
from tcvod_emulator.command import main

__all__ = ["addresses", "environment_of", "start", "stop"]

if __name__ == "__main__":
    given = sys.argv[1:]
    sys.exit(main(given if "--" in given else ["--", *given]))
