# SPDX-License-Identifier: MIT
"""Each program of examples/ does what examples/README.md says."""

import os
import re
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Callable, Iterator, List

import pytest
from conftest import BUILD, ROOT, control, requests_of, run

Upload = Callable[[str], str]
EXAMPLES = ROOT / "examples"
WAIT_SECONDS = 20


def test_every_example_is_listed_and_built() -> None:
    listed = set(re.findall(r"\]\(([^)]+)\)", (EXAMPLES / "README.md").read_text(encoding="utf-8")))
    programs = {path.name for path in EXAMPLES.glob("*.c")}
    assert {name for name in listed if name.endswith(".c")} == programs
    assert all((EXAMPLES / name).exists() for name in listed)
    assert all((BUILD / "examples" / name[:-2]).exists() for name in programs)


def test_play_urls(uploaded: Upload) -> None:
    done = run("list_play_urls", uploaded("holiday"))
    assert (done.returncode, done.stderr) == (0, "")
    with urllib.request.urlopen(done.stdout.split()[0].replace(os.environ["TCVOD_TEST_HTTPS"], os.environ["TCVOD_TEST_HTTP"])) as answer:
        assert answer.read() == b"holiday"


def test_play_urls_of_no_video() -> None:
    done = run("list_play_urls", "1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("SERVICE: ") and done.stderr.endswith("(10008)\n")


def test_list_and_play(uploaded: Upload) -> None:
    ids = [uploaded(name) for name in ("talk one", "other", "talk 狗")]
    done = run("list_and_play", "talk", "echo")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert [line.split()[0] for line in lines[:-1:2]] == [ids[0], ids[2]]
    assert "talk 狗" in lines[2]
    assert lines[-1] == lines[1].strip()


def test_list_goes_through_all_pages() -> None:
    pages = [[{"fileId": "1", "fileName": "a"}, {"fileId": "2", "fileName": "b"}], [{"fileId": "3", "fileName": "c"}]]
    control("POST", "faults", [
        {"action": "DescribeVodPlayInfo", "json": {"code": 0, "totalCount": 3, "fileSet": page}} for page in pages])  # fmt: skip
    done = run("list_and_play", "x", "never-run")
    assert (done.returncode, [line.split()[0] for line in done.stdout.splitlines()]) == (0, ["1", "2", "3"])


def test_upload_tells_how_far_it_is(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(os.urandom(3 * 1024 * 1024))
    done = run("upload_with_progress", str(path), "my clip")
    assert done.returncode == 0
    assert re.search(r"^done +100% ", done.stderr, re.MULTILINE) and "my clip" in str(requests_of("InitUpload"))
    again = run("upload_with_progress", str(path), "my clip")
    assert again.stdout == done.stdout and len(requests_of("UploadPart")) == 3


def test_upload_stops_and_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    path.write_bytes(os.urandom(4 * 1024 * 1024))
    control("POST", "faults", [{"action": "UploadPart", "after": 2, "times": 2, "delay_ms": 3000}])
    program = subprocess.Popen([str(BUILD / "examples" / "upload_with_progress"), str(path)],
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + WAIT_SECONDS
    while len(requests_of("UploadPart")) < 3 and time.monotonic() < end:
        time.sleep(0.02)
    program.send_signal(signal.SIGINT)
    _, told = program.communicate(timeout=60)
    assert program.returncode == 1 and "CALLBACK" in told
    control("DELETE", "faults")
    assert run("upload_with_progress", str(path)).returncode == 0


def tag(ids: List[str]) -> "subprocess.CompletedProcess[str]":
    return run("tag_many", "sea", stdin="".join(f"{each}\n" for each in ids))


def test_hundreds_of_videos_are_tagged() -> None:
    control("POST", "faults", [{"action": "CreateVodTags", "times": 300, "json": {"code": 0, "message": ""}}])
    done = tag([str(1000 + number) for number in range(300)])
    assert (done.returncode, done.stdout, done.stderr) == (0, "300 tagged, 0 failed\n", "")
    sent = requests_of("CreateVodTags")
    assert sorted(int(each["fileId"]) for each in sent) == list(range(1000, 1300))
    assert {each["tags.1"] for each in sent} == {"sea"}


def test_what_cannot_be_tagged_is_named(uploaded: Upload) -> None:
    done = tag([uploaded("one"), "1"])
    assert (done.returncode, done.stdout) == (1, "1 tagged, 1 failed\n")
    assert done.stderr.startswith("1: ") and "(10008)" in done.stderr


def test_nothing_to_tag() -> None:
    assert tag([]).stdout == "0 tagged, 0 failed\n"


def test_temporary_credentials_are_renewed_when_refused(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    identity = f"{os.environ['TCVOD_SECRET_ID']} {os.environ['TCVOD_SECRET_KEY']} token"
    keys.write_text(f"{identity} {int(time.time()) + 3600}\n")
    control("POST", "faults", [{"action": "DescribeClass", "after": 1, "code": 4104, "message": "unknown key"}])
    done = run("temporary_credentials", str(keys), TCVOD_SECRET_ID="", TCVOD_SECRET_KEY="")
    assert (done.returncode, re.findall(r"\d+", done.stdout)) == (0, ["1", "2", "1"])
    assert done.stderr.count("read keys") == 2
    assert os.environ["TCVOD_SECRET_KEY"] not in done.stdout + done.stderr


@pytest.mark.parametrize("text", [None, "", "id key token\n"])
def test_without_temporary_credentials(tmp_path: Path, text: "str | None") -> None:
    if text is not None:
        (tmp_path / "keys").write_text(text)
    done = run("temporary_credentials", str(tmp_path / "keys"))
    assert done.returncode == 1 and "CREDENTIAL: " in done.stderr


def test_own_allocator_counts() -> None:
    done = run("own_allocator", "1000000")
    assert (done.returncode, done.stderr) == (0, "")
    most = re.fullmatch(r"1 classes\n(\d+) bytes at most, 0 left\n", done.stdout)
    assert most and 0 < int(most[1]) <= 1000000


@pytest.mark.parametrize("limit", [0, 100, 2000, 5000])
def test_own_allocator_refuses(limit: int) -> None:
    done = run("own_allocator", str(limit))
    assert (done.returncode, done.stderr.split(":")[0]) == (1, "MEMORY")
    assert done.stdout.endswith(", 0 left\n")


@pytest.fixture
def server() -> Iterator["subprocess.Popen[str]"]:
    program = subprocess.Popen([str(BUILD / "examples" / "callback_server")], stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    yield program
    program.communicate(timeout=30)
    assert program.returncode == 0


def url_of(server: "subprocess.Popen[str]") -> str:
    assert server.stdout is not None
    return f"http://127.0.0.1:{int(server.stdout.readline().split()[-1])}/"


def test_callbacks_of_the_service_are_told(server: "subprocess.Popen[str]", uploaded: Upload) -> None:
    control("POST", "callback", {"url": url_of(server)})
    file_id = uploaded("told")
    assert server.stdout is not None
    assert server.stdout.readline() == f"new video {file_id}\n"
    control("POST", "callback", {"url": ""})


@pytest.mark.parametrize("body, method, status", [
    (b'{"eventType": "SomethingNew"}', "POST", 200),
    (b"{", "POST", 400),
    (b"x" * 1200000, "POST", 413),
    (None, "GET", 405),
], ids=["unknown", "broken", "large", "get"])
def test_callback_server_answers(server: "subprocess.Popen[str]", body: "bytes | None", method: str, status: int) -> None:
    request = urllib.request.Request(url_of(server), body, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            found = answer.status
    except urllib.error.HTTPError as error:
        found = error.code
    assert found == status


def test_a_service_of_ones_own() -> None:
    flags = os.environ.get("TCVOD_TEST_CFLAGS", "")
    done = subprocess.run(["sh", str(EXAMPLES / "own_service" / "run.sh"), str(BUILD)], capture_output=True, text=True,
                          timeout=120, env={**os.environ, "CFLAGS": f"{flags} -Wall -Wextra -Wpedantic -Werror"})
    assert done.returncode == 0, done.stderr
    first, *notes = done.stdout.splitlines()
    assert first.startswith("added and deleted ") and len(notes) >= 1
    assert all(re.fullmatch(r"\[[x ]\] .+", note) for note in notes)
