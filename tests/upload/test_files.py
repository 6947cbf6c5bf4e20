# SPDX-License-Identifier: MIT
"""What arrives is what was sent, whatever its size and name; what is told about it is true."""

import json
import os
from pathlib import Path
from typing import Callable, Optional
from urllib.parse import urlsplit

import pytest
from vod import HALF, MEBIBYTE, Command, control, requests, stored

Make = Callable[..., Path]


@pytest.mark.parametrize("part", ["1M", "512K"])
@pytest.mark.parametrize("size", [1, -1, 0, +1])
def test_sizes_around_one_part(upload: Command, make_file: Make, part: str, size: int) -> None:
    part_bytes = MEBIBYTE if part == "1M" else HALF
    path = make_file(size if size == 1 else part_bytes + size)
    done = upload(str(path), "--part-size", part)
    assert done.code == 0 and done.one["outcome"] == "sent", done
    assert stored(done.one["url"]) == path.read_bytes()
    assert done.one["parts"] == -(-path.stat().st_size // part_bytes)


def test_hundred_parts(upload: Command, make_file: Make) -> None:
    path = make_file(100 * HALF)
    done = upload(str(path), "--part-size", "512K")
    assert done.one["parts"] == 100 and done.one["bytesSent"] == 100 * HALF, done
    assert stored(done.one["url"]) == path.read_bytes()
    assert len(requests("UploadPart")) == 100


def test_over_tls(upload: Command, make_file: Make) -> None:
    path = make_file(5 * MEBIBYTE + 3)
    done = Command(upload.home, {"TCVOD_ENDPOINT": os.environ["TCVOD_TEST_HTTPS"]})(str(path))
    assert done.code == 0 and stored(done.one["url"]) == path.read_bytes()


def test_empty_file(upload: Command, make_file: Make) -> None:
    done = upload(str(make_file(0)))
    assert done.code == 2 and "empty" in done.one["error"]["message"]
    assert control("GET", "requests") == []


@pytest.mark.parametrize("name", ["my film.mp4", "夜の街.mp4", "a@b.mp4", "a&b=c.mp4", "it's \"ok\".mp4", "100%+1#.mp4"])
def test_names(upload: Command, make_file: Make, name: str) -> None:
    path = make_file(1000, name)
    done = upload(str(path))
    assert done.code == 0 and stored(done.one["url"]) == path.read_bytes()
    expected = name[: -len(".mp4")].replace('"', "_")
    assert done.one["name"] == expected and done.one["nameWasChanged"] == ('"' in name)
    assert requests("InitUpload")[0]["parameters"]["fileName"] == expected


def test_long_name_is_cut_and_told(upload: Command, make_file: Make) -> None:
    done = upload(str(make_file(10, "街" * 20 + ".mp4")))
    assert done.code == 0 and done.one["name"] == "街" * 13 and done.one["nameWasChanged"]


def test_without_extension(upload: Command, make_file: Make) -> None:
    path = make_file(10, "film")
    done = upload(str(path))
    assert done.code == 2 and done.one["error"]["field"] == "type", done
    assert upload(str(path), "--type", "flv").one["type"] == "flv"


def test_settings_arrive(upload: Command, make_file: Make) -> None:
    done = upload(str(make_file(10)), "--name", "夜", "--type", "flv", "--tag", "pet", "--tag", "城市", "--transcode",
                  "--screenshot", "--watermark", "--class", "0")
    assert done.code == 0, done
    sent = requests("InitUpload")[0]["parameters"]
    wanted = {"fileName": "夜", "fileType": "flv", "tags.1": "pet", "tags.2": "城市", "isTranscode": "1",
              "isScreenshot": "1", "isWatermark": "1", "classId": "0", "dataSize": "1048576", "fileSize": "10"}
    assert {name: sent.get(name) for name in wanted} == wanted


def test_procedure(upload: Command, make_file: Make) -> None:
    done = upload(str(make_file(10)), "--procedure", "QCVB_SimpleProcessFile(10)")
    assert done.code == 0 and done.one["taskId"], done
    sent = requests("RunProcedure")[0]["parameters"]
    assert sent["file.id"] == done.one["fileId"] and sent["procedure"] == "QCVB_SimpleProcessFile(10)"


def test_notify_url(upload: Command, make_file: Make) -> None:
    url = "http://127.0.0.1:9/notify?a=1&b=2"
    done = upload(str(make_file(10)), "--notify-url", url)
    assert done.code == 0, done
    assert requests("InitUpload")[0]["parameters"]["notifyUrl"] == url


def test_cover(upload: Command, make_file: Make) -> None:
    cover = make_file(MEBIBYTE, "front.jpg")
    done = upload(str(make_file(10)), "--cover", str(cover))
    assert done.code == 0, done
    sent = requests("SmallFileUpload")[0]["parameters"]
    assert (sent["extra.usage"], sent["extra.fileId"]) == ("1", done.one["fileId"])
    assert (sent["fileName"], sent["fileType"], sent["fileSize"]) == ("front", "jpg", str(MEBIBYTE))


@pytest.mark.parametrize("size, part", [(0, "the cover is empty"), (MEBIBYTE + 1, "1 MiB"), (None, "the cover cannot be opened: No such file")])
def test_bad_cover_is_found_first(upload: Command, make_file: Make, size: Optional[int], part: str) -> None:
    cover = make_file(size, "front.jpg") if size is not None else Path("/nonexistent.jpg")
    done = upload(str(make_file(10)), "--cover", str(cover))
    assert done.code == 2 and part in done.one["error"]["message"], done
    assert control("GET", "requests") == []


def test_the_same_again_is_instant(upload: Command, make_file: Make) -> None:
    path = make_file(3 * MEBIBYTE)
    first, again = upload(str(path)), upload(str(path))
    assert again.code == 0 and again.one["outcome"] == "instant" and again.one["bytesSent"] == 0
    assert again.one["fileId"] == first.one["fileId"]
    assert len(requests("UploadPart")) == 3 and len(requests("FinishUpload")) == 1


def test_folder(upload: Command, make_file: Make, tmp_path: Path) -> None:
    sizes = {"in/b.mp4": 10, "in/a.mp4": MEBIBYTE + 1, "in/deep/c.flv": 5, "in/.hidden.mp4": 7, "in/.d/e.mp4": 8}
    files = {name: make_file(size, name) for name, size in sizes.items()}
    (tmp_path / "in" / "circle").symlink_to(tmp_path / "in")
    done = upload(str(tmp_path / "in"), "--jobs", "3")
    assert done.code == 0, done
    shown = {name for name in sizes if "/." not in name}
    assert {each["file"] for each in done.of("uploaded")} == {str(files[name]) for name in shown}
    for each in done.of("uploaded"):
        assert stored(each["url"]) == Path(each["file"]).read_bytes()
    assert done.events[-1]["event"] == "summary" and done.events[-1]["uploaded"] == 3


def test_list_file(upload: Command, make_file: Make, tmp_path: Path) -> None:
    paths = [make_file(10 + i, f"{i} 街.mp4") for i in range(3)]
    names = "\n".join(map(str, paths)) + "\r\n\n"
    (tmp_path / "list").write_text(names, encoding="utf-8-sig")
    assert len(upload("--list", str(tmp_path / "list")).of("uploaded")) == 3
    assert [each["outcome"] for each in upload("--list", "-", stdin=names.encode()).of("uploaded")] == ["instant"] * 3


def test_an_empty_share_is_no_failure(upload: Command, tmp_path: Path) -> None:
    done = upload("--list", "-")
    assert done.code == 0 and [each["event"] for each in done.events] == ["summary"]
    assert upload(str(tmp_path / "home")).code == 0


def test_stdin_is_spooled(upload: Command) -> None:
    data = os.urandom(2 * MEBIBYTE + 5)
    done = upload("-", "--type", "ts", "--name", "live", stdin=data)
    assert done.code == 0 and stored(done.one["url"]) == data and done.one["name"] == "live"


def test_stdin_is_spooled_where_there_is_room(upload: Command, tmp_path: Path) -> None:
    nowhere = Command(upload.home, {"TMPDIR": "/nonexistent"})("-", "--type", "ts", stdin=b"x")
    assert nowhere.code == 2 and "cannot make a temporary file for stdin: No such file" in nowhere.errors
    somewhere = Command(upload.home, {"TMPDIR": str(tmp_path)})("-", "--type", "ts", stdin=b"x")
    assert somewhere.code == 0 and list(tmp_path.glob("tcvod*")) == []


def test_what_a_folder_hides_is_no_success(upload: Command, make_file: Make, tmp_path: Path) -> None:
    make_file(10, "in/a.mp4")
    (tmp_path / "in" / "lost.mp4").symlink_to("nowhere")
    done = upload(str(tmp_path / "in"))
    assert done.code == 2 and len(done.of("uploaded")) == 1
    assert [each["file"] for each in done.of("failed")] == [str(tmp_path / "in" / "lost.mp4")]


def test_one_file_gets_the_whole_rate(upload: Command, make_file: Make) -> None:
    done = upload(str(make_file(2 * MEBIBYTE)), "--jobs", "64", "--rate", "2M")
    assert done.code == 0 and done.one["elapsedMs"] < 20_000, done


@pytest.mark.parametrize("arguments, part", [
    ([], "nothing to upload"),
    (["-"], "--type"),
    (["-", "-", "--type", "ts"], "only once"),
    (["--list", "-", "-"], "only once"),
    (["a.mp4", "b.mp4", "--name", "x"], "for one file"),
    (["a.mp4", "--jobs", "0"], "--jobs"),
    (["a.mp4", "--rate", "2X"], "--rate"),
    (["a.mp4", "--rate", "99999999999G"], "--rate"),
    (["a.mp4", "--class", "x"], "--class"),
])
def test_bad_usage(upload: Command, arguments: "list[str]", part: str) -> None:
    done = upload(*arguments)
    assert done.code == 2 and part in done.errors and done.events == [], done


def test_bad_part_size(upload: Command, make_file: Make) -> None:
    done = upload(str(make_file(10)), "--part-size", "700K")
    assert done.code == 2 and "part_bytes" in done.one["error"]["message"]


def test_one_failure_does_not_stop_the_others(upload: Command, make_file: Make) -> None:
    good = [make_file(10 + i, f"{i}.mp4") for i in range(3)]
    done = upload(str(good[0]), "/nonexistent/x.mp4", str(good[1]), str(good[2]))
    assert done.code == 2 and len(done.of("uploaded")) == 3 and len(done.of("failed")) == 1
    summary = done.events[-1]
    assert (summary["uploaded"], summary["failed"], summary["notBegun"]) == (3, 1, 0)


def test_no_secret_in_the_output(upload: Command, make_file: Make) -> None:
    done = Command(upload.home, {"TCVOD_SECRET_KEY": "wrong-secret-key"})(str(make_file(10)))
    assert done.code == 1 and done.one["error"]["action"] == "InitUpload", done
    assert "wrong-secret-key" not in json.dumps(done.events) + done.errors


def test_urls_are_the_emulators(upload: Command, make_file: Make) -> None:
    assert urlsplit(upload(str(make_file(10))).one["url"]).path.startswith("/media/")
