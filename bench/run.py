# SPDX-License-Identifier: MIT
"""run.py BUILD_DIR [NAME…]: runs the benchmarks, or those named, and prints their figures as a table.

A whole run also writes docs/benchmarks.md and its plot.
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, List, Tuple

from figures import Figure, read

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Benchmark:
    name: str
    command: Tuple[str, ...]


def benchmarks(build: Path) -> List[Benchmark]:
    programs = str(build / "bench")
    return [
        Benchmark("call", (f"{programs}/bench_call",)),
        Benchmark("decode", (f"{programs}/bench_decode", "bench/data/get_video_info.json")),
        Benchmark("instructions", (sys.executable, "bench/instructions.py", programs)),
        Benchmark("allocations", (f"{programs}/bench_allocations",)),
        Benchmark("retries", (f"{programs}/bench_retries",)),
        Benchmark("in_flight", (f"{programs}/bench_in_flight",)),
        Benchmark("upload", (sys.executable, "bench/upload.py", str(build))),
        Benchmark("size", (sys.executable, "bench/size.py")),
        Benchmark("generator", (sys.executable, "bench/generator.py")),
    ]


def figures_of(benchmark: Benchmark) -> Iterator[Figure]:
    print(f"== {benchmark.name}", flush=True)
    with subprocess.Popen(benchmark.command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            figure = read(line)
            if figure is None:
                print(line, end="", flush=True)
            else:
                yield figure
    if process.returncode != 0:
        raise SystemExit(f"benchmark {benchmark.name} failed with {process.returncode}: {' '.join(benchmark.command)}")


def main(build: Path, names: List[str]) -> int:
    every = benchmarks(build.resolve())
    unknown = set(names) - {each.name for each in every}
    if unknown:
        print(f"no benchmark {', '.join(sorted(unknown))}; there are: {', '.join(each.name for each in every)}", file=sys.stderr)
        return 2
    figures = [figure for each in every if not names or each.name in names for figure in figures_of(each)]
    import report

    print(report.table(figures))
    if not names:
        report.write(figures, ROOT / "docs")
    return 1 if any(each.verdict == "MISSED" for each in figures) else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
