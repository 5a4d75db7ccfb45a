"""A newsroom with a composed edition, for every test of the desk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from digest.runtime import Runtime
from tests.web import house


@pytest.fixture(scope="session")
def composed(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with the edition in it."""
    return house.stored(tmp_path_factory.mktemp("composed"), house.fill)


@pytest.fixture
def runtime(tmp_path: Path, composed: bytes) -> Iterator[Runtime]:
    file = tmp_path / "digest.db"
    file.write_bytes(composed)
    with house.opened(tmp_path, f"sqlite:///{file}") as opened:
        yield opened
