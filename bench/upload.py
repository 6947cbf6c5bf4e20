# SPDX-License-Identifier: MIT
"""upload.py BUILD_DIR [MEBIBYTES [ROUNDS]]: uploads over loopback TLS, to be run by with_emulator.py.

Against a program that posts the same parts, signed and hashed beforehand, to the emulator, which checks them as the
service would, and to a server that takes everything and looks at nothing, where only the clients' own effort counts;
there against `curl -T` of the whole file, too. In turns, medians. Then the memory of a 4 GiB and of a 64 MiB upload.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import multiprocessing
import os
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any, Dict, Iterator, List, Tuple
from urllib.parse import quote, urlsplit

from aiohttp import web

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "emulator"))
from tcvod_emulator.certificates import make_certificates  # noqa: E402

MEBIBYTE = 1 << 20
ANSWER = {"code": 0, "message": "", "codeDesc": "Success", "canRetry": 0, "fileId": "1", "url": ""}


def signed_url(endpoint: str, action: str, nonce: int, **parameters: Any) -> str:
    secret_id, secret_key = os.environ["TCVOD_SECRET_ID"], os.environ["TCVOD_SECRET_KEY"]
    whole = {"Action": action, "Nonce": nonce, "Region": "gz", "SecretId": secret_id,
             "Timestamp": int(time.time()), **parameters}
    text = "&".join(f"{name}={whole[name]}" for name in sorted(whole))
    to_sign = f"POST{urlsplit(endpoint).hostname}/v2/index.php?{text}"
    digest = hmac.new(secret_key.encode(), to_sign.encode(), hashlib.sha1).digest()
    return f"{endpoint}/v2/index.php?{text}&Signature={quote(base64.b64encode(digest).decode(), safe='')}"


def pieces(path: Path) -> Iterator[Tuple[int, bytes]]:
    with path.open("rb") as file:
        while piece := file.read(MEBIBYTE):
            yield file.tell() - len(piece), piece


def write_plan(endpoint: str, path: Path, plan: Path, sha1: str, parts: List[Tuple[int, int, str]]) -> None:
    nonce = int.from_bytes(os.urandom(5), "big") + 1
    lines = [signed_url(endpoint, "InitUpload", nonce, fileName="bench", fileSha=sha1, fileSize=path.stat().st_size,
                        dataSize=MEBIBYTE, fileType="mp4") + " 0 0"]
    for i, (offset, size, md5) in enumerate(parts):
        url = signed_url(endpoint, "UploadPart", nonce + 1 + i, fileSha=sha1, offset=offset, dataSize=size, dataMd5=md5)
        lines.append(f"{url} {offset} {size}")
    lines.append(signed_url(endpoint, "FinishUpload", nonce + 1 + len(parts), fileSha=sha1) + " 0 0")
    plan.write_text("\n".join(lines) + "\n")


def forget_uploads(environment: Dict[str, str]) -> None:
    if "TCVOD_TEST_HTTP" in environment:
        url = environment["TCVOD_TEST_HTTP"] + "/_emulator/reset"
        urllib.request.urlopen(urllib.request.Request(url, b"{}", method="POST"), timeout=60).close()


def measured(environment: Dict[str, str], *command: str) -> Tuple[float, int]:
    forget_uploads(environment)
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment})
    if done.returncode != 0:
        raise SystemExit(f"{command[0]}: {done.stderr}")
    seconds, memory_kib = done.stdout.split()
    return float(seconds), int(memory_kib)


async def swallow(request: web.Request) -> web.Response:
    async for _ in request.content.iter_any():
        pass
    return web.json_response(ANSWER)


async def serve(pipe: Any, context: ssl.SSLContext) -> None:
    application = web.Application()
    application.router.add_route("*", "/{path:.*}", swallow)
    runner = web.AppRunner(application, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=context).start()
    pipe.send(runner.addresses[0][1])
    await asyncio.Event().wait()


def run_sink(pipe: Any, folder: str) -> None:
    _, context = make_certificates(Path(folder))
    asyncio.run(serve(pipe, context))


def by_curl(path: Path, url: str, ca_file: Path) -> float:
    started = time.monotonic()
    subprocess.run(["curl", "-sS", "--fail", "--noproxy", "*", "--cacert", str(ca_file), "-T", str(path), url],
                   check=True, stdout=subprocess.DEVNULL)
    return time.monotonic() - started


def report(name: str, subject: List[float], baseline: List[float], size: int, goal: float) -> None:
    ratios = [theirs / ours for ours, theirs in zip(subject, baseline)]
    rate = size / MEBIBYTE / statistics.median(subject)
    print(f"{name:<34} ratio {statistics.median(ratios):.3f} (goal >= {goal}; min {min(ratios):.3f}, "
          f"max {max(ratios):.3f}); {rate:.0f} MiB/s, baseline "
          f"{size / MEBIBYTE / statistics.median(baseline):.0f} MiB/s", flush=True)


def make_file(path: Path, mebibytes: int) -> Tuple[str, List[Tuple[int, int, str]]]:
    """Its SHA-1, and place, size and MD5 of its parts."""
    with path.open("wb") as file:
        for _ in range(mebibytes):
            file.write(os.urandom(MEBIBYTE))
    sha1 = hashlib.sha1()
    parts = []
    for offset, piece in pieces(path):
        sha1.update(piece)
        parts.append((offset, len(piece), hashlib.md5(piece).hexdigest()))
    return sha1.hexdigest(), parts


def compare_by_hand(build: Path, folder: Path, environment: Dict[str, str], mebibytes: int, rounds: int,
                    name: str) -> None:
    path, plan = folder / "bench.mp4", folder / "plan"
    sha1, parts = make_file(path, mebibytes)
    subject, baseline = [], []
    for _ in range(rounds):
        subject.append(measured(environment, str(build / "bench/bench_upload"), str(path))[0])
        write_plan(environment["TCVOD_ENDPOINT"], path, plan, sha1, parts)
        baseline.append(measured(environment, str(build / "bench/bench_baseline_upload"), str(path), str(plan))[0])
    report(f"upload by hand, {name}", subject, baseline, path.stat().st_size, 0.9)


def compare_by_curl(build: Path, folder: Path, environment: Dict[str, str], rounds: int) -> None:
    path = folder / "bench.mp4"
    subject, baseline = [], []
    for _ in range(rounds):
        subject.append(measured(environment, str(build / "bench/bench_upload"), str(path))[0])
        baseline.append(by_curl(path, environment["TCVOD_ENDPOINT"] + "/bench", folder / "ca.pem"))
    report("upload by curl -T, unchecked", subject, baseline, path.stat().st_size, 1.0)


def compare_memory(build: Path, folder: Path, environment: Dict[str, str]) -> None:
    peaks = []
    for mebibytes in (64, 4096):
        path = folder / f"{mebibytes}.mp4"
        with path.open("wb") as file:
            file.truncate(mebibytes * MEBIBYTE)
        peaks.append(measured(environment, str(build / "bench/bench_upload"), str(path))[1])
        path.unlink()
    print(f"{'peak memory of an upload':<34} 4 GiB {peaks[1]} KiB (goal <= 32768), 64 MiB {peaks[0]} KiB; "
          f"ratio {peaks[1] / peaks[0]:.3f} (goal <= 1.05)", flush=True)


def run(build: Path, folder: Path, mebibytes: int, rounds: int) -> None:
    processes = multiprocessing.get_context("spawn")
    near, far = processes.Pipe()
    server = processes.Process(target=run_sink, args=(far, str(folder)), daemon=True)
    server.start()
    emulator = {name: os.environ[name] for name in ("TCVOD_TEST_HTTP", "TCVOD_ENDPOINT", "TCVOD_CA_FILE")}
    unchecked = {"TCVOD_ENDPOINT": f"https://127.0.0.1:{near.recv()}", "TCVOD_CA_FILE": str(folder / "ca.pem")}
    compare_by_hand(build, folder, emulator, mebibytes, rounds, "checked parts")
    compare_by_hand(build, folder, unchecked, mebibytes, rounds, "unchecked")
    compare_by_curl(build, folder, unchecked, rounds)
    (folder / "bench.mp4").unlink()
    compare_memory(build, folder, unchecked)
    server.terminate()


def main(arguments: List[str]) -> int:
    build = Path(arguments[0]).resolve()
    mebibytes = int(arguments[1]) if len(arguments) > 1 else 1024
    rounds = int(arguments[2]) if len(arguments) > 2 else 3
    with tempfile.TemporaryDirectory() as folder:
        run(build, Path(folder), mebibytes, rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
