# SPDX-License-Identifier: MIT
"""Where credentials and places come from. Dry runs: nothing is sent."""

import json
import os
from pathlib import Path
from typing import Any, Dict
from urllib.parse import parse_qs, urlsplit

import pytest
from conftest import SECRET_ID, SECRET_KEY, TOKEN, Command

KEY = "key-of-the-config-file"
PLAIN = f"secret_id = AKIDfile\nsecret_key = {KEY}\n"
PROFILES = f"""# comment
{PLAIN}
[staging]
secret_id=AKIDstaging
 secret_key =   {KEY}=staging==
region = sh
endpoint = https://vod.example.com
token = temporary

[empty]
"""
CALL = ["call", "DescribeVodPlayUrls", "fileId=1234567", "--dry-run"]


def dry_run(tcvod: Command, *options: str) -> Dict[str, Any]:
    done = tcvod(*CALL, *options)
    assert (done.code, done.err) == (0, "")
    assert KEY not in done.out and SECRET_KEY not in done.out
    answer: Dict[str, Any] = json.loads(done.out)
    return answer


def sent(answer: Dict[str, Any]) -> Dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(answer["url"]).query).items()}


def refusal(tcvod: Command, *options: str) -> str:
    done = tcvod(*CALL, *options)
    assert (done.code, done.out) == (5, "")
    assert KEY not in done.err and SECRET_KEY not in done.err and TOKEN not in done.err
    return done.err


def test_environment(signed: Command) -> None:
    answer = dry_run(signed.having(TCVOD_REGION="hk", TCVOD_TOKEN=TOKEN))
    assert sent(answer)["SecretId"] == SECRET_ID
    assert sent(answer)["Region"] == "hk"
    assert sent(answer)["Token"] == TOKEN
    assert answer["url"].startswith("https://vod.api.qcloud.com/v2/index.php?")


def test_file(tcvod: Command) -> None:
    tcvod.write_config(PROFILES)
    assert sent(dry_run(tcvod))["SecretId"] == "AKIDfile"


def test_xdg_config_home(tcvod: Command, tmp_path: Path) -> None:
    tcvod.write_config(PLAIN.replace("AKIDfile", "AKIDelsewhere"), folder=tmp_path / "xdg")
    tcvod.write_config(PLAIN)
    answer = dry_run(tcvod.having(XDG_CONFIG_HOME=str(tmp_path / "xdg")))
    assert sent(answer)["SecretId"] == "AKIDelsewhere"


def test_relative_xdg_config_home_is_ignored(tcvod: Command) -> None:
    tcvod.write_config(PLAIN)
    assert sent(dry_run(tcvod.having(XDG_CONFIG_HOME="xdg")))["SecretId"] == "AKIDfile"


def test_profile(tcvod: Command) -> None:
    tcvod.write_config(PROFILES)
    for answer in [dry_run(tcvod, "--profile", "staging"),
                   dry_run(tcvod.having(TCVOD_PROFILE="staging"))]:
        assert answer["url"].startswith("https://vod.example.com/v2/index.php?")
        assert {"SecretId": "AKIDstaging", "Region": "sh", "Token": "temporary"}.items() <= sent(
            answer).items()


def test_key_and_token_come_from_one_place(signed: Command) -> None:
    signed.write_config(PROFILES)
    environment_first = sent(dry_run(signed.having(TCVOD_PROFILE="staging")))
    assert environment_first["SecretId"] == SECRET_ID
    assert environment_first["Region"] == "sh"
    assert "Token" not in environment_first
    asked_for = sent(dry_run(signed.having(TCVOD_REGION="hk"), "--profile", "staging"))
    assert (asked_for["SecretId"], asked_for["Region"]) == ("AKIDstaging", "sh")


def test_profile_without_key_takes_the_environment(signed: Command) -> None:
    signed.write_config(PROFILES)
    assert sent(dry_run(signed, "--profile", "empty"))["SecretId"] == SECRET_ID


def test_region_option(signed: Command) -> None:
    assert sent(dry_run(signed.having(TCVOD_REGION="hk"), "--region", "bj"))["Region"] == "bj"


def test_no_credentials(tcvod: Command) -> None:
    message = refusal(tcvod)
    assert "set TCVOD_SECRET_ID and TCVOD_SECRET_KEY, or write 'secret_id = …' and 'secret_key = …'" in message
    assert f"profile [default] in {tcvod.home}/.config/tcvod/config" in message
    assert "/xdg/tcvod/config" in refusal(tcvod.having(XDG_CONFIG_HOME="/xdg"))
    assert "in ~/.config/tcvod/config" in refusal(tcvod.having(HOME=""))
    assert "set TCVOD_SECRET_KEY" in refusal(tcvod.having(TCVOD_SECRET_ID=SECRET_ID))
    assert "set TCVOD_SECRET_ID" in refusal(tcvod.having(TCVOD_SECRET_KEY=SECRET_KEY))


