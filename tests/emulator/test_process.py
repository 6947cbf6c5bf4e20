# SPDX-License-Identifier: MIT
"""The emulator as a program: start, restart, stop, and the tool that runs a command beside it."""

import hashlib
import json
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Dict
from urllib.parse import urlsplit

import pytest
from service import PART, ROOT, Service

TOOL = ROOT / "tests" / "tools" / "with_emulator.py"


def test_restart_keeps_everything(tmp_path: Path) -> None:
    data = os.urandom(PART + 5)
    first = Service("--data", str(tmp_path))
    fid = first.upload(b"done")["fileId"]
    class_id = first.call("CreateClass", className="sports")["newClassId"]
    first.init(data)
    first.send_part(hashlib.sha1(data).hexdigest(), data, 0)
    assert first.stop() == ""
    second = Service("--data", str(tmp_path))
    try:
        url = second.call("DescribeVodPlayUrls", fileId=fid)["playSet"][0]["url"]
        assert second.send("GET", urlsplit(url).path).body == b"done"
        assert second.call("DescribeClass")["data"][1]["id"] == class_id
        assert [part["offset"] for part in second.init(data)["listParts"]] == [0]
    finally:
        assert second.stop() == ""
    assert (tmp_path / "server.key").stat().st_mode & 0o777 == 0o600


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    service = Service(environment={"TMPDIR": str(tmp_path)})
    service.upload(b"x")
    assert service.stop() == "" and list(tmp_path.iterdir()) == []


def test_credentials_of_ones_own() -> None:
    service = Service("--secret-id", "me", environment={"TCVOD_EMULATOR_SECRET_KEY": "mine"})
    assert (service.secret_id, service.secret_key) == ("me", "mine")
    assert service.call("DescribeClass")["code"] == 0
    assert service.stop() == ""


def test_script_and_path_from_the_command_line(tmp_path: Path) -> None:
    script = tmp_path / "faults.json"
    script.write_text(json.dumps([{"action": "DescribeClass", "code": 6200}]))
    service = Service("--faults", str(script), "--path", "/own.php")
    whole = service.signed("DescribeClass", {}, path="/own.php")
    assert service.deliver(whole, path="/own.php").json["code"] == 6200
    assert service.deliver(whole).status == 404
    assert service.stop() == ""


def test_tls_is_verifiable_by_name_and_address(running: Service) -> None:
    address = urlsplit(running.ready["https"])
    trust = ssl.create_default_context(cafile=running.ready["ca_file"])
    for name, good in (
        ("localhost", True), ("127.0.0.1", True), ("::1", True), ("example.com", False)
    ):
        with socket.create_connection(("127.0.0.1", address.port or 0)) as plain:
            if good:
                trust.wrap_socket(plain, server_hostname=name).close()
            else:
                with pytest.raises(ssl.SSLCertVerificationError):
                    trust.wrap_socket(plain, server_hostname=name)


def run(*options: str) -> "subprocess.CompletedProcess[str]":
    paths = f"{ROOT / 'generator'}{os.pathsep}{ROOT / 'emulator'}"
    return subprocess.run(
        [sys.executable, "-m", "tcvod_emulator", *options], capture_output=True, text=True,
        timeout=30,
        env={**os.environ, "PYTHONPATH": paths})


def test_what_it_cannot_start_with_is_said(tmp_path: Path, running: Service) -> None:
    (tmp_path / "bad.json").write_text('[{"actoin": 1}]')
    failed = run("--faults", str(tmp_path / "bad.json"))
    assert failed.returncode == 2 and failed.stdout == ""
    assert "did you mean action?" in failed.stderr
    assert "No such file" in run("--faults", str(tmp_path / "absent.json")).stderr
    busy = running.host.partition(":")[2]
    for option in ("--http", "--https"):
        taken = run(option, busy)
        assert taken.returncode == 1 and "Traceback" not in taken.stderr
        assert f"port {busy} is in use: choose another with {option}\n" in taken.stderr
    empty = run("--spec", str(tmp_path))
    assert empty.returncode == 2 and "service.yaml" in empty.stderr
    negative = run("--task-seconds", "-1")
    assert negative.returncode == 2 and "--task-seconds" in negative.stderr
    for host in ("0.0.0.0", "example.com"):
        remote = run("--host", host)
        assert remote.returncode == 2 and "--allow-remote" in remote.stderr
    assert run("--http", "70000").returncode == 2
    assert "Traceback" not in failed.stderr + empty.stderr


