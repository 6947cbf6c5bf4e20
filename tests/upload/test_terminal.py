# SPDX-License-Identifier: MIT
"""What people see: bars and a total while it runs, a line for each file, a report at the end."""

import os
import pty
import re
import subprocess
from pathlib import Path
from typing import Callable

from vod import MEBIBYTE, Command

Make = Callable[..., Path]


def on_a_terminal(upload: Command, *arguments: str) -> str:
    ours, theirs = pty.openpty()
    running = subprocess.Popen([os.environ["TCVOD_CLI"], "upload", *arguments], env={**upload.environment(), "TERM": "xterm"},
                               stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    running.wait(60)
    return shown.decode()


def test_bars_total_and_report(upload: Command, make_file: Make) -> None:
    paths = [make_file(6 * MEBIBYTE, name) for name in ("one.mp4", "夜 two.mp4")]
    shown = on_a_terminal(upload, "--jobs", "2", "--rate", "8M", *map(str, paths))
    for path in paths:
        assert re.search(rf"\[#+-+\] +\d+% sending +[\d.]+ [KM]?i?B/s  {re.escape(str(path))}", shown), shown
        assert re.search(rf"\d+\tsent\thttp://[^\t]+\t{re.escape(str(path))}\r\n", shown), shown
    assert re.search(r"\] +\d+% total .* \d of 2 files", shown)
    assert "2 uploaded, 0 there already, 0 failed, 0 not begun; 12.0 MiB sent" in shown
    assert '"event"' not in shown


def test_failures_stand_out(upload: Command) -> None:
    shown = on_a_terminal(upload, "/nonexistent/\x1b[31mred.mp4")
    assert "cannot be opened: No such file" in shown and "1 failed" in shown
    assert "\x1b[31m" not in shown and "\\u001b[31mred" in shown


def test_a_changed_name_is_told(upload: Command, make_file: Make) -> None:
    assert "(named a_b)" in on_a_terminal(upload, str(make_file(10, "a:b.mp4")))
