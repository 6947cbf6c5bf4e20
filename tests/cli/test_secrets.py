# SPDX-License-Identifier: MIT
"""Whatever the command is asked to do, it does not say the key."""

from pathlib import Path
from typing import Tuple

import pytest

from conftest import SECRET_KEY, TOKEN, Command

NOWHERE = "http://127.0.0.1:1"


@pytest.mark.parametrize("arguments", [
    (), ("--help",), ("version",), ("actions",), ("describe", "CreateVodTags"), ("nonsense",),
    ("call",), ("call", "NoSuchAction"), ("call", "DescribeClass"), ("call", "CreateVodTags", "x=1"),
    ("call", "CreateVodTags", "--json", "/nowhere"), ("call", "DescribeClass", "--dry-run"),
    ("call", "DescribeClass", "--profile", "none"), ("sign", "--param", "Action=A"), ("sign", "x"),
    ("decode", "DescribeClass", "/nowhere"), ("upload", "/nowhere.mp4"), ("upload", "/dev/null"),
], ids=" ".join)
def test_no_output_holds_the_key(signed: Command, tmp_path: Path, arguments: Tuple[str, ...]) -> None:
    done = signed.having(TCVOD_TOKEN=TOKEN, TCVOD_ENDPOINT=NOWHERE)(*arguments)
    assert SECRET_KEY not in done.out + done.err
    assert TOKEN not in done.err
