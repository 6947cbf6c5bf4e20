# SPDX-License-Identifier: MIT
"""A TCP proxy before the emulator that breaks connections where it is told to."""

from __future__ import annotations

import re
import socket
import struct
import threading
import time
from dataclasses import dataclass
from types import TracebackType
from typing import List, Optional, Tuple, Type
from urllib.parse import urlsplit

RESET = struct.pack("ii", 1, 0)


@dataclass
class Rule:
    """Hits requests whose first line matches `pattern`, `times` times.

    reset      RST after `after_bytes` of the request
    refuse     the same, and no connection is taken for `seconds`
    stall      nothing is passed on after `after_bytes` of the request
    duplicate  the answer is passed on twice
    """

    kind: str
    pattern: str
    times: int = 1
    after_bytes: int = 200_000
    seconds: float = 0.6
    hits: int = 0

    def matches(self, data: bytes) -> bool:
        return self.hits < self.times and re.search(self.pattern.encode(), data.partition(b"\r\n")[0]) is not None


def whole_answer(server: socket.socket, data: bytes) -> bytes:
    while b"\r\n\r\n" not in data:
        data += server.recv(65536)
    head, _, _ = data.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    assert length is not None
    while len(data) < len(head) + 4 + int(length[1]):
        data += server.recv(65536)
    return data


class Proxy:
    def __init__(self, target: str, *rules: Rule) -> None:
        address = urlsplit(target)
        assert address.hostname is not None and address.port is not None
        self.target: Tuple[str, int] = (address.hostname, address.port)
        self.rules = rules
        self.closed = False
        self.lock = threading.Lock()
        self.open: List[socket.socket] = []
        self.listener = self.listen(0)
        self.port: int = self.listener.getsockname()[1]
        self.endpoint = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.accept, daemon=True).start()

    def __enter__(self) -> "Proxy":
        return self

    def __exit__(
        self, kind: Optional[Type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.closed = True
        self.drop_all()

    def listen(self, port: int) -> socket.socket:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("127.0.0.1", port))
        made.listen(64)
        return made

    def accept(self) -> None:
        while not self.closed:
            try:
                client, _ = self.listener.accept()
                server = socket.create_connection(self.target)
            except OSError:
                time.sleep(0.01)
                continue
            with self.lock:
                self.open += [client, server]
            duplicate = threading.Event()
            threading.Thread(target=self.pump_up, args=(client, server, duplicate), daemon=True).start()
            threading.Thread(target=self.pump_down, args=(server, client, duplicate), daemon=True).start()

    def pump_up(self, client: socket.socket, server: socket.socket, duplicate: threading.Event) -> None:
        rule: Optional[Rule] = None
        passed = 0
        try:
            while data := client.recv(65536):
                if data.startswith((b"POST ", b"GET ")):
                    rule, passed = self.rule_for(data), 0
                if rule is not None and rule.kind == "duplicate":
                    duplicate.set()
                elif rule is not None and passed + len(data) > rule.after_bytes:
                    server.sendall(data[: max(0, rule.after_bytes - passed)])
                    self.break_off(rule, client)
                    return
                passed += len(data)
                server.sendall(data)
        except OSError:
            pass
        self.close(client, server)

    def rule_for(self, data: bytes) -> Optional[Rule]:
        with self.lock:
            for rule in self.rules:
                if rule.matches(data):
                    rule.hits += 1
                    return rule
        return None

    def break_off(self, rule: Rule, client: socket.socket) -> None:
        if rule.kind == "stall":
            return  # the client gives up some time
        if rule.kind == "refuse":
            self.listener.shutdown(socket.SHUT_RDWR)
            self.listener.close()
            self.drop_all()
            time.sleep(rule.seconds)
            self.listener = self.listen(self.port)
            return
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.close(client)

    def pump_down(self, server: socket.socket, client: socket.socket, duplicate: threading.Event) -> None:
        try:
            while data := server.recv(65536):
                if duplicate.is_set():
                    duplicate.clear()
                    data = whole_answer(server, data) * 2
                client.sendall(data)
        except OSError:
            pass
        self.close(client, server)

    def drop_all(self) -> None:
        with self.lock:
            dropped, self.open = self.open, []
        if self.closed:
            dropped.append(self.listener)
        self.close(*dropped)

    def close(self, *sockets: socket.socket) -> None:
        for each in sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()
