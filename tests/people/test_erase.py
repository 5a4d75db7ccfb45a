"""Access shows everything; erasure leaves a keyed hash, and the accounting of what was sent."""

import json

import pytest
from sqlalchemy import text

from digest import deliver, store, tokens
from digest.errors import TokenError
from digest.model.delivery import OutcomeState
from digest.model.people import ListRow
from digest.morning import run
from digest.people import access, add, consents, erase, join, leave, notices, sync
from digest.people.add import Added
from digest.people.guard import Verdict
from digest.progress import Progress
from digest.tokens import Purpose
from tests import newsroom
from tests.people import mails
from tests.people.conftest import address, ask, form

ADA = "ada@example.com"


@pytest.fixture
def ada(open_house) -> int:
    """Ada, who confirmed, and got nothing yet."""
    ask(open_house, ADA)
    confirmed = join.confirm(open_house, mails.token(mails.sent(open_house)[-1], "c"))
    assert confirmed
    return confirmed.subscription


def everything(runtime) -> str:
    """Every row of every table."""
    with runtime.store.read() as db:
        names = db.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")).all()
        return "\n".join(str(db.execute(text(f'SELECT * FROM "{name}"')).all()) for name in names)


def test_access_is_one_json_file_with_everything(open_house, ada):
    held = json.loads(json.dumps(access.held(open_house, address(ADA))))
    assert held["subscriber"]["email"] == ADA
    assert held["subscriptions"][0]["list"] == "readers"
    assert held["consent"][0]["words"]
    assert held["sign_ups"][0]["is_confirmed"]
    assert access.is_known(held)


def test_of_a_stranger_nothing_is_held(open_house, ada):
    assert not access.is_known(access.held(open_house, address("dee@example.net")))


def test_after_erasure_no_row_names_the_person_and_the_log_holds(open_house, ada):
    leave.leave(open_house, ada)
    erase.erase(open_house, address(ADA))
    assert ADA not in everything(open_house)
    assert consents.verify(open_house).broken == ()
    key = tokens.keyed_hash(open_house.keys, ADA)
    with open_house.store.read() as db:
        against = store.suppressions.of_address(db, key)
    assert against
    assert against.reason == "erased"


def test_no_file_and_no_command_brings_the_erased_back(open_house, ada):
    erase.erase(open_house, address(ADA))
    assert add.add(open_house, ListRow(address=ADA, email=ADA), "readers") is Added.SUPPRESSED
    sync.sync(open_house, "readers")
    with open_house.store.read() as db:
        candidates = [one for one in store.people.candidates(db, ["readers"]) if not one.suppressed]
    assert len(candidates) == 1


def test_what_was_sent_stays_accounted_for(open_house, ada, clock):
    digest, slot = newsroom.the_digest(open_house.settings)
    clock.now = slot.send_at
    sync.sync(open_house, "readers")
    ran = run.run(open_house, digest, slot, send=True, report=silent)
    assert dict(ran.tally.outcomes)[OutcomeState.ACCEPTED] == 2
    assert len(access.held(open_house, address(ADA))["editions"]) == 1  # type: ignore[arg-type]
    erase.erase(open_house, address(ADA))
    assert deliver.tally(open_house.store, ran.edition.id) == ran.tally


def silent(_progress: Progress) -> None: ...


def data_link(runtime, email: str) -> Verdict:
    return access.ask(runtime, address(email), form(runtime), locale="en")


def test_a_data_link_goes_to_readers_alone_and_nobody_can_tell(open_house, ada):
    before = len(mails.sent(open_house))
    assert data_link(open_house, ADA) is data_link(open_house, "stranger@example.net") is Verdict.MAIL
    assert len(mails.sent(open_house)) == before + 1


def test_a_data_link_works_for_a_day_and_for_nothing_else(open_house, ada, clock):
    data_link(open_house, ADA)
    token = mails.token(mails.sent(open_house)[-1], "d")
    assert access.reader(open_house, Purpose.ACCESS, token).email == ADA
    with pytest.raises(TokenError):
        access.reader(open_house, Purpose.ERASE, token)
    clock.move(days=1, minutes=2)
    with pytest.raises(TokenError, match="expired"):
        access.reader(open_house, Purpose.ACCESS, token)


def test_a_data_link_of_the_erased_leads_to_nobody_whoever_comes_next(open_house, ada, clock):
    data_link(open_house, ADA)
    token = mails.token(mails.sent(open_house)[-1], "d")
    erase.erase(open_house, address(ADA))
    clock.move(hours=1)
    add.add(open_house, ListRow(address="dee@example.net", email="dee@example.net"), "readers")
    with pytest.raises(TokenError, match="Nothing is held"):
        access.reader(open_house, Purpose.ACCESS, token)


def test_notices_to_the_erased_go_with_them(open_house, ada):
    leave.leave(open_house, ada)
    erase.erase(open_house, address(ADA))
    assert not notices.send(open_house).outcomes
