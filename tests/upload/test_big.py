# SPDX-License-Identifier: MIT
"""A file over 4 GiB, most of it a hole. The emulator compares its SHA-1 and keeps holes as holes."""

import hashlib
from pathlib import Path

from vod import Command

SIZE = 4_500_000_000
ISLANDS = {0: b"begin", (1 << 31) - 3: b"around 2 GiB", (1 << 32) - 3: b"around 4 GiB", SIZE - 3: b"end"}


def sha1_of(path: Path) -> str:
    digest = hashlib.sha1()
    with path.open("rb") as file:
        while piece := file.read(1 << 22):
            digest.update(piece)
    return digest.hexdigest()


def test_four_and_a_half_gigabytes(upload: Command, tmp_path: Path) -> None:
    path = tmp_path / "huge.mp4"
    with path.open("wb") as file:
        for offset, data in ISLANDS.items():
            file.seek(offset)
            file.write(data)
    assert path.stat().st_size == SIZE
    done = upload(str(path))
    assert done.code == 0, done
    assert done.one["fileBytes"] == done.one["bytesSent"] == SIZE
    assert done.one["parts"] == -(-SIZE // (1 << 20))
    assert done.one["sha1"] == sha1_of(path)
