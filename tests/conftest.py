"""What every test may ask for."""

import gc
import sys
from collections.abc import Iterator
from multiprocessing import forkserver
from pathlib import Path

import pytest
from hypothesis import settings

from digest.store import Store, open_store
from tests import postgresql, tables

settings.register_profile("day", max_examples=40, deadline=None)
settings.load_profile("day")  # no deadline: how long an example takes is the machine's load, not our promise

gc.set_threshold(100_000, 50, 50)  # thousands of tests are gathered, and none of them is garbage

WHOLE = {"api", "cli", "collect", "deliver", "desk", "examples", "morning", "people", "prove", "site", "store", "web"}
"""Folders whose tests open databases, servers, processes or whole newsrooms; `make unit` leaves them out."""

MANY = {
    "checks/test_checks.py",
    "checks/test_planted.py",
    "checks/test_right.py",
    "group/test_newsroom.py",
    "render/test_hostile.py",
}
"""Files elsewhere that print hundreds of editions or read the whole sample newsroom."""

LONG = (
    "deliver/test_crash.py",
    "desk/test_browser.py",
    "collect/test_hostile.py",
    "morning/test_run.py",
    "people/test_import.py",
    "site/test_life.py",
    "site/test_browser.py",
    "deliver/test_sending.py",
    "render/test_browser.py",
    "deliver/test_smtp.py",
    "deliver/test_ahead.py",
    "deliver/test_evidence.py",
    "morning/test_jobs.py",
    "cli/test_deliveries.py",
    "cli/test_commands.py",
    "morning/test_gather.py",
    "checks/test_checks.py",
    "store/test_printed.py",
    "collect/test_isolate.py",
    "desk/test_decisions.py",
)
"""Files of several seconds, the longest first: no worker is to be left alone with one at the end."""

ROOT = Path(__file__).parent


def is_slow(path: Path) -> bool:
    place = path.relative_to(ROOT)
    return place.parts[0] in WHOLE or place.as_posix() in MANY


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leaves out files whose tests nobody asked for: half the time of the unit part would be their imports."""
    inside = collection_path != ROOT and collection_path.is_relative_to(ROOT)
    return True if "not slow" in config.getoption("markexpr") and inside and is_slow(collection_path) else None


def turn(path: Path) -> int:
    """The place of a file among those that start first; of all others, the one behind them."""
    name = path.relative_to(ROOT).as_posix()
    return LONG.index(name) if name in LONG else len(LONG)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if is_slow(item.path):
            item.add_marker(pytest.mark.slow)
    items.sort(key=lambda item: turn(item.path))


def pytest_collection_finish(session: pytest.Session) -> None:
    """What all tests are made of stays: it is not looked through for garbage again and again, a tenth of all time.

    The fork server starts with what its victims need, before parser processes want one that has their readers alone.
    """
    if "tests.victims" in sys.modules and not session.config.option.collectonly:
        sys.modules["tests.victims"].preload()
        forkserver.ensure_running()
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 10, 10)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[postgresql.Server]:
    with postgresql.running() as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    file = tmp_path / "digest.db"
    file.write_bytes(tables.sqlite())
    return f"sqlite:///{file}"


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: postgresql.Server) -> str:
    """Name of a database with our tables in it."""
    url = postgresql_server.new_database()
    open_store(url).close()
    return url.split("@/")[1].split("?")[0]


@pytest.fixture
def postgresql_url(postgresql_server: postgresql.Server, postgresql_template: str) -> Iterator[str]:
    with postgresql_server.lent(postgresql_template) as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store_url(request: pytest.FixtureRequest) -> str:
    """An empty database with our tables, once in SQLite and once in PostgreSQL."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = open_store(store_url)
    yield opened
    opened.close()
