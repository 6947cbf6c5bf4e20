# SPDX-License-Identifier: MIT
"""An upload goes on where an earlier one stopped, by what the service says."""

import hashlib
import os
import threading
import time
from pathlib import Path
from typing import Any, Callable, Dict, List

import pytest
from vod import HALF, MEBIBYTE, Command, control, drive, faults, requests, stored

Make = Callable[..., Path]
PARTS = 6


def stop_half_way(path: Path, **options: Any) -> int:
    """How many parts the service has afterwards: one may still be on its way through it."""
    told = drive(path=path, stop_at=2 * MEBIBYTE, parallel=1, **options)
    assert told["category"] == "CALLBACK", told
    seen, now = -1, len(requests("UploadPart"))
    while seen != now:
        time.sleep(0.3)
        seen, now = now, len(requests("UploadPart"))
    return now


def sent_offsets(after: int) -> List[int]:
    return sorted(int(each["parameters"]["offset"]) for each in requests("UploadPart")[after:])


def test_what_is_there_is_not_sent(make_file: Make) -> None:
    path = make_file(PARTS * MEBIBYTE - 5)
    there = stop_half_way(path)
    assert 2 <= there < PARTS
    told = drive(path=path)
    assert told["outcome"] == 2 and told["parts_skipped"] == there, told
    assert sent_offsets(there) == [i * MEBIBYTE for i in range(there, PARTS)]
    assert stored(told["url"]) == path.read_bytes()
    assert told["bytes_sent"] == path.stat().st_size - there * MEBIBYTE


def test_the_services_part_size_wins(make_file: Make) -> None:
    path = make_file(PARTS * MEBIBYTE)
    there = stop_half_way(path, part=HALF)
    told = drive(path=path, part=MEBIBYTE)
    assert told["parts"] == 2 * PARTS and told["parts_skipped"] == there, told
    assert sent_offsets(there) == [i * HALF for i in range(there, 2 * PARTS)]
    assert stored(told["url"]) == path.read_bytes()


@pytest.mark.parametrize("part_size", [HALF, MEBIBYTE])
@pytest.mark.parametrize("digest", ["dataMd5", "dataSha", None])
def test_documented_and_sloppy_lists(make_file: Make, part_size: int, digest: str) -> None:
    """Samples of the service lack dataSize, and call the MD5 dataSha in places."""
    path = make_file(PARTS * MEBIBYTE - 5)
    there = stop_half_way(path, part=part_size)
    data = path.read_bytes()
    listed: List[Dict[str, Any]] = []
    for i in range(there):
        piece = data[i * part_size : (i + 1) * part_size]
        listed.append({"offset": i * part_size, "dataSize": len(piece)})
        if digest is not None:
            listed[-1][digest] = hashlib.md5(piece).hexdigest()
    faults({"action": "InitUpload", "before": True,
            "json": {"code": 1, "message": "", "canRetry": 0, "listParts": listed}})
    told = drive(path=path)
    assert told["parts_skipped"] == there and stored(told["url"]) == data
    assert sent_offsets(there)[0] == there * part_size


def test_only_the_last_part_is_listed(make_file: Make) -> None:
    path = make_file(2 * MEBIBYTE + 7)
    faults({"action": "InitUpload", "before": True, "json": {
        "code": 1, "message": "", "canRetry": 0, "listParts": [{"offset": 2 * MEBIBYTE, "dataSize": 7}]}})
    told = drive(path=path)
    assert told["category"] == "OK" and stored(told["url"]) == path.read_bytes()


def test_everything_but_the_finish_was_done(make_file: Make) -> None:
    path = make_file(3 * MEBIBYTE)
    faults({"action": "FinishUpload", "code": -10003, "times": 0})
    assert drive(path=path)["category"] == "SERVICE"
    faults_before = len(requests("UploadPart"))
    control("DELETE", "faults")
    told = drive(path=path)
    assert told["outcome"] == 2 and told["parts_skipped"] == 3 and told["bytes_sent"] == 0
    assert len(requests("UploadPart")) == faults_before
    assert stored(told["url"]) == path.read_bytes()


def settle(path: Path) -> None:
    """Written long enough ago for its SHA-1 to be remembered."""
    os.utime(path, (1_700_000_000, 1_700_000_000))


WRONG_SHA1 = "0123456789abcdef0123456789abcdef01234567"


def forge(cache: Path, sha1: str, other: str) -> None:
    lines = cache.read_text().replace(sha1, other).splitlines(keepends=True)[:-1]
    seal = hashlib.sha1("".join(lines).encode()).hexdigest()
    cache.write_text("".join(lines) + f"sealed {seal}\n")


