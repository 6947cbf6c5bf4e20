# SPDX-License-Identifier: MIT
"""size.py: what the library weighs and what it costs to compile, beside a program with nothing of ours."""

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import List

from figures import Figure, show

ROOT = Path(__file__).resolve().parents[1]
COMPILER = os.environ.get("CC", "cc")
PACKAGES = ("libcurl", "json-c", "libcrypto")
ONE_ACTION = """\
#include <tcvod/vod_v2.h>
int main(void)
{
    tcvod_client *client = NULL;
    tcvod_describe_vod_play_urls_response *response = NULL;
    tcvod_client_options options = {.secret_id = "id", .secret_key = "key"};
    tcvod_describe_vod_play_urls_request request = {.file_id = "1234567"};
    int rc = tcvod_client_create(&client, &options, NULL);
    if (rc == TCVOD_OK)
        rc = tcvod_describe_vod_play_urls(client, &request, &response, NULL);
    tcvod_free(response);
    tcvod_client_destroy(client);
    return rc;
}
"""


def run(*command: str) -> str:
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout


def cpu_seconds() -> float:
    """Of the processes that ended so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def package_flags(kind: str) -> List[str]:
    return run("pkg-config", kind, *PACKAGES).split()


def compile_all(folder: Path) -> List[str]:
    sources = sorted([*ROOT.glob("runtime/src/*.c"), *ROOT.glob("generated/src/*.c")])
    flags = ["-O2", "-std=gnu11", "-D_POSIX_C_SOURCE=200809L", "-fPIC", "-fvisibility=hidden", "-ffunction-sections",
             "-fdata-sections", "-Iruntime/include", "-Igenerated/include", "-Iruntime/src"]  # fmt: skip
    flags += package_flags("--cflags")
    objects = []
    for source in sources:
        objects.append(str(folder / f"{source.stem}.o"))
        run(COMPILER, *flags, "-c", str(source), "-o", objects[-1])
    return objects


def stripped_kib(file: Path) -> float:
    run("strip", str(file))
    return file.stat().st_size / 1024


def shared_object(folder: Path, objects: List[str]) -> float:
    file = folder / "libtcvod.so"
    script = "-Wl,--version-script=runtime/libtcvod.map"
    run(COMPILER, "-shared", script, "-o", str(file), *objects, *package_flags("--libs"), "-lm", "-pthread")
    return stripped_kib(file)


def program(folder: Path, name: str, text: str, libraries: List[str]) -> float:
    source = folder / f"{name}.c"
    source.write_text(text, encoding="utf-8")
    run(COMPILER, "-O2", "-Iruntime/include", "-Igenerated/include", "-Wl,--gc-sections", "-o", str(folder / name),
        str(source), *libraries)  # fmt: skip
    return stripped_kib(folder / name)


def measure(folder: Path) -> List[Figure]:
    before = cpu_seconds()
    objects = compile_all(folder)
    compiling = cpu_seconds() - before
    archive = str(folder / "libtcvod.a")
    run("ar", "rcs", archive, *objects)
    libraries = [archive, *package_flags("--libs"), "-lm", "-pthread"]
    whole = program(folder, "one_action", ONE_ACTION, libraries)
    nothing = program(folder, "nothing", "int main(void)\n{\n    return 0;\n}\n", [])
    return [
        Figure("shared object, stripped", "KiB", (shared_object(folder, objects),), "<= 400"),
        Figure("compiling all of the library, -O2", "CPU s", (compiling,), "<= 10"),
        Figure("program with one action, static", "KiB", (whole - nothing,), "<= 150", whole, nothing, "KiB"),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        for figure in measure(Path(folder)):
            show(figure)
    return 0


if __name__ == "__main__":
    sys.exit(main())
