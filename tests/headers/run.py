# SPDX-License-Identifier: MIT
"""run.py INCLUDE_DIR… : every public header compiles alone, in C99, C11 and C++17, without a warning."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Werror"]
COMPILERS = [
    ("gcc", "c99", "c"), ("gcc", "c11", "c"), ("g++", "c++17", "cpp"), ("g++", "c++11", "cpp"),
    ("clang", "c99", "c"), ("clang", "c11", "c"), ("clang++", "c++17", "cpp"),
]
FORBIDDEN = ("curl", "json-c", "openssl")


def main(folders: "list[Path]") -> int:
    headers = [(folder, path) for folder in folders for path in sorted(folder.rglob("*.h"))]
    includes = ["-I" + str(folder) for folder in folders]
    failures = 0
    with tempfile.TemporaryDirectory() as scratch:
        for folder, header in headers:
            name = header.relative_to(folder)
            if any("#include" in line and word in line for line in header.read_text().splitlines()
                   for word in FORBIDDEN):
                print(f"{name}: includes a header of a library that we hide")
                failures += 1
            for compiler, standard, suffix in COMPILERS:
                source = Path(scratch, "alone." + suffix)
                source.write_text(f"#include <{name}>\n#include <{name}>\n", encoding="utf-8")
                # What the adapters adapt to is not C alone.
                system = ["-D_POSIX_C_SOURCE=200809L"] if "adapters" in name.parts else []
                command = [compiler, "-std=" + standard, *WARNINGS, *includes, *system,
                           "-fsyntax-only"]
                done = subprocess.run([*command, str(source)], capture_output=True, text=True)
                if done.returncode != 0:
                    print(f"{name} with {compiler} -std={standard}:\n{done.stderr}")
                    failures += 1
    if not headers:
        print("no headers found")
        failures += 1
    print(f"{len(headers)} headers, {len(COMPILERS)} compilers, {failures} failures")
    return 1 if failures else 0


if __name__ == "__main__":
    os.environ["LC_ALL"] = "C"
    sys.exit(main([Path(each) for each in sys.argv[1:]]))
