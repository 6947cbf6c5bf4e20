# SPDX-License-Identifier: MIT
"""size.py: what the whole library weighs, what it costs to compile and to generate, against the goals."""

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import List

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


@dataclass(frozen=True)
class Measured:
    what: str
    value: float
    goal: float
    unit: str

    @property
    def is_met(self) -> bool:
        return self.value < self.goal

    def __str__(self) -> str:
        verdict = "" if self.is_met else "   MISSED"
        return f"{self.what:<58} {self.value:8.1f} {self.unit:<2} (goal < {self.goal:g} {self.unit}){verdict}"


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


def stripped_kilobytes(file: Path) -> float:
    run("strip", str(file))
    return file.stat().st_size / 1024


def shared_object(folder: Path, objects: List[str]) -> float:
    file = folder / "libtcvod.so"
    script = "-Wl,--version-script=runtime/libtcvod.map"
    run(COMPILER, "-shared", script, "-o", str(file), *objects, *package_flags("--libs"), "-lm", "-pthread")
    return stripped_kilobytes(file)


def program(folder: Path, name: str, text: str, libraries: List[str]) -> float:
    source = folder / f"{name}.c"
    source.write_text(text, encoding="utf-8")
    run(COMPILER, "-O2", "-Iruntime/include", "-Igenerated/include", "-Wl,--gc-sections", "-o", str(folder / name),
        str(source), *libraries)  # fmt: skip
    return stripped_kilobytes(folder / name)


def measure(folder: Path) -> List[Measured]:
    before = cpu_seconds()
    objects = compile_all(folder)
    compiling = cpu_seconds() - before
    archive = str(folder / "libtcvod.a")
    run("ar", "rcs", archive, *objects)
    libraries = [archive, *package_flags("--libs"), "-lm", "-pthread"]
    own = program(folder, "one_action", ONE_ACTION, libraries)
    own -= program(folder, "nothing", "int main(void)\n{\n    return 0;\n}\n", [])
    shutil.copytree(ROOT / "spec" / "vod-v2", folder / "vod-v2")
    os.environ["PYTHONPATH"] = str(ROOT / "generator")
    shared = shared_object(folder, objects)
    before = cpu_seconds()
    spec = ["--spec", str(folder / "vod-v2"), "--out", str(folder / "out")]
    run(sys.executable, "-m", "tcvodgen", "generate", *spec)
    generating = cpu_seconds() - before
    return [
        Measured("shared object, stripped", shared, 400, "KB"),
        Measured("compiling all of the library with -O2, CPU", compiling, 10, "s"),
        Measured("program with one action, linked statically: our part", own, 150, "KB"),
        Measured("generating everything, CPU", generating, 3, "s"),
    ]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder))
    for each in found:
        print(each)
    return 0 if all(each.is_met for each in found) else 1


if __name__ == "__main__":
    sys.exit(main())
