"""A newsroom with a composed edition, for every test of the API."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from digest.runtime import Runtime
from tests.web import house


@pytest.fixture
def runtime(tmp_path: Path, sqlite_url: str) -> Iterator[Runtime]:
    with house.opened(tmp_path, sqlite_url) as opened:
        yield opened


@pytest.fixture
def client(runtime: Runtime) -> TestClient:
    return house.client(runtime)
