# SPDX-License-Identifier: MIT
"""upload.py BUILD_DIR [MEBIBYTES [ROUNDS]]: uploads over loopback TLS.

Against a program written by hand that posts the same parts, signed and hashed beforehand, and against `curl -T` of the
whole file; both go to the same server, which does the same for every byte. In turns after a round to warm up.
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
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Dict, Iterator, List, Optional, Tuple
from urllib.parse import quote, urlsplit

from figures import Figure, show
from upload_servers import run_relay, run_server, running

MEBIBYTE = 1 << 20
LIMITED_MEBIBYTES_PER_SECOND = 16
LIMITED_SHARE = 8  # of the file, where a limited line would take long

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
    secret_id, secret_key = os.environ["TCVOD_SECRET_ID"], os.environ["TCVOD_SECRET_KEY"]
    whole = {"Action": action, "Nonce": nonce, "Region": "gz", "SecretId": secret_id,
             "Timestamp": int(time.time()), **parameters}
    text = "&".join(f"{name}={whole[name]}" for name in sorted(whole))
    to_sign = f"POST{urlsplit(endpoint).hostname}/v2/index.php?{text}"
    digest = hmac.new(secret_key.encode(), to_sign.encode(), hashlib.sha1).digest()
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


def forget_uploads(environment: Environment) -> None:
    if "TCVOD_TEST_HTTP" in environment:
        url = environment["TCVOD_TEST_HTTP"] + "/_emulator/reset"
        urllib.request.urlopen(urllib.request.Request(url, b"{}", method="POST"), timeout=60).close()


def timed(environment: Environment, *commands: Tuple[str, ...]) -> Run:
    """One command after the other; the time and the processor time of all."""
    forget_uploads(environment)
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
                goal: Optional[str] = None, **how: Any) -> List[Tuple[Run, Run]]:
        both = [(self.library(environment, sample.path), baseline(environment, sample, **how))
                for _ in range(self.rounds + 1)][1:]
        show(Figure(
            f"upload against {name}", "ratio",
            tuple(theirs.seconds / ours.seconds for ours, theirs in both), goal,
            sample.mebibytes / statistics.median(ours.seconds for ours, _ in both),
            sample.mebibytes / statistics.median(theirs.seconds for _, theirs in both), "MiB/s"))
        return both


def show_effort(both: List[Tuple[Run, Run]], sample: Sample) -> None:
    gibibytes = sample.mebibytes / 1024
    ours = [each.processor_seconds / gibibytes for each, _ in both]
    show(Figure("upload: processor time for a GiB", "s", tuple(ours), None, statistics.median(ours),
                statistics.median(each.processor_seconds / gibibytes for _, each in both), "s"))


def hashing_seconds(sample: Sample, *algorithms: str) -> float:
    data = os.urandom(MEBIBYTE)
    started = time.monotonic()
    for _ in range(256):
        for algorithm in algorithms:
            hashlib.new(algorithm, data)
    return (time.monotonic() - started) / 256 * sample.mebibytes


def show_limit(both: List[Tuple[Run, Run]], sample: Sample, *algorithms: str) -> None:
    """What stands beside a baseline that has all digests beforehand adds its hashing to the baseline's time."""
    hashing = hashing_seconds(sample, *algorithms)
    theirs = statistics.median(each.seconds for _, each in both)
    print(f"  {' and '.join(algorithms)}: {hashing:.2f} s that nothing can hide there; the baseline: {theirs:.2f} s; "
          f"no ratio above {theirs / (theirs + hashing):.2f} is possible", flush=True)


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
    def at(port: int, kind: str) -> Environment:
        return {"TCVOD_ENDPOINT": f"https://127.0.0.1:{port}", "TCVOD_CA_FILE": str(bench.folder / kind / "ca.pem")}

    emulator = {name: os.environ[name] for name in ("TCVOD_TEST_HTTP", "TCVOD_ENDPOINT", "TCVOD_CA_FILE")}
    checking_port = servers.enter_context(running(run_server, "checking", str(bench.folder)))
    limited_port = servers.enter_context(running(run_relay, checking_port, LIMITED_MEBIBYTES_PER_SECOND * MEBIBYTE))
    checking, limited = at(checking_port, "checking"), at(limited_port, "checking")
    discarding = at(servers.enter_context(running(run_server, "discarding", str(bench.folder))), "discarding")

    sample = make_sample(bench.folder / "bench.mp4", mebibytes)
    show_effort(bench.compare("parts by hand, service checks", sample, emulator, bench.by_hand, ">= 0.9"), sample)
    bench.compare("SHA-1, then curl -T; both checked", sample, checking, bench.by_curl, ">= 1.0", hashes_first=True)
    show_limit(bench.compare("curl -T that was told the digests; both checked", sample, checking, bench.by_curl),
               sample, "sha1")  # which InitUpload wants to know before the first part; the MD5s could be hidden
    show_limit(bench.compare("parts by hand, discarded", sample, discarding, bench.by_hand), sample, "sha1", "md5")
    show_limit(bench.compare("curl -T, discarded", sample, discarding, bench.by_curl), sample, "sha1", "md5")
    small = make_sample(bench.folder / "bench.mp4", max(1, mebibytes // LIMITED_SHARE))
    bench.compare(f"curl -T, {LIMITED_MEBIBYTES_PER_SECOND} MiB/s a connection", small, limited, bench.by_curl, ">= 1.0")
    small.path.unlink()
    compare_memory(bench, discarding)


def folder_in_memory(needed_bytes: int) -> Optional[str]:
    """The disk is not what is measured."""
    shared = "/dev/shm"
    if not os.access(shared, os.W_OK):
        return None
    status = os.statvfs(shared)
    return shared if status.f_bavail * status.f_frsize > needed_bytes else None


def run_beside_emulator(arguments: List[str], mebibytes: int) -> int:
    root = Path(__file__).resolve().parents[1]
    folder = folder_in_memory(4 * mebibytes * MEBIBYTE)
    environment = {**os.environ, **({"TMPDIR": folder} if folder else {})}
    command = (sys.executable, str(root / "tests/tools/with_emulator.py"), "--", sys.executable, __file__, *arguments)
    return subprocess.run(command, env=environment).returncode


def main(arguments: List[str]) -> int:
    build = Path(arguments[0]).resolve()
    mebibytes = int(arguments[1]) if len(arguments) > 1 else 1024
    rounds = int(arguments[2]) if len(arguments) > 2 else 3
    if "TCVOD_TEST_HTTP" not in os.environ:
        return run_beside_emulator(arguments, mebibytes)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        compare_all(Bench(build, Path(folder), rounds), mebibytes, servers)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