def test_other_hosts_are_a_choice() -> None:
    service = Service("--host", "0.0.0.0", "--allow-remote")
    assert service.call("DescribeClass")["code"] == 4100  # signed for 127.0.0.1, sent to 0.0.0.0
    assert service.stop() == ""


@pytest.mark.parametrize("path", ["/", "/_emulator/requests", "/_emulator/page/main.js"])
@pytest.mark.parametrize("headers, status", [
    ({}, 200), ({"Host": "localhost:1"}, 200), ({"Host": "evil.example"}, 403),
    ({"Origin": "http://evil.example"}, 403), ({"Origin": "null"}, 403),
    ({"Origin": "http://127.0.0.1:8080"}, 200),
])
def test_pages_of_others_are_kept_out(
    running: Service, path: str, headers: Dict[str, str], status: int
) -> None:
    assert running.send("GET", path, headers=headers).status == status


def test_remote_pages_are_a_choice() -> None:
    service = Service("--allow-remote")
    try:
        assert service.send("GET", "/", headers={"Host": "evil.example"}).status == 200
    finally:
        service.stop()


def test_the_sample_for_shells(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "emulator.md").read_text(encoding="utf-8")
    sample = page.partition("```sh\n")[2].partition("```")[0]
    command = tmp_path / "tcvod-emulator"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -m tcvod_emulator "$@"\n')
    command.chmod(0o755)
    paths = f"{ROOT / 'generator'}{os.pathsep}{ROOT / 'emulator'}"
    done = subprocess.run(
        ["sh", "-ec", sample], cwd=tmp_path, capture_output=True, text=True, timeout=30,
        env={**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": paths})
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads((tmp_path / "ready.json").read_text())["http"].startswith("http://")


def test_interrupted_while_clients_wait() -> None:
    service = Service("--exit-with-parent")
    service.control("POST", "faults", [{"stall_ms": 60000}])
    connection = service.connect()
    connection.request("GET", "/v2/index.php")
    connection.getresponse()
    begun = time.monotonic()
    assert service.stop() == "" and time.monotonic() - begun < 5
    connection.close()


def alive(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_it_goes_with_its_parent() -> None:
    starter = (
        "import subprocess, sys, os\n"
        "command = [sys.executable, '-m', 'tcvod_emulator', '--exit-with-parent']\n"
        "child = subprocess.Popen(command, stdout=subprocess.PIPE)\n"
        "child.stdout.readline(); print(child.pid, flush=True); os._exit(0)\n")
    paths = f"{ROOT / 'generator'}{os.pathsep}{ROOT / 'emulator'}"
    told = subprocess.run(
        [sys.executable, "-c", starter], stdout=subprocess.PIPE, text=True, timeout=30,
                          env={**os.environ, "PYTHONPATH": paths}).stdout
    deadline = time.monotonic() + 10
    while alive(int(told)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not alive(int(told))


def with_emulator(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, str(TOOL), *arguments], capture_output=True, text=True, timeout=60)


def test_a_command_beside_an_emulator() -> None:
    names = ("TCVOD_TEST_HTTP", "TCVOD_ENDPOINT", "TCVOD_SECRET_ID")
    look = f"import os; print(*(os.environ[n] for n in {names}))"
    done = with_emulator("--secret-id", "me", "--", sys.executable, "-c", look)
    http, endpoint, secret_id = done.stdout.split()
    assert http.startswith("http://127.0.0.1:") and secret_id == "me"
    assert endpoint.startswith("https://127.0.0.1:")


def test_a_wrong_option_beside_a_command() -> None:
    done = with_emulator("--host", "0.0.0.0", "--", "true")
    assert done.returncode == 2 and "did not start" in done.stderr


@pytest.mark.parametrize("command, code", [
    (["sh", "-c", "exit 7"], 7), (["sh", "-c", "kill -9 $$"], 128 + signal.SIGKILL),
    (["/no/such/program"], 127)])
def test_exit_codes(command: "list[str]", code: int) -> None:
    assert with_emulator(*command).returncode == code
