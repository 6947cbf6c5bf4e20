# SPDX-License-Identifier: MIT
"""instructions.py PROGRAMS: instructions per operation, counted by callgrind, as ratios to the baselines'.

Counts do not depend on what else the machine does. What a program needs once cancels out: it runs with two counts of
repetitions, and the difference is divided by theirs.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import List, Tuple

from figures import Figure, show

OPERATIONS = (
    ("bench_call", (), "time per call, loopback HTTP", "instructions per call", 50, 1.10),
    ("bench_decode", ("bench/data/get_video_info.json",), "decode GetVideoInfo", "instructions, GetVideoInfo", 50, 1.25),
    ("bench_decode", ("bench/data/get_video_info.json",), "decode a list of 1,000 videos", "instructions, 1,000 videos", 2, 1.25),
)


def instructions(command: List[str], name: str, side: str, repetitions: int) -> int:
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out.%p", "--log-file=" + folder + "/log.%p", *command],
            env={**os.environ, "TCVOD_BENCH_ALONE": f"{name}:{side}:{repetitions}"}, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        assert done.returncode == 0
        counts = [re.search(r"Collected : (\d+)", log.read_text()) for log in Path(folder).glob("log.*")]
    return max(int(count.group(1)) for count in counts if count)


def per_operation(command: List[str], name: str, side: str, repetitions: int) -> float:
    few, many = (instructions(command, name, side, times * repetitions) for times in (1, 3))
    return (many - few) / (2 * repetitions)


def compare(programs: Path, operation: Tuple[str, Tuple[str, ...], str, str, int, float]) -> Figure:
    program, arguments, name, title, repetitions, goal = operation
    command = [str(programs / program), *arguments]
    subject, baseline = (per_operation(command, name, side, repetitions) for side in ("subject", "baseline"))
    return Figure(title, "ratio", (subject / baseline,), f"<= {goal}", subject / 1000, baseline / 1000, "thousand")


def main(programs: Path) -> int:
    for operation in OPERATIONS:
        show(compare(programs, operation))
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
