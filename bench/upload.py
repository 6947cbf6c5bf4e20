# SPDX-License-Identifier: MIT
"""upload.py BUILD_DIR [MEBIBYTES [ROUNDS]]: uploads over loopback TLS.

Against a program written by hand that posts the same parts, signed and hashed beforehand, and against `curl -T` of the
whole file; both go to the same server, which checks every digest. In turns after a round to warm up.
Then the memory of a 4 GiB and of a 64 MiB upload.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple
from urllib.parse import quote, urlsplit

from figures import Figure, show
from upload_servers import Limit, run_relay, run_server, running

MEBIBYTE = 1 << 20
FAST_LINE = Limit(10**9 // 8, each_connection=False)
PLAIN_LINE = Limit(16 * MEBIBYTE, each_connection=True)
PLAIN_LINE_SHARE = 8  # of the file: the line would take long for all of it
SECRET_ID, SECRET_KEY = "AKIDexample", "example"

Environment = Dict[str, str]


@dataclass(frozen=True)
class Part:
    offset: int
    size: int
    md5: str


@dataclass(frozen=True)
class Sample:
    """A file of random bytes and what is known of it."""

    path: Path
    sha1: str
    md5: str
    parts: Tuple[Part, ...]

    @property
    def mebibytes(self) -> float:
        return self.path.stat().st_size / MEBIBYTE


@dataclass(frozen=True)
class Run:
    seconds: float
    processor_seconds: float
    printed: str = ""


def pieces(path: Path) -> Iterator[Tuple[int, bytes]]:
    with path.open("rb") as file:
        while piece := file.read(MEBIBYTE):
            yield file.tell() - len(piece), piece


def make_sample(path: Path, mebibytes: int) -> Sample:
    with path.open("wb") as file:
        for _ in range(mebibytes):
            file.write(os.urandom(MEBIBYTE))
    sha1, md5 = hashlib.sha1(), hashlib.md5()
    parts = []
    for offset, piece in pieces(path):
        sha1.update(piece)
        md5.update(piece)
        parts.append(Part(offset, len(piece), hashlib.md5(piece).hexdigest()))
    return Sample(path, sha1.hexdigest(), md5.hexdigest(), tuple(parts))


def signed_url(endpoint: str, action: str, nonce: int, **parameters: Any) -> str:
    whole = {"Action": action, "Nonce": nonce, "Region": "gz", "SecretId": SECRET_ID,
             "Timestamp": int(time.time()), **parameters}
    text = "&".join(f"{name}={whole[name]}" for name in sorted(whole))
    to_sign = f"POST{urlsplit(endpoint).hostname}/v2/index.php?{text}"
    digest = hmac.new(SECRET_KEY.encode(), to_sign.encode(), hashlib.sha1).digest()
    return f"{endpoint}/v2/index.php?{text}&Signature={quote(base64.b64encode(digest).decode(), safe='')}"


def write_plan(endpoint: str, sample: Sample, plan: Path) -> None:
    nonce = int.from_bytes(os.urandom(5), "big") + 1
    lines = [signed_url(endpoint, "InitUpload", nonce, fileName="bench", fileSha=sample.sha1,
                        fileSize=sample.path.stat().st_size, dataSize=MEBIBYTE, fileType="mp4") + " 0 0"]
    for i, part in enumerate(sample.parts):
        url = signed_url(endpoint, "UploadPart", nonce + 1 + i, fileSha=sample.sha1, offset=part.offset,
                         dataSize=part.size, dataMd5=part.md5)
        lines.append(f"{url} {part.offset} {part.size}")
    lines.append(signed_url(endpoint, "FinishUpload", nonce + 1 + len(sample.parts), fileSha=sample.sha1) + " 0 0")
    plan.write_text("\n".join(lines) + "\n")


def timed(environment: Environment, *commands: Tuple[str, ...]) -> Run:
    """One command after the other; the time and the processor time of all."""
    before = os.times()
    started = time.monotonic()
    printed = ""
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment})
        if done.returncode != 0:
            raise SystemExit(f"{command[0]}: {done.stderr}")
        printed = done.stdout
    seconds = time.monotonic() - started
    after = os.times()
    used = after.children_user + after.children_system - before.children_user - before.children_system
    return Run(seconds, used, printed)


@dataclass(frozen=True)
class Bench:
    build: Path
    folder: Path
    rounds: int

    def library(self, environment: Environment, path: Path) -> Run:
        return timed(environment, (str(self.build / "bench/bench_upload"), str(path)))

    def by_hand(self, environment: Environment, sample: Sample) -> Run:
        plan = self.folder / "plan"
        write_plan(environment["TCVOD_ENDPOINT"], sample, plan)
        return timed(environment, (str(self.build / "bench/bench_baseline_upload"), str(sample.path), str(plan)))

    def by_curl(self, environment: Environment, sample: Sample, hashes_first: bool = False) -> Run:
        url = f"{environment['TCVOD_ENDPOINT']}/whole?sha1={sample.sha1}&md5={sample.md5}"
        send = ("curl", "-sS", "--fail", "--noproxy", "*", "--cacert", environment["TCVOD_CA_FILE"], "-T",
                str(sample.path), url)
        digest = ("openssl", "dgst", "-sha1", str(sample.path))
        return timed(environment, *((digest, send) if hashes_first else (send,)))

    def compare(self, name: str, sample: Sample, environment: Environment, baseline: Callable[..., Run],
                goal: Optional[str] = None, is_bounded: bool = True, **how: Any) -> List[Tuple[Run, Run]]:
        """is_bounded: the same bytes take the server and the line as long for both."""
        both = [(self.library(environment, sample.path), baseline(environment, sample, **how))
                for _ in range(self.rounds + 1)][1:]
        theirs = statistics.median(each.seconds for _, each in both)
        show(Figure(
            f"upload against {name}", "ratio",
            tuple(theirs.seconds / ours.seconds for ours, theirs in both), goal,
            sample.mebibytes / statistics.median(ours.seconds for ours, _ in both),
            sample.mebibytes / theirs, "MiB/s",
            theirs / (theirs + sha1_seconds(sample)) if is_bounded else None))
        return both


def sha1_seconds(sample: Sample) -> float:
    """InitUpload wants to know it before the first part may be sent; the baselines were told."""
    data = os.urandom(MEBIBYTE)
    started = time.monotonic()
    for _ in range(256):
        hashlib.sha1(data)
    return (time.monotonic() - started) / 256 * sample.mebibytes


def show_effort(both: List[Tuple[Run, Run]], sample: Sample) -> None:
    gibibytes = sample.mebibytes / 1024
    ours = [each.processor_seconds / gibibytes for each, _ in both]
    show(Figure("upload: processor time for a GiB", "s", tuple(ours), None, statistics.median(ours),
                statistics.median(each.processor_seconds / gibibytes for _, each in both), "s"))


def peak_memory_kib(bench: Bench, environment: Environment, mebibytes: int, times: int) -> int:
    path = bench.folder / "hole.mp4"
    with path.open("wb") as file:
        file.truncate(mebibytes * MEBIBYTE)
    peak = max(int(bench.library(environment, path).printed.split()[1]) for _ in range(times))
    path.unlink()
    return peak


def compare_memory(bench: Bench, environment: Environment) -> None:
    small, large = peak_memory_kib(bench, environment, 64, 5), peak_memory_kib(bench, environment, 4096, 1)
    show(Figure("upload: peak memory, 4 GiB", "KiB", (large,), "<= 32768"))
    show(Figure("upload: peak memory, 4 GiB against 64 MiB", "ratio", (large / small,), "<= 1.05"))


def compare_all(bench: Bench, mebibytes: int, servers: ExitStack) -> None:
    def at(port: int) -> Environment:
        return {"TCVOD_ENDPOINT": f"https://127.0.0.1:{port}", "TCVOD_CA_FILE": str(bench.folder / "ca.pem"),
                "TCVOD_SECRET_ID": SECRET_ID, "TCVOD_SECRET_KEY": SECRET_KEY}

    port = servers.enter_context(running(run_server, str(bench.folder)))
    server = at(port)
    fast_line = at(servers.enter_context(running(run_relay, port, FAST_LINE)))
    plain_line = at(servers.enter_context(running(run_relay, port, PLAIN_LINE)))

    sample = make_sample(bench.folder / "bench.mp4", mebibytes)
    bench.compare("parts by hand, line of 1 Gbit/s", sample, fast_line, bench.by_hand, ">= 0.9")
    show_effort(bench.compare("parts by hand, loopback", sample, server, bench.by_hand, ">= 0.9"), sample)
    bench.compare("SHA-1, then curl -T, loopback", sample, server, bench.by_curl, is_bounded=False, hashes_first=True)
    bench.compare("curl -T, loopback", sample, server, bench.by_curl, ">= 1.0")
    small = make_sample(bench.folder / "bench.mp4", max(1, mebibytes // PLAIN_LINE_SHARE))
    bench.compare("curl -T, 16 MiB/s a connection", small, plain_line, bench.by_curl, ">= 1.0", is_bounded=False)
    small.path.unlink()
    compare_memory(bench, server)


def folder_in_memory(needed_bytes: int) -> Optional[str]:
    """The disk is not what is measured."""
    shared = "/dev/shm"
    if not os.access(shared, os.W_OK):
        return None
    status = os.statvfs(shared)
    return shared if status.f_bavail * status.f_frsize > needed_bytes else None


def main(arguments: List[str]) -> int:
    build = Path(arguments[0]).resolve()
    mebibytes = int(arguments[1]) if len(arguments) > 1 else 1024
    rounds = int(arguments[2]) if len(arguments) > 2 else 3
    with tempfile.TemporaryDirectory(dir=folder_in_memory(5 * mebibytes * MEBIBYTE)) as folder, ExitStack() as servers:
        compare_all(Bench(build, Path(folder), rounds), mebibytes, servers)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
