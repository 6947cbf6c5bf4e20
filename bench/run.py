# SPDX-License-Identifier: MIT
"""run.py BUILD_DIR: runs every benchmark and prints what each of them measured."""

import subprocess
import sys
from pathlib import Path

PROGRAMS = ("bench_call", "bench_decode", "bench_allocations")


def main(build: Path) -> int:
    failed = 0
    for program in PROGRAMS:
        done = subprocess.run([str(build / "bench" / program), "bench/data/get_video_info.json"])
        failed += done.returncode != 0
    beside_emulator = [sys.executable, "tests/tools/with_emulator.py", "--", sys.executable]
    failed += subprocess.run([*beside_emulator, "bench/upload.py", str(build)]).returncode != 0
    print("size and effort", flush=True)
    failed += subprocess.run([sys.executable, "bench/size.py"]).returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