def test_half_a_key_in_a_profile(signed: Command) -> None:
    path = signed.write_config(f"[r]\nsecret_id = AKIDr\n[s]\nsecret_key = {KEY}\n")
    assert f"profile [r] in {path} has no secret_key\n" in refusal(signed, "--profile", "r")
    assert f"profile [s] in {path} has no secret_id\n" in refusal(signed, "--profile", "s")


def test_missing_profile(tcvod: Command) -> None:
    message = refusal(tcvod.having(XDG_CONFIG_HOME="/xdg"), "--profile", "staging")
    assert "there is no config file /xdg/tcvod/config with profile 'staging'" in message
    tcvod.write_config(PLAIN)
    assert "has no profile [staging]" in refusal(tcvod, "--profile", "staging")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o622])
def test_readable_by_others(tcvod: Command, mode: int) -> None:
    path = tcvod.write_config(PLAIN, mode)
    assert f"cannot use {path}: others may read or change it, and it holds a key: chmod 600 it" in refusal(tcvod)


def test_of_another_user(tcvod: Command) -> None:
    """Only root can give a file away: others cannot come by such a file here."""
    path = tcvod.write_config(PLAIN)
    assert sent(dry_run(tcvod))["SecretId"] == "AKIDfile"
    if os.geteuid() == 0:
        os.chown(path, 65534, 65534)
        assert "it belongs to another user" in refusal(tcvod)


def test_no_regular_file(tcvod: Command) -> None:
    (tcvod.home / ".config/tcvod/config").mkdir(parents=True)
    assert "it is no regular file" in refusal(tcvod)


def test_too_large(tcvod: Command) -> None:
    tcvod.write_config("#" * 70000)
    assert "larger than 64 KiB" in refusal(tcvod)


@pytest.mark.parametrize("text, line, complaint", [
    (PLAIN + "regoin = gz\n", 3, "unknown key 'regoin'; known are secret_id, "),
    (PLAIN + "colour = red\n", 3, "unknown key 'colour'; known are secret_id, "),
    (PLAIN + f"{KEY}==\n", 3, "unknown key; known are"),
    (PLAIN + f"{KEY}\n", 3, "expected 'key = value'"),
    (PLAIN + "region =\n", 3, "there is no value for region"),
    (PLAIN + "\nsecret_id = again\n", 4, "this profile has it twice: secret_id"),
    (PLAIN + "[staging\n", 3, "does not end with ']'"),
    (PLAIN + "[staging]  # another\n", 3, "a comment needs one of its own"),
    (f"secret_id = a\nsecret_key = {KEY}  # mine\n", 2, "secret_key holds a blank or a quote"),
    (f'secret_id = "a"\nsecret_key = {KEY}\n', 1, "secret_id holds a blank or a quote"),
    (PLAIN + f"token = '{KEY}'\n", 3, "token holds a blank or a quote"),
    (PLAIN + "[]\n", 3, "the section has no name"),
    (PLAIN + "[default]\nsecret_id = b\n", 4, "this profile has it twice: secret_id"),
    (PLAIN + "[a]\nregion = gz\nregion = sh\n", 5, "this profile has it twice: region"),
    (PLAIN + "[other]\ntimeout = 3\n", 4, "unknown key 'timeout'"),
])
def test_bad_line(tcvod: Command, text: str, line: int, complaint: str) -> None:
    path = tcvod.write_config(text)
    message = refusal(tcvod)
    assert f"{path}:{line}: " in message
    assert complaint in message


def test_nul_byte(tcvod: Command) -> None:
    tcvod.write_config(PLAIN + "region = g\0z\n")
    assert "NUL byte" in refusal(tcvod)


def test_plain_http_is_for_loopback(signed: Command) -> None:
    assert "TCVOD_ENDPOINT does not work: endpoint is http://" in refusal(signed.having(TCVOD_ENDPOINT="http://vod.example.com"))
    answer = dry_run(signed.having(TCVOD_ENDPOINT="http://127.0.0.1:1"))
    assert answer["url"].startswith("http://127.0.0.1:1/")


def test_missing_certificate_file(signed: Command) -> None:
    message = refusal(signed.having(TCVOD_CA_FILE="/nonexistent/ca.pem"))
    assert "TCVOD_CA_FILE does not work: ca_file /nonexistent/ca.pem cannot be read" in message


def test_a_bad_setting_of_the_file_is_named_by_its_place(signed: Command) -> None:
    path = signed.write_config("region = gz\n[odd]\nendpoint = vod.example.com\n")
    for command, options in [(signed, ["--profile", "odd"]), (signed.having(TCVOD_PROFILE="odd"), [])]:
        message = refusal(command, *options)
        assert f"endpoint of profile [odd] in {path} does not work: endpoint begins with neither" in message


def test_a_certificate_file_without_certificates(signed: Command, tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "key.pem"):
        if place != tmp_path:
            place.write_text("-----BEGIN PRIVATE KEY-----\n")
        message = refusal(signed.having(TCVOD_CA_FILE=str(place)))
        assert f"TCVOD_CA_FILE does not work: ca_file {place} holds no certificate in PEM form" in message
