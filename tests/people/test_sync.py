"""A list's file and the database: who is added, who goes, and who never comes back by a file."""

from pathlib import Path

import pytest

from digest import store
from digest.audience import addresses
from digest.model.people import ListRow, Preferences, SubscriptionState
from digest.people import add, choose, leave, sync
from digest.people.add import Added
from tests import newsroom


def write(folder: Path, *rows: str, header: str = "email,name") -> None:
    (folder / "subscribers" / "readers.csv").write_text("\n".join([header, *rows, ""]), encoding="utf-8")


@pytest.fixture
def runtime(tmp_path: Path):
    newsroom.make(tmp_path)
    with newsroom.opened(tmp_path / "config.toml") as opened:
        yield opened


def states(runtime) -> dict[str, SubscriptionState]:
    with runtime.store.read() as db:
        return {row.name: state for row, _, state in store.people.rows(db)}


def id_of(runtime, email: str) -> int:
    with runtime.store.read() as db:
        found = store.people.find(db, email, "readers")
    assert found
    return found.id


def test_rows_of_a_file_become_subscriptions_once(runtime):
    first, second = sync.sync(runtime, "readers"), sync.sync(runtime, "readers")
    assert (first.added, second.added, second.unchanged) == (2, 0, 2)
    assert set(states(runtime).values()) == {SubscriptionState.ACTIVE}


def test_a_dry_sync_says_what_it_would_do_and_does_nothing(runtime):
    assert sync.sync(runtime, "readers", dry=True).added == 2
    assert states(runtime) == {}


def test_who_left_stays_away_whatever_the_file_says(runtime):
    sync.sync(runtime, "readers")
    leave.leave(runtime, id_of(runtime, "ada@example.com"))
    again = sync.sync(runtime, "readers")
    assert again.left == 1
    assert states(runtime)["Ada"] is SubscriptionState.LEFT


def test_a_row_that_vanishes_ends_its_subscription_and_its_return_revives_it(runtime, tmp_path: Path):
    sync.sync(runtime, "readers")
    write(tmp_path, "ada@example.com,Ada")
    assert sync.sync(runtime, "readers").removed == 1
    assert states(runtime)["Bo"] is SubscriptionState.REMOVED
    write(tmp_path, "ada@example.com,Ada", "bo@example.org,Bo")
    assert sync.sync(runtime, "readers").back == 1
    assert states(runtime)["Bo"] is SubscriptionState.ACTIVE


def test_many_removals_at_once_wait_for_the_operators_word(runtime, tmp_path: Path):
    write(tmp_path, *(f"reader{n}@example.com,Reader {n}" for n in range(10)))
    sync.sync(runtime, "readers")
    write(tmp_path, *(f"reader{n}@example.com,Reader {n}" for n in range(7)))
    held = sync.sync(runtime, "readers")
    assert (held.removed, held.waiting) == (0, 3)
    assert "--remove" in str(held.faults[-1])
    assert sync.sync(runtime, "readers", remove=True).removed == 3


def test_a_row_with_a_fault_is_named_without_its_address_and_removes_nobody(runtime, tmp_path: Path):
    sync.sync(runtime, "readers")
    write(tmp_path, "ada@example.com,Ada", "bo-at-example.org,Bo")
    done = sync.sync(runtime, "readers")
    assert (done.removed, done.waiting) == (0, 1)
    assert "readers.csv:3" in str(done.faults[0])
    assert not any("bo-at-example" in str(fault) for fault in done.faults)


def test_a_readers_own_choice_is_not_undone_by_the_file(runtime, tmp_path: Path):
    sync.sync(runtime, "readers")
    ada = id_of(runtime, "ada@example.com")
    choose.choose(runtime, ada, Preferences(topics=("Sport",)))
    write(tmp_path, "ada@example.com,Ada,World", "bo@example.org,Bo,", header="email,name,topics")
    sync.sync(runtime, "readers")
    with runtime.store.read() as db:
        found = store.people.subscription(db, ada)
    assert found
    assert found.preferences.topics == ("Sport",)


def test_a_file_changes_the_preferences_of_its_own_rows(runtime, tmp_path: Path):
    sync.sync(runtime, "readers")
    write(tmp_path, "ada@example.com,Ada,World", "bo@example.org,Bo,", header="email,name,topics")
    assert sync.sync(runtime, "readers").changed == 1


def test_a_list_without_a_file_is_one_clear_line(runtime):
    done = sync.sync(runtime, "nobody")
    assert "has no file" in str(done.faults[0])


def row(email: str) -> ListRow:
    address = addresses.canonical(email)
    assert isinstance(address, addresses.Address)
    return ListRow(address=address.canonical, email=address.email, name="Cy")


def test_the_operator_adds_and_removes_and_a_file_does_not_bring_back(runtime, tmp_path: Path):
    assert add.add(runtime, row("cy@example.com"), "readers") is Added.ADDED
    assert add.add(runtime, row("CY@EXAMPLE.com"), "readers") is Added.ALREADY
    assert add.remove(runtime, "cy@example.com", "readers")
    assert not add.remove(runtime, "cy@example.com", "readers")
    assert add.add(runtime, row("cy@example.com"), "readers") is Added.LEFT
    write(tmp_path, "cy@example.com,Cy", "ada@example.com,Ada", "bo@example.org,Bo")
    sync.sync(runtime, "readers")
    assert states(runtime)["Cy"] is SubscriptionState.LEFT


def test_a_suppressed_address_is_not_added(runtime):
    add.add(runtime, row("cy@example.com"), "readers")
    leave.leave_all(runtime, id_of(runtime, "cy@example.com"))
    assert add.add(runtime, row("cy@example.com"), "second") is Added.SUPPRESSED


def test_leaving_can_be_taken_back_by_the_reader_alone(runtime):
    sync.sync(runtime, "readers")
    ada = id_of(runtime, "ada@example.com")
    assert leave.leave(runtime, ada)
    assert not leave.leave(runtime, ada)
    assert leave.stay(runtime, ada)
    assert states(runtime)["Ada"] is SubscriptionState.ACTIVE


def test_who_leaves_after_vanishing_from_the_file_is_not_brought_back_by_it(runtime, tmp_path: Path):
    sync.sync(runtime, "readers")
    write(tmp_path, "ada@example.com,Ada")
    sync.sync(runtime, "readers")
    assert leave.leave(runtime, id_of(runtime, "bo@example.org"))
    write(tmp_path, "ada@example.com,Ada", "bo@example.org,Bo")
    sync.sync(runtime, "readers")
    assert states(runtime)["Bo"] is SubscriptionState.LEFT
