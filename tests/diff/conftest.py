# SPDX-License-Identifier: MIT
import sys
from pathlib import Path
from typing import Iterator

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from repositories import released  # noqa: E402
from specs import BASE, files_of, pair  # noqa: E402
from witness import Old, Workshop  # noqa: E402


@pytest.fixture(scope="session")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    found = Workshop(tmp_path_factory.mktemp("witness"))
    yield found
    found.close()


@pytest.fixture(scope="session")
def old_base(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Old:
    """The base spec, its library and its program."""
    files = files_of(BASE)
    return workshop.old(pair(tmp_path_factory.mktemp("base"), files, files)[0])


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A tree with one release."""
    return released(tmp_path)
