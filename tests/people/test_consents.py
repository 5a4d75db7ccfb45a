"""The consent log shows what was tampered with, and holds when a person's words are deleted."""

import pytest
from sqlalchemy import text

from digest import store, tokens
from digest.audience import consent
from digest.model.consent import Consent, ConsentKind
from digest.store import open_store
from tests.world import NOW

KEYS = tokens.keys(tokens.new_key())


@pytest.fixture
def log(store_url: str):
    opened = open_store(store_url)
    with opened.write() as db:
        for name in ("ada", "bo", "cy"):
            email = f"{name}@example.com"
            said = Consent(kind=ConsentKind.CONFIRMED, email=email, list="readers", source="site", at=NOW, words="Yes.")
            store.consents.append(db, KEYS, said, address_key=name, now=NOW)
    yield opened
    opened.close()


def verified(log, head: str = "") -> consent.Verified:
    with log.read() as db:
        return consent.verify(KEYS, store.consents.log(db), head=head)


def change(log, sql: str) -> None:
    with log.write() as db:
        db.execute(text(sql))


def test_an_untouched_log_holds_and_has_a_head(log):
    found = verified(log)
    assert (found.entries, found.erased, found.broken) == (3, 0, ())
    assert found.head.startswith("3:")


def test_a_persons_words_can_go_and_the_chain_holds(log):
    head = verified(log).head
    with log.write() as db:
        assert store.consents.forget(db, "bo") == 1
    found = verified(log, head)
    assert (found.entries, found.erased, found.broken) == (3, 1, ())
    with log.read() as db:
        assert "bo@" not in str(db.execute(text("SELECT * FROM consents")).all())


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("UPDATE consents SET payload = replace(payload, 'Yes', 'Never') WHERE number = 2", "entry 2: its words"),
        ("UPDATE consents SET leaf = 'ab' WHERE number = 2", "entry 2: it does not follow"),
        ("UPDATE consents SET seal = 'ab' WHERE number = 1", "entry 1: it does not follow"),
        ("DELETE FROM consents WHERE number = 2", "entry 3: entry 2 should stand here"),
    ],
)
def test_tampering_shows(log, sql, said):
    change(log, sql)
    assert said in "\n".join(verified(log).broken)


def test_newest_entries_that_vanish_show_against_a_noted_head(log):
    head = verified(log).head
    change(log, "DELETE FROM consents WHERE number = 3")
    assert verified(log).broken == ()
    assert "newest entries are missing" in verified(log, head).broken[0]


def test_who_lacks_the_key_cannot_mend_the_chain(log):
    others = tokens.keys(tokens.new_key())
    with log.read() as db:
        assert len(consent.verify(others, store.consents.log(db)).broken) == 3


def test_a_rotated_key_still_verifies(log):
    key = tokens.new_key()
    old, new = tokens.keys(key), tokens.keys(tokens.rotated(key, tokens.new_key()))
    said = Consent(kind=ConsentKind.LEFT, email="ada@example.com", list="readers", source="site", at=NOW)
    change(log, "DELETE FROM consents")
    with log.write() as db:
        store.consents.append(db, old, said, address_key="ada", now=NOW)
    with log.read() as db:
        assert consent.verify(new, store.consents.log(db)).broken == ()
