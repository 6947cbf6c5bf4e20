# SPDX-License-Identifier: MIT
"""The figures as a table in the terminal, as docs/benchmarks.md and as a plot of the ratios."""

from __future__ import annotations

import os
import platform
from pathlib import Path
from typing import List, Sequence, Tuple

import matplotlib

matplotlib.use("svg")
from matplotlib import pyplot  # noqa: E402

from figures import Figure, number  # noqa: E402

HEADINGS = ("figure", "median", "spread", "goal", "", "the library against the baseline")
INTRODUCTION = """\
<!-- Written by ./dev bench; do not edit. -->
# Benchmarks

`./dev bench` measures this, each figure as a ratio to a program written by hand, run in turns with it on the same
machine. The baselines are in `bench/baseline_*.c` and in the benchmarks themselves: short programs that anyone can read.
A ratio of time or instructions below 1 means that the library needs less; one of throughput above 1 that it is faster.
The service wants the SHA-1 of a whole file before its first byte: a baseline that was told it is ahead by that time, and
where the server takes the file in less than nine times as long, no program can reach 0.9; the table then says what the
bound is.

"""


def rows(figures: Sequence[Figure]) -> List[Tuple[str, ...]]:
    return [
        (each.name, f"{number(each.median)} {each.unit}", each.spread, each.goal or "", each.verdict, each.sides)
        for each in figures
    ]


def table(figures: Sequence[Figure]) -> str:
    lines = [HEADINGS, *rows(figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEADINGS))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def markdown_line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def machine() -> str:
    model = next(
        (line.split(":", 1)[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line),
        platform.machine(),
    )
    return f"{os.cpu_count()} cores, {model}, Linux {platform.release().split('-')[0]}, load {os.getloadavg()[1]:.1f}"


def markdown(figures: Sequence[Figure]) -> str:
    lines = [markdown_line(HEADINGS), markdown_line(["---"] * len(HEADINGS))]
    lines += [markdown_line(row) for row in rows(figures)]
    return (
        INTRODUCTION + "\n".join(lines) + f"\n\nMeasured on: {machine()}.\n\n"
        "![Ratios to the baselines, with their goals](benchmarks.svg)\n"
    )


def plot(figures: Sequence[Figure], path: Path) -> None:
    """Median and spread of every ratio, and its goal."""
    ratios = [each for each in reversed(figures) if each.unit == "ratio"]
    matplotlib.rcParams["svg.hashsalt"] = "tcvod"
    canvas, axes = pyplot.subplots(figsize=(8, 0.6 + 0.36 * len(ratios)))
    for place, each in enumerate(ratios):
        color = "tab:red" if each.verdict not in ("", "met") else "tab:blue"
        axes.plot([min(each.values), max(each.values)], [place, place], color=color, linewidth=3, alpha=0.4)
        axes.plot(each.median, place, "o", color=color)
        if each.goal:
            axes.plot(each.limit, place, "<" if each.goal.startswith("<=") else ">", color="black", fillstyle="none")
    axes.axvline(1.0, color="gray", linewidth=0.8)
    axes.set_yticks(range(len(ratios)), [each.name for each in ratios])
    axes.set_xlim(left=0)
    axes.set_xlabel("ratio to the baseline (dot: median, bar: spread, triangle: goal and the side it bounds)")
    canvas.tight_layout()
    canvas.savefig(path, metadata={"Date": None, "Creator": None})
    pyplot.close(canvas)


def write(figures: Sequence[Figure], folder: Path) -> None:
    (folder / "benchmarks.md").write_text(markdown(figures), encoding="utf-8")
    plot(figures, folder / "benchmarks.svg")
