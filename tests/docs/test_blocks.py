# SPDX-License-Identifier: MIT
"""Commands that pages show without what they print end well, as they stand, with what is installed."""

import json
import os
import subprocess
from pathlib import Path
from typing import Dict, Iterator

import links
import pytest
import sessions

BUILD = Path(os.environ["TCVOD_LIBRARY_DIR"])
README = links.ROOT / "README.md"
DOCS = links.ROOT / "docs"
# The README's example of a video is none that the emulator has.
MADE_UP = json.dumps({"actions": ["CreateVodTags", "DescribeVodPlayUrls", "DescribeVodInfo"]})
CALLBACK = json.dumps({"version": "4.0", "eventType": "FileDeleted", "data": {"fileInfo": [{"fileId": "1"}]}})


@pytest.fixture(scope="module")
def prefix(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prefix")
    sessions.install(BUILD, folder)
    return folder


@pytest.fixture
def environment(prefix: Path, tmp_path: Path) -> Dict[str, str]:
    return sessions.base_environment(tmp_path, prefix)


@pytest.fixture
def beside(environment: Dict[str, str]) -> Iterator[Dict[str, str]]:
    with sessions.emulated(environment) as told:
        yield told


def block(page: Path, part: str) -> str:
    """The one block of code that holds this part."""
    found = [token.content for token in links.tokens(page) if token.type in ("fence", "code_block") and part in token.content]
    assert len(found) == 1, f"{page}: {len(found)} blocks with {part!r}"
    return found[0]


def run(commands: str, folder: Path, environment: Dict[str, str]) -> str:
    """Each of them must end with 0."""
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", commands], cwd=folder, env=environment, capture_output=True,
                          text=True, timeout=sessions.COMMAND_SECONDS)  # fmt: skip
    assert done.returncode == 0, f"{commands}\n{done.stdout}{done.stderr}"
    return done.stdout


def test_commands_of_the_readme(tmp_path: Path, beside: Dict[str, str]) -> None:
    (tmp_path / "talks").mkdir()
    for name in ("holiday.mp4", "talks/first.mp4"):
        (tmp_path / name).write_bytes(os.urandom(1000))
    (tmp_path / "callback.json").write_text(CALLBACK, encoding="utf-8")
    run(f"curl -sf --noproxy '*' -d '{MADE_UP}' $TCVOD_TEST_HTTP/_emulator/synthesise", tmp_path, beside)
    run("tcvod call DescribeVodPlayUrls fileId=1234567 >answer.json", tmp_path, beside)
    commands = block(README, "tcvod describe ")
    assert commands.count("\ntcvod ") >= 9 and "…" not in commands
    printed = run(commands, tmp_path, beside)
    assert "tcvod_create_vod_tags(" in printed and "string_to_sign" in printed
    assert printed.count('"event": "uploaded"') == 2


def test_the_program_of_the_readme_is_compiled(tmp_path: Path, environment: Dict[str, str]) -> None:
    (tmp_path / "program.c").write_text(block(README, "int main("), encoding="utf-8")
    run(block(README, "cc program.c"), tmp_path, environment)
    assert "libtcvod.so.0" in run("ldd a.out", tmp_path, environment)


def test_the_profiles_of_the_page_about_credentials(tmp_path: Path, environment: Dict[str, str]) -> None:
    text = block(DOCS / "credentials.md", "[staging]")
    config = tmp_path / "config" / "tcvod" / "config"
    config.parent.mkdir(parents=True)
    config.write_text(text.replace("…", "AKIDfirst", 2).replace("…", "AKIDsecond"), encoding="utf-8")
    config.chmod(0o600)
    own = {**environment, "XDG_CONFIG_HOME": str(tmp_path / "config")}
    for name in ("TCVOD_SECRET_ID", "TCVOD_SECRET_KEY"):
        own.pop(name, None)
    assert "SecretId=AKIDfirst&" in run("tcvod call DescribeClass --dry-run", tmp_path, own)
    assert "SecretId=AKIDsecond&" in run("tcvod call DescribeClass --profile staging --dry-run", tmp_path, own)


def test_waiting_for_the_emulator(tmp_path: Path, environment: Dict[str, str]) -> None:
    tests = "# … your tests\n"
    commands = block(DOCS / "emulator.md", "until [ -s ready.json ]")
    assert commands.count(tests) == 1
    run(commands.replace(tests, "kill -0 $emulator && cp ready.json seen.json\n"), tmp_path, environment)
    told = json.loads((tmp_path / "seen.json").read_text(encoding="utf-8"))
    assert told.keys() == json.loads(block(DOCS / "emulator.md", '"ca_file"')).keys()
    assert any((tmp_path / "vod").iterdir())


def test_installing(tmp_path: Path, environment: Dict[str, str]) -> None:
    """sudo stages, and ldconfig looks at what was staged."""
    (tmp_path / "build").mkdir()
    (tmp_path / "build" / "demo").symlink_to(BUILD)
    stage, cache, stand_ins = tmp_path / "stage", tmp_path / "cache", tmp_path / "stand-ins"
    (tmp_path / "folders").write_text(f"{stage}/usr/local/lib\n", encoding="utf-8")
    stand_ins.mkdir()
    for name, command in (("sudo", f"DESTDIR={stage} exec"),
                          ("ldconfig", f"exec /sbin/ldconfig -X -f {tmp_path}/folders -C {cache}")):  # fmt: skip
        (stand_ins / name).write_text(f'#!/bin/sh\n{command} "$@"\n', encoding="utf-8")
        (stand_ins / name).chmod(0o755)
    shown = block(DOCS / "getting-started.md", "cmake --install").splitlines()
    commands = [line for line in shown if "cmake --install" in line]
    run("\n".join(commands), tmp_path, {**environment, "PATH": f"{stand_ins}:{environment['PATH']}"})
    assert f"{stage}/usr/local/lib/libtcvod.so.0" in run(f"/sbin/ldconfig -p -C {cache}", tmp_path, environment)
    assert "tcvod " in run(f"LD_LIBRARY_PATH= {stage}/usr/local/bin/tcvod version", tmp_path, environment)


def test_what_fails_is_found(tmp_path: Path) -> None:
    with pytest.raises(AssertionError):
        run("false\ntrue", tmp_path, dict(os.environ))
    with pytest.raises(AssertionError):
        block(README, "nobody wrote this")
