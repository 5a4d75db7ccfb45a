"""A newsroom with a composed edition, for every test of the site."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from digest.runtime import Runtime
from tests.web import house
from tests.world import NOW, Hands


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


@pytest.fixture
def clock() -> Hands:
    return Hands(NOW)


@pytest.fixture
def open_house(tmp_path: Path, sqlite_url: str, clock: Hands) -> Iterator[Runtime]:
    with house.opened(tmp_path, sqlite_url, clock=clock) as runtime:
        yield runtime


@pytest.fixture
def visitor(open_house: Runtime) -> TestClient:
    found = house.client(open_house)
    found.headers.update(house.FROM_US)
    return found
