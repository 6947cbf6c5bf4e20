# SPDX-License-Identifier: MIT
"""What arrives is what was sent, whatever its size and name; what is told about it is true."""

import json
import os
import subprocess
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
    assert "film: the file's name has no extension: say --type, as in --type mp4\n" in done.errors
    assert "what next" not in done.errors
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


def test_cover_without_extension(upload: Command, make_file: Make) -> None:
    done = upload(str(make_file(10)), "--cover", str(make_file(10, "front")))
    assert done.code == 2 and "the name of the cover has no extension, as in cover.jpg" in done.errors, done


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
    assert again.errors == ""


def test_options_that_change_nothing_are_told(upload: Command, make_file: Make) -> None:
    path = str(make_file(10))
    options = ["--tag", "x", "--tag", "y", "--name", "other", "--class", "0", "--transcode", "--screenshot", "--watermark"]
    assert upload(path, *options).errors == ""
    told = upload(path, *options).errors
    assert told == f"tcvod upload: {path}: the service had it: --name, --class, --tag, --transcode, --screenshot, --watermark changed nothing\n"
    assert upload(path, "--tag", "x").errors.endswith("the service had it: --tag changed nothing\n")


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
    assert done.errors == "tcvod upload: -: no files are listed\n"
    empty = tmp_path / "home" / "empty"
    (empty / "deep").mkdir(parents=True)
    (empty / ".hidden").write_bytes(b"x")
    said = f"tcvod upload: {empty}: no files (names that begin with a dot are left out)\n"
    done = upload(str(empty))
    assert (done.code, done.errors) == (0, said)
    done = upload("--list", "-", stdin=f"\n{empty}\n".encode())
    assert (done.code, done.errors) == (0, said)


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


# Root without what lets it read every folder.
POWERLESS = [] if os.geteuid() else ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]


def test_a_folder_that_cannot_be_read_is_called_a_folder(upload: Command, make_file: Make, tmp_path: Path) -> None:
    make_file(10, "in/a.mp4")
    locked = tmp_path / "in" / "locked"
    locked.mkdir(mode=0)
    done = subprocess.run([*POWERLESS, os.environ["TCVOD_CLI"], "upload", str(tmp_path / "in")], env=upload.environment(),
                          capture_output=True, text=True, timeout=60)
    assert done.returncode == 2 and done.stdout.count('"event": "uploaded"') == 1, done
    assert f"{locked}: the folder cannot be read: Permission denied\n" in done.stderr


def test_one_file_gets_the_whole_rate(upload: Command, make_file: Make) -> None:
    done = upload(str(make_file(2 * MEBIBYTE)), "--jobs", "64", "--rate", "2M")
    assert done.code == 0 and done.one["elapsedMs"] < 20_000, done


@pytest.mark.parametrize("arguments, part", [
    ([], "nothing to upload"),
    (["-"], "--type"),
    (["-", "-", "--type", "ts"], "only once"),
    (["--list", "-", "-"], "only once"),
    (["a.mp4", "b.mp4", "--name", "x"], "for one file"),
    (["a.mp4", "--jobs", "0"], "--jobs '0' is no number from 1 to 64\n"),
    (["a.mp4", "--jobs", "1K"], "--jobs '1K' is no number from 1 to 64\n"),
    (["a.mp4", "--parallel", "65"], "--parallel '65' is no number from 1 to 64\n"),
    (["a.mp4", "--timeout", "0.5"], "--timeout '0.5' is no number of seconds from 1 to 2147483647\n"),
    (["a.mp4", "--stall", "1M"], "--stall '1M' is no number of seconds from 1 to"),
    (["a.mp4", "--rate", "2X"], "--rate '2X' is no number of bytes from 1 on (K, M and G may follow it)\n"),
    (["a.mp4", "--rate", "99999999999G"], "--rate"),
    (["a.mp4", "--part-size", "700K"], "--part-size '700K' is neither 512K nor 1M\n"),
    (["a.mp4", "--part-size", "2M"], "--part-size '2M' is neither 512K nor 1M\n"),
    (["a.mp4", "--part-size", "big"], "--part-size 'big' is neither 512K nor 1M\n"),
    (["a.mp4", "--class", "x"], "--class"),
])
def test_bad_usage(upload: Command, arguments: "list[str]", part: str) -> None:
    done = upload(*arguments)
    assert done.code == 2 and part in done.errors and done.events == [], done


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


def test_what_next_is_said_once_for_one_reason(upload: Command, make_file: Make) -> None:
    paths = [str(make_file(10, name)) for name in ("a.mp4", "b.mp4")]
    done = Command(upload.home, {"TCVOD_SECRET_KEY": "wrong-secret-key"})(*paths)
    advice = "what next:  check that TCVOD_SECRET_KEY belongs to TCVOD_SECRET_ID; `tcvod sign` shows what is signed\n"
    assert done.code == 1 and done.errors.count("failed: ") == 2 and done.errors.count(advice) == 1, done


def test_urls_are_the_emulators(upload: Command, make_file: Make) -> None:
    assert urlsplit(upload(str(make_file(10))).one["url"]).path.startswith("/media/")