def test_an_unchanged_file_is_not_read_again(make_file: Make, tmp_path: Path) -> None:
    """A forged sum shows that it is what was used."""
    path, cache = make_file(3 * MEBIBYTE), tmp_path / "sha1"
    settle(path)
    assert drive(path=path, cache=cache)["category"] == "OK"
    sha1 = hashlib.sha1(path.read_bytes()).hexdigest()
    assert sha1 in cache.read_text() and cache.stat().st_mode & 0o777 == 0o600
    forge(cache, sha1, WRONG_SHA1)
    drive(path=path, cache=cache, stop_at=1)
    assert requests("InitUpload")[-1]["parameters"]["fileSha"] == WRONG_SHA1


def test_a_time_that_was_set_back_does_not_deceive(make_file: Make, tmp_path: Path) -> None:
    """Other bytes, same size, same time of change: as the remembered sum is that of a file which the
    service has, to trust it would end in a success without a byte sent."""
    path, cache = make_file(3 * MEBIBYTE), tmp_path / "sha1"
    settle(path)
    first = drive(path=path, cache=cache)
    with path.open("r+b") as file:
        file.write(b"changed")
    settle(path)
    told = drive(path=path, cache=cache)
    assert told["outcome"] == 1 and told["file_id"] != first["file_id"], told
    assert stored(told["url"]) == path.read_bytes()


def test_a_wrong_memory_is_forgotten(make_file: Make, tmp_path: Path) -> None:
    path, cache = make_file(PARTS * MEBIBYTE), tmp_path / "sha1"
    settle(path)
    assert 2 <= stop_half_way(path, cache=cache) < PARTS
    forge(cache, hashlib.sha1(path.read_bytes()).hexdigest(), WRONG_SHA1)
    refused = drive(path=path, cache=cache)
    assert refused["category"] == "SERVICE" and refused["action"] == "FinishUpload", refused
    told = drive(path=path, cache=cache)
    assert told["category"] == "OK" and stored(told["url"]) == path.read_bytes()


def test_a_file_just_written_is_not_remembered(make_file: Make, tmp_path: Path) -> None:
    """It could change once more within the same tick of the clock."""
    path, cache = make_file(10), tmp_path / "sha1"
    assert drive(path=path, cache=cache)["category"] == "OK"
    assert not cache.exists()


@pytest.mark.parametrize("damage", [b"", b"nonsense", b"tcvod-sha1-cache 2\n\0\0\0"])
def test_a_damaged_memory_is_refused(make_file: Make, tmp_path: Path, damage: bytes) -> None:
    path, cache = make_file(1000), tmp_path / "sha1"
    settle(path)
    cache.write_bytes(damage)
    assert drive(path=path, cache=cache)["category"] == "OK"
    assert hashlib.sha1(path.read_bytes()).hexdigest() in cache.read_text()


def test_the_memory_holds_no_secrets_and_no_names(upload: Command, make_file: Make) -> None:
    path = make_file(1000, "private name.mp4")
    settle(path)
    assert upload(str(path)).code == 0
    text = (upload.home / ".cache" / "tcvod" / "sha1").read_text()
    assert "private" not in text
    assert os.environ["TCVOD_SECRET_ID"] not in text and os.environ["TCVOD_SECRET_KEY"] not in text


def test_no_memory_wanted(upload: Command, make_file: Make) -> None:
    path = make_file(1000)
    settle(path)
    assert upload(str(path), "--no-cache").code == 0
    assert not (upload.home / ".cache").exists()


@pytest.mark.parametrize("change", ["grown", "shortened", "touched"])
def test_a_file_that_changes_is_an_error(make_file: Make, change: str) -> None:
    """The service answers the first part late, and by then the file is another."""
    path = make_file(8 * MEBIBYTE)
    settle(path)
    faults({"action": "UploadPart", "delay_ms": 400, "times": 0})

    def spoil() -> None:
        while not requests("InitUpload"):
            time.sleep(0.02)
        time.sleep(0.1)
        if change == "touched":
            os.utime(path)
        else:
            os.truncate(path, 9 * MEBIBYTE if change == "grown" else 3 * MEBIBYTE)

    spoiler = threading.Thread(target=spoil)
    spoiler.start()
    told = drive(path=path, parallel=1)
    spoiler.join()
    assert told["category"] == "FILE" and told["field"].startswith("parts["), told
    assert requests("FinishUpload") == []
