# SPDX-License-Identifier: MIT
"""What the library can do to its host: only what it takes from the C library and others."""

import os
import re
import subprocess
from pathlib import Path
from typing import Set

LIBRARY = Path(os.environ["TCVOD_LIBRARY_DIR"]) / "libtcvod.so"

PRINTS = r"printf|vprintf|fprintf|vfprintf|dprintf|puts|putchar|perror|stdout|stderr|syslog|warnx?|errx?"
STARTS_THREADS = r"pthread_create|thrd_create|fork|vfork|clone|posix_spawnp?|system|popen"
ENDS_THE_PROCESS = r"exit|_exit|quick_exit|abort|raise|kill|longjmp|siglongjmp"
CHANGES_THE_PROCESS = (r"signal|sigaction|sigprocmask|pthread_sigmask|setenv|putenv|unsetenv|setlocale|uselocale|chdir"
                       r"|umask|setrlimit|atexit|srand|srandom|curl_global_cleanup|OPENSSL_cleanup")
FOLLOWED_BY = r"(_unlocked|_chk)?"


def imports() -> Set[str]:
    listed = subprocess.run(["nm", "-D", "--undefined-only", "-j", str(LIBRARY)], capture_output=True, text=True,
                            check=True).stdout
    return {line.partition("@")[0].lstrip("_") for line in listed.splitlines()}


def taken(names: str) -> Set[str]:
    found = imports()
    assert {"malloc", "memcpy", "curl_multi_init"} <= found
    return {name for name in found if re.fullmatch(f"({names}){FOLLOWED_BY}", name)}


def test_it_prints_nothing() -> None:
    assert not taken(PRINTS)


def test_it_starts_no_thread_and_no_process() -> None:
    assert not taken(STARTS_THREADS)


def test_it_does_not_end_the_process() -> None:
    assert not taken(ENDS_THE_PROCESS)


def test_it_leaves_the_process_as_it_is() -> None:
    assert not taken(CHANGES_THE_PROCESS)


def test_what_is_global_and_changes_is_the_start_of_libcurl() -> None:
    """Anything else would be shared by clients that know nothing of each other."""
    listed = subprocess.run(["objdump", "-t", str(LIBRARY)], capture_output=True, text=True, check=True).stdout
    writable = set(re.findall(r"O \.(?:bss|data)\t\S+ +(?:\.hidden )?(\w+)", listed))
    assert {"curl_once"} <= writable <= {"curl_once", "curl_ready", "completed", "__dso_handle", "__TMC_END__"}
