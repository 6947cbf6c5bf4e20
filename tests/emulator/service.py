# SPDX-License-Identifier: MIT
"""An emulator process and a client of it, with a signer of its own."""

from __future__ import annotations

import base64
import hashlib
import hmac
import http.client
import itertools
import json
import os
import signal
import ssl
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Dict, List, Mapping, Optional, Tuple
from urllib.parse import quote, urlsplit

ROOT = Path(__file__).resolve().parents[2]
PART = 524288
TASK_SECONDS = 600  # of the emulator that most tests share: nothing ends unless they push the clock

Pairs = List[Tuple[str, str]]


def signature(
    method: str, host: str, path: str, parameters: Mapping[str, str], key: str, sha256: bool = False
) -> str:
    pairs = sorted(
        (name.encode(), value.encode())
        for name, value in parameters.items() if name != "Signature")
    text = b"&".join(name.replace(b"_", b".") + b"=" + value for name, value in pairs)
    digest = hmac.new(
        key.encode(), f"{method}{host}{path}?".encode() + text, "sha256" if sha256 else "sha1")
    return base64.b64encode(digest.digest()).decode()


def encoded(parameters: Mapping[str, str]) -> str:
    return "&".join(
        f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in parameters.items())


class Reply:
    def __init__(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Service:
    def __init__(self, *options: str, environment: Optional[Mapping[str, str]] = None) -> None:
        paths = f"{ROOT / 'generator'}{os.pathsep}{ROOT / 'emulator'}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tcvod_emulator", "--exit-with-parent", *options], text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": paths, **(environment or {})})
        assert self.process.stdout is not None and self.process.stderr is not None
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        self.ready: Dict[str, str] = json.loads(line)
        self.secret_id, self.secret_key = self.ready["secret_id"], self.ready["secret_key"]
        self.host = urlsplit(self.ready["http"]).netloc
        self.ahead = 0.0  # of the service's clock before this machine's
        self.nonces = itertools.count(int.from_bytes(os.urandom(4), "big") + 1)

    def stop(self) -> str:
        """Ends the process and hands back what it wrote on standard error."""
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=10)
        assert self.process.returncode == 0
        return str(errors)

    def connect(self, scheme: str = "http", timeout: float = 20) -> http.client.HTTPConnection:
        address = urlsplit(self.ready[scheme])
        assert address.hostname is not None
        if scheme == "https":
            trust = ssl.create_default_context(cafile=self.ready["ca_file"])
            return http.client.HTTPSConnection(
                address.hostname, address.port, context=trust, timeout=timeout)
        return http.client.HTTPConnection(address.hostname, address.port, timeout=timeout)

    def send(
        self, method: str, target: str, body: Optional[bytes] = None,
        headers: Optional[Mapping[str, str]] = None,
        scheme: str = "http",
    ) -> Reply:
        connection = self.connect(scheme)
        try:
            connection.request(method, target, body, dict(headers or {}))
            answer = connection.getresponse()
            return Reply(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()

    def control(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        reply = self.send(method, f"/_emulator/{path}", data)
        assert reply.status == 200, reply.body
        return reply.json

    def push(self, seconds: float) -> None:
        """Moves the service's clock on; what is due then is done when this returns."""
        offset = self.control("GET", "clock")["offset_seconds"]
        self.control("POST", "clock", {"offset_seconds": offset + seconds})
        self.ahead = offset + seconds

    def events(self) -> List[Any]:
        """All events of the queue, confirmed."""
        found: List[Any] = []
        while True:
            listed = self.call("PullEvent")["eventList"]
            if not listed:
                return found
            found += [each["eventContent"] for each in listed]
            handles = {f"msgHandle.{n}": each["msgHandle"] for n, each in enumerate(listed)}
            assert self.ok("ConfirmEvent", **handles)

    def ok(self, action: str, **parameters: Any) -> Any:
        """A call that has to succeed."""
        answer = self.call(action, **parameters)
        assert answer["code"] == 0, answer
        return answer

    def get(self, url: str) -> Reply:
        return self.send("GET", urlsplit(url).path)

    def common(self, action: str) -> Dict[str, str]:
        return {
            "Action": action, "Region": "gz", "Timestamp": str(int(time.time() + self.ahead)),
            "Nonce": str(next(self.nonces)),
            "SecretId": self.secret_id,
        }

    def signed(
        self, action: str, parameters: Mapping[str, str], method: str = "GET",
        path: str = "/v2/index.php",
        host: str = "127.0.0.1", key: Optional[str] = None, **changes: Optional[str],
    ) -> Dict[str, str]:
        """All parameters, signed. `changes` replace common ones before signing;
        None leaves one out.
        """
        whole: Dict[str, str] = {**self.common(action), **parameters}
        for name, value in changes.items():
            if value is None:
                whole.pop(name)
            else:
                whole[name] = value
        sha256 = whole.get("SignatureMethod") == "HmacSHA256"
        whole["Signature"] = signature(method, host, path, whole, key or self.secret_key, sha256)
        return whole

    def deliver(
        self, whole: Mapping[str, str], method: str = "GET", path: str = "/v2/index.php",
        scheme: str = "http"
    ) -> Reply:
        if method == "GET":
            return self.send("GET", f"{path}?{encoded(whole)}", scheme=scheme)
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        return self.send(method, path, encoded(whole).encode(), form, scheme)

    def call(
        self, action: str, method: str = "GET", scheme: str = "http", **parameters: Any
    ) -> Any:
        """A correct call; names with `__` stand for dotted ones."""
        texts = {name.replace("__", "."): str(value) for name, value in parameters.items()}
        return self.deliver(self.signed(action, texts, method), method, scheme=scheme).json

    def part(self, data: bytes, **parameters: Any) -> Any:
        return self.raw(
            "UploadPart", data, {name: str(value) for name, value in parameters.items()})

    def raw(self, action: str, data: bytes, texts: Mapping[str, str]) -> Any:
        """A call whose body is raw bytes."""
        whole = self.signed(action, texts, "POST")
        octets = {"Content-Type": "application/octet-stream"}
        return self.send("POST", f"/v2/index.php?{encoded(whole)}", data, octets).json

    def send_part(self, sha: str, data: bytes, offset: int, size: int = PART) -> Any:
        piece = data[offset : offset + size]
        return self.part(
            piece, fileSha=sha, offset=offset, dataSize=len(piece),
            dataMd5=hashlib.md5(piece).hexdigest())

    def init(self, data: bytes, name: str = "film", size: int = PART, **more: Any) -> Any:
        sha = hashlib.sha1(data).hexdigest()
        return self.call(
            "InitUpload", fileName=name, fileSha=sha, fileSize=len(data), dataSize=size,
            fileType="mp4", **more)

    def upload(self, data: bytes, name: str = "film", **more: Any) -> Any:
        sha = hashlib.sha1(data).hexdigest()
        assert self.init(data, name, **more)["code"] == 0
        for offset in range(0, len(data), PART):
            answer = self.send_part(sha, data, offset)
            assert answer["code"] == 0, answer
        return self.call("FinishUpload", fileSha=sha)
