# SPDX-License-Identifier: MIT
"""symbols.py LIBRARY: what a shared library exports, with the version of each, one a line."""

import subprocess
import sys
from pathlib import Path
from typing import List


def exported(library: Path) -> List[str]:
    told = subprocess.run(["nm", "--dynamic", "--defined-only", "--with-symbol-versions", str(library)],
                          capture_output=True, check=True, text=True)
    found = [line.split()[-2:] for line in told.stdout.splitlines()]
    return sorted(name for kind, name in found if kind != "A")


if __name__ == "__main__":
    print("\n".join(exported(Path(sys.argv[1]))))
