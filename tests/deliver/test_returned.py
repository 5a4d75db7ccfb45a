"""What comes back, and what it says about an address."""

from pathlib import Path

import pytest

from digest.deliver.returned.classes import bounce_class
from digest.deliver.transports.protocol import Answer
from digest.model.delivery import OutcomeState
from digest.store import Store, open_store, people
from tests.deliver import world
from tests.deliver.test_sending import Hand


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("550 5.1.1", "hard"),
        ("5.1.10", "hard"),
        ("smtp; 550-5.2.1 The account is disabled", "hard"),
        ("5.1.0", "soft"),
        ("5.2.2", "soft"),
        ("4.1.1", "soft"),
        ("4.4.7", "soft"),
        ("550", "soft"),
        ("", "soft"),
        ("1.5.1.1.0", "soft"),
        ("550 5.7.1", "blocked"),
        ("5.3.4", "blocked"),
        ("4.7.0", "blocked"),
    ],
)
def test_a_status_says_whether_the_address_is_to_blame(status: str, word: str):
    assert bounce_class(status) == word


@pytest.mark.parametrize(("code", "suppressed"), [("550 5.1.1", {"key 0"}), ("550 5.7.1", set()), ("550", set())])
def test_an_address_that_a_server_does_not_know_gets_no_further_mail(sqlite_url: str, tmp_path: Path, code, suppressed):
    store: Store = open_store(sqlite_url)
    world.frozen(store, world.readers(store, 1))
    world.send(store, Hand(lambda _: Answer(OutcomeState.REJECTED, code, "no")), tmp_path)
    with store.read() as db:
        assert people.suppressed(db, ["key 0"]) == suppressed
    store.close()
