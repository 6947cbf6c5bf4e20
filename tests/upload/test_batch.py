# SPDX-License-Identifier: MIT
"""The lines of docs/batch-uploads.md, run as they stand there."""

import json
import os
import re
import subprocess
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest
import yaml
from vod import Command, control, faults, requests, stored

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "batch-uploads.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
NAMES = ["a b.mp4", "it's.mp4", "夜 & day.mp4", "$HOME.mp4", "e.mp4", "f.mp4", "g.mp4"]

Make = Callable[..., Path]


def block(word: str) -> str:
    found: List[str] = [text for _, text in BLOCKS if word in text]
    assert len(found) == 1, word
    return found[0]


@pytest.fixture
def videos(tmp_path: Path, make_file: Make) -> Path:
    for i, name in enumerate(NAMES):
        make_file(1000 + i, f"videos/{name}")
    return tmp_path


def run(upload: Command, script: str, folder: Path, **variables: str) -> int:
    environment = upload.environment()
    program = Path(environment["TCVOD_CLI"])
    environment["PATH"] = f"{program.parent}{os.pathsep}{environment['PATH']}"
    done = subprocess.run(["sh", "-c", script], cwd=folder, env={**environment, **variables}, timeout=120)
    return done.returncode


def uploaded(folder: Path, name: str = "results.jsonl") -> List[Dict[str, Any]]:
    events = [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    return [each for each in events if each["event"] == "uploaded"]


def assert_all_there(folder: Path, ends: List[Dict[str, Any]]) -> None:
    assert {Path(each["file"]).name for each in ends} == set(NAMES)
    for each in ends:
        assert stored(each["url"]) == (folder / each["file"]).read_bytes()


def test_one_machine(upload: Command, videos: Path) -> None:
    assert run(upload, block("videos > results.jsonl"), videos) == 0
    assert_all_there(videos, uploaded(videos))


def test_parallel(upload: Command, videos: Path) -> None:
    assert run(upload, block("joblog"), videos) == 0
    assert_all_there(videos, uploaded(videos))
    assert len(requests("FinishUpload")) == len(NAMES)


def test_parallel_repeats_what_failed(upload: Command, videos: Path) -> None:
    faults({"action": "InitUpload", "code": -10001, "times": 2})
    assert run(upload, block("joblog"), videos) == 0
    assert_all_there(videos, uploaded(videos))


def test_parallel_goes_on_after_an_interruption(upload: Command, videos: Path) -> None:
    faults({"action": "InitUpload", "code": -10001, "times": 0, "after": 3})
    assert run(upload, block("joblog"), videos) != 0
    first = uploaded(videos)
    assert 0 < len(first) < len(NAMES)
    control("DELETE", "faults")
    again = block("joblog").replace("--joblog", "--resume-failed --joblog")
    assert run(upload, again, videos) == 0
    second = uploaded(videos)
    assert len(second) == len(NAMES) - len(first)
    assert_all_there(videos, first + second)


def test_shares_of_a_slurm_array(upload: Command, videos: Path) -> None:
    (videos / "videos.txt").write_text("".join(f"videos/{name}\n" for name in NAMES), encoding="utf-8")
    ends: List[Dict[str, Any]] = []
    for task in range(3):
        variables = {"SLURM_ARRAY_TASK_COUNT": "3", "SLURM_ARRAY_TASK_ID": str(task)}
        assert run(upload, block("SBATCH"), videos, **variables) == 0
        ends += uploaded(videos, f"results.{task}.jsonl")
    assert len(ends) == len(NAMES)
    assert_all_there(videos, ends)


def test_shares_of_a_kubernetes_job(upload: Command, videos: Path) -> None:
    job = yaml.safe_load(block("kind: Job"))["spec"]
    (line,) = job["template"]["spec"]["containers"][0]["args"]
    line = line.replace("/videos/list.txt", "list.txt") + " >> results.jsonl"
    (videos / "list.txt").write_text("".join(f"videos/{name}\n" for name in NAMES), encoding="utf-8")
    for index in range(job["completions"]):
        assert run(upload, line, videos, JOB_COMPLETION_INDEX=str(index)) == 0
    assert_all_there(videos, uploaded(videos))
