# SPDX-License-Identifier: MIT
from __future__ import annotations

import pytest

from tcvodgen import names
from tcvodgen.diagnostics import Position
from tcvodgen.spec import Field

HERE = Position("x.yaml", 1, 1)


@pytest.mark.parametrize(
    "wire_name, expected",
    [
        ("vodTaskId", "vod_task_id"),
        ("fileSha", "file_sha"),
        ("dataMd5", "data_md5"),
        ("MP4Url", "mp4_url"),
        ("SHA1", "sha1"),
        ("HLSMasterPlaylist", "hls_master_playlist"),
        ("playURLs", "play_urls"),
        ("m3u8", "m3u8"),
        ("4K", "n4k"),
        ("extra.file_id", "extra_file_id"),
        ("snake_case", "snake_case"),
        ("名", "u540d"),
    ],
)
def test_words_become_members(wire_name: str, expected: str) -> None:
    assert names.member_name(Field(wire_name, HERE, "string")) == expected


@pytest.mark.parametrize(
    "wire_name", "class default int unix linux errno minor NULL true bool and xor assert new".split()
)
def test_words_that_c_or_its_headers_take_get_an_underscore(wire_name: str) -> None:
    assert names.member_name(Field(wire_name, HERE, "string")) == wire_name.lower() + "_"


def test_c_name_is_an_exception_but_no_way_around_keywords() -> None:
    assert names.member_name(Field("x", HERE, "string", c_name="chosen")) == "chosen"
    assert names.member_name(Field("x", HERE, "string", c_name="class")) == "class_"
