# SPDX-License-Identifier: MIT
"""No public function is left out of the cases in which memory is short."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
EXPORTED = re.compile(r"^TCVOD_API [^;]*?\b(tcvod_\w+)\(", re.MULTILINE)

# Functions that the cases reach through the inline functions and adapters they were made for.
REACHED_BY = {
    "tcvod_call_sized": "tcvod_create_vod_tags_with",
    "tcvod_submit_sized": "tcvod_create_vod_tags_submit",
    "tcvod_pages_open_sized": "tcvod_pull_event_pages",
    "tcvod_pages_next": "tcvod_pull_event_next_page",
    "tcvod_client_create_sized": "tcvod_client_create",
    "tcvod_upload_sized": "tcvod_upload",
    "tcvod_loop_attach_sized": "tcvod_epoll_open",
    "tcvod_loop_socket_ready": "tcvod_epoll_run",
    "tcvod_loop_timer_fired": "tcvod_epoll_run",
}


def test_every_public_function_has_a_case() -> None:
    headers = sorted((ROOT / "runtime/include/tcvod").glob("*.h"))
    exported = {name for header in headers for name in EXPORTED.findall(header.read_text())}
    sources = "".join(path.read_text() for path in Path(__file__).parent.glob("*.c"))
    called = set(re.findall(r"\b(tcvod_\w+)\(", sources))
    missing = {name for name in exported if REACHED_BY.get(name, name) not in called}
    assert len(exported) > 40
    assert not missing
