"""A newsroom with an open list, whose clock is moved by hand."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from digest.audience import addresses
from digest.audience.addresses import Address
from digest.model.people import Preferences
from digest.people import forms, join
from digest.people.guard import Verdict
from digest.people.join import Form, Wish
from digest.runtime import Runtime
from tests import newsroom
from tests.world import Hands, at

OPEN = '[lists.readers]\ntitle = "The Morning"\nopen = true\n'
WORDS = "Yes, send me The Morning."


@pytest.fixture
def clock() -> Hands:
    return Hands(at("2026-03-10 10:00"))


@pytest.fixture
def open_house(tmp_path: Path, sqlite_url: str, clock: Hands) -> Iterator[Runtime]:
    """Ada and Bo are in the list's file and not synced; the clock stands at ten."""
    with newsroom.opened(newsroom.make(tmp_path, more=OPEN, database_url=sqlite_url), clock=clock) as runtime:
        yield runtime


def address(text: str) -> Address:
    found = addresses.canonical(text)
    assert isinstance(found, Address)
    return found


def form(runtime: Runtime, *, age_s: float = 9, visitor: str = "192.0.2.7", **fields: str) -> Form:
    """A form that was shown some seconds ago."""
    mark = forms.mark(runtime.keys, runtime.now(), since=runtime.now() - timedelta(seconds=age_s))
    return Form(**{"mark": mark, "visitor": visitor, **fields})


def wish(runtime: Runtime, email: str, **preferences: object) -> Wish:
    (list_,) = runtime.settings.open_lists
    return Wish(
        address=address(email),
        list=list_,
        preferences=Preferences(**preferences),  # type: ignore[arg-type]
        locale="en",
        page="/join/readers",
        words=WORDS,
    )


def ask(runtime: Runtime, email: str, **fields: object) -> Verdict:
    return join.ask(runtime, wish(runtime, email), form(runtime, **fields))  # type: ignore[arg-type]
