"""A newsroom whose edition went out, and programs with tokens, for every test of the API."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from digest import store
from digest.model.access import Scope
from digest.runtime import Runtime
from digest.web import bearer
from tests.web import house

Program = Callable[..., TestClient]


@pytest.fixture(scope="session")
def gone_out(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database with the edition in it, which has gone out."""
    return house.stored(tmp_path_factory.mktemp("sent"), house.fill, house.sent)


@pytest.fixture
def runtime(tmp_path: Path, gone_out: bytes) -> Iterator[Runtime]:
    file = tmp_path / "digest.db"
    file.write_bytes(gone_out)
    with house.opened(tmp_path, f"sqlite:///{file}") as opened:
        yield opened


@pytest.fixture
def client(runtime: Runtime) -> TestClient:
    """Nobody in particular."""
    return house.client(runtime)


@pytest.fixture
def program(runtime: Runtime) -> Program:
    """`program(Scope.LISTS_READ)` is a client whose token has these scopes alone."""

    def opened(*scopes: Scope) -> TestClient:
        made = bearer.make(" ".join(scopes) or "nothing", scopes, now=runtime.real_now())
        with runtime.store.write() as db:
            assert store.api_tokens.add(db, made.kept)
        found = house.client(runtime)
        found.headers["Authorization"] = f"Bearer {made.text}"
        return found

    return opened
