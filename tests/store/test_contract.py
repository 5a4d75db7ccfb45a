"""What the store promises, on SQLite and on PostgreSQL alike."""

from dataclasses import replace
from datetime import timedelta
from threading import Semaphore, Thread

from sqlalchemy.event import listen

from digest.model.edition import Edit, EditionState, EditKind
from digest.model.people import Preferences, SubscriptionState, SuppressionReason
from digest.model.story import Facts, Told
from digest.store import Store, articles, editions, editors, open_store, people, slots, sources, stories, suppressions
from tests import world
from tests.world import CAST, NOW, at

WRITERS = 15  # as many connections as a pool has where nobody says otherwise


def test_whoever_reads_sees_one_moment_however_many_questions_are_asked(store: Store):
    """An accounting asks several; senders go on meanwhile."""
    with store.read() as db:
        assert articles.by_id(db, ["a"]) == {}
        with store.write() as other:
            articles.add(other, [world.article(id="a")])
        assert articles.by_id(db, ["a"]) == {}
    with store.read() as db:
        assert list(articles.by_id(db, ["a"])) == ["a"]


def test_an_article_comes_back_as_it_was_stored(store: Store):
    stored = world.article(published_at=at("2026-03-09 14:00 Asia/Tokyo"), authors=("Zoë",))
    with store.write() as db:
        assert articles.add(db, [stored]) == 1
    with store.read() as db:
        assert articles.by_id(db, [stored.id]) == {stored.id: stored}


def test_an_article_stored_again_is_not_new_and_keeps_the_time_it_was_first_seen(store: Store):
    first = world.article(title="First words")
    later = replace(first, title="Corrected words", collected_at=first.collected_at + timedelta(days=2))
    with store.write() as db:
        articles.add(db, [first])
        assert articles.add(db, [later]) == 0
    with store.read() as db:
        (found,) = articles.between(db, at("2026-03-09 00:00"), at("2026-03-09 23:00"))
    assert found.title == "Corrected words"


def test_articles_of_a_time_exclude_its_start_and_include_its_end(store: Store):
    times = [at("2026-03-09 10:00"), at("2026-03-09 11:00"), at("2026-03-09 12:00")]
    with store.write() as db:
        articles.add(
            db, [world.article(number=n, published_at=t, collected_at=t) for n, t in enumerate(times, start=1)]
        )
    with store.read() as db:
        found = articles.between(db, times[0], times[1])
    assert [a.known_at for a in found] == [times[1]]


def test_an_article_collected_late_counts_from_its_publication_and_an_undated_one_from_its_first_sight(store: Store):
    late = at("2026-03-11 00:00")
    dated = world.article(number=1, published_at=at("2026-03-09 14:00"), collected_at=late)
    undated = world.article(number=2, published_at=None, collected_at=late)
    with store.write() as db:
        articles.add(db, [dated, undated])
    with store.read() as db:
        assert articles.between(db, at("2026-03-01 00:00"), at("2026-03-10 00:00")) == (dated,)
        assert articles.between(db, at("2026-03-10 00:00"), late) == (undated,)


def test_only_known_addresses_are_known(store: Store):
    with store.write() as db:
        articles.add(db, [world.article(url="https://gazette.example/1")])
    with store.read() as db:
        known = articles.known_urls(db, ["https://gazette.example/1", "https://gazette.example/2"])
    assert known == {"https://gazette.example/1"}


def test_a_merged_story_is_found_under_both_ids_and_listed_once(store: Store):
    with store.write() as db:
        articles.add(db, [world.article(number=1), world.article(number=2)])
        stories.put(db, [world.story(id="a" * 16), world.story(id="b" * 16, articles=(f"{2:016x}",))])
        merged = world.story(id="a" * 16, aliases=("b" * 16,), articles=(f"{1:016x}", f"{2:016x}"))
        stories.put(db, [merged])
    with store.read() as db:
        assert stories.by_id(db, "b" * 16) == merged
        assert stories.since(db, at("2026-03-01 00:00")) == (merged,)


def test_what_was_told_is_told_once_however_often_it_is_said(store: Store):
    told = Told(
        digest="morning",
        story="a" * 16,
        edition="morning/2026-03-10",
        told_at=NOW,
        headline="Pier",
        url=None,
        topic="World",
        day=1,
        facts=Facts(numbers=(("dead", "12"),)),
    )
    with store.write() as db:
        stories.tell(db, [told])
        stories.tell(db, [told])
    with store.read() as db:
        after, before = NOW - timedelta(days=1), NOW + timedelta(days=1)
        assert stories.told_by(db, "morning", after=after, before=before) == (told,)
        assert stories.told_by(db, "evening", after=after, before=before) == ()


def test_a_slot_is_opened_once(store: Store):
    with store.write() as db:
        assert slots.open_(db, world.slot())
        assert not slots.open_(db, world.slot())
    with store.read() as db:
        assert slots.by_id(db, "morning/2026-03-10") == world.slot()


def test_a_claimed_slot_is_refused_to_others_until_its_lease_ends(store: Store):
    lease = timedelta(minutes=5)
    with store.write() as db:
        slots.open_(db, world.slot())
        assert slots.claim(db, world.slot().id, owner="one", now=NOW, lease=lease) == 1
    with store.write() as db:
        assert slots.claim(db, world.slot().id, owner="two", now=NOW + timedelta(minutes=4), lease=lease) is None
        assert slots.claim(db, world.slot().id, owner="two", now=NOW + timedelta(minutes=5), lease=lease) == 2
        slots.release(db, world.slot().id, owner="one")
        assert slots.claim(db, world.slot().id, owner="one", now=NOW + timedelta(minutes=6), lease=lease) is None


def test_an_edition_is_stored_only_over_the_version_it_was_made_from(store: Store):
    with store.write() as db:
        slots.open_(db, world.slot())
        assert editions.put(db, world.edition(version=1), now=NOW)
        assert editions.put(db, world.edition(version=2, state=EditionState.HELD), now=NOW)
        assert not editions.put(db, world.edition(version=2, subject="Another"), now=NOW)
    with store.read() as db:
        found = editions.by_id(db, "morning/2026-03-10")
    assert found == world.edition(version=2, state=EditionState.HELD)


def test_edits_come_back_in_the_order_they_were_made_and_the_last_can_be_undone(store: Store):
    made = [
        Edit(edition=world.slot().id, kind=kind, target="a", editor="Ines", made_at=NOW)
        for kind in (EditKind.PIN, EditKind.HIDE)
    ]
    with store.write() as db:
        slots.open_(db, world.slot())
        for edit in made:
            editions.add_edit(db, edit)
        assert editions.edits_of(db, world.slot().id) == tuple(made)
        assert editions.undo_last_edit(db, world.slot().id)
        assert editions.edits_of(db, world.slot().id) == tuple(made[:1])


def test_the_last_visit_of_a_source_is_remembered(store: Store):
    visit = sources.Visit(id="gazette", etag='"1"', failures=2, last_error="no answer", last_error_at=NOW)
    with store.write() as db:
        sources.put(db, sources.Visit(id="gazette"))
        sources.put(db, visit)
    with store.read() as db:
        assert sources.visits(db) == {"gazette": visit}


def subscribed(store: Store, name: str, list_: str = "example", preferences: Preferences | None = None) -> int:
    with store.write() as db:
        subscriber = people.put_subscriber(db, CAST[name], address_key=f"key of {name}", now=NOW)
        people.subscribe(db, subscriber, list_, preferences=preferences or Preferences(), origin="command", now=NOW)
        found = people.find(db, CAST[name].address, list_)
    assert found
    return found.id


def test_a_subscription_keeps_its_preferences(store: Store):
    wanted = Preferences(topics=("World", "Sport"), timezone="Asia/Tokyo", locale="ja")
    id = subscribed(store, "Ada", preferences=wanted)
    with store.read() as db:
        found = people.subscription(db, id)
    assert found
    assert found.preferences == wanted


def test_a_suppressed_reader_is_a_candidate_marked_so_and_no_recipient(store: Store):
    ada, cy = subscribed(store, "Ada"), subscribed(store, "Cy")
    with store.write() as db:
        suppressions.add(db, "key of Cy", SuppressionReason.COMPLAINT, now=NOW)
    with store.read() as db:
        assert {c.subscription: c.suppressed for c in people.candidates(db, ["example"])} == {ada: False, cy: True}
        assert [reader.subscription for reader in people.recipients(db, [ada, cy])] == [ada]


def test_recipients_are_read_in_their_order_whether_or_not_others_lie_between(store: Store):
    names = ("Ada", "Bo", "Cy", "Dee")
    ids = [subscribed(store, name) for name in names]
    with store.read() as db:
        assert [reader.name for reader in people.recipients(db, ids)] == [CAST[name].name for name in names]
        assert [reader.subscription for reader in people.recipients(db, ids[::3])] == ids[::3]
        assert people.recipients(db, []) == []


def test_a_recipients_domain_is_in_ascii_and_the_address_is_kept_as_written(store: Store):
    row = replace(CAST["Ada"], address="ada@xn--bcher-kva.example", email="Ada@bücher.example")
    with store.write() as db:
        subscriber = people.put_subscriber(db, row, address_key="key", now=NOW)
        id = people.subscribe(db, subscriber, "example", preferences=Preferences(), origin="command", now=NOW)
    with store.read() as db:
        assert people.recipients(db, [id])[0].email == "Ada@xn--bcher-kva.example"
        assert [found.email for found, *_ in people.rows(db)] == ["Ada@bücher.example"]


def test_who_left_is_neither_candidate_nor_recipient_and_subscribing_again_does_not_revive(store: Store):
    ada = subscribed(store, "Ada")
    with store.write() as db:
        moved = people.set_state(db, [ada], SubscriptionState.LEFT, was=SubscriptionState.ACTIVE, now=NOW)
        assert moved == 1
    subscribed(store, "Ada")
    with store.read() as db:
        assert list(people.candidates(db, ["example"])) == []
        assert people.recipients(db, [ada]) == []


def test_candidates_of_two_lists_stand_together_oldest_first(store: Store):
    dee, ada, dee_too = subscribed(store, "Dee"), subscribed(store, "Ada"), subscribed(store, "Dee", "second")
    with store.read() as db:
        found = [c.subscription for c in people.candidates(db, ["example", "second"])]
    assert found == [dee, dee_too, ada]


def test_an_editor_with_a_new_password_is_signed_out(store: Store):
    with store.write() as db:
        editors.put(db, "Ines", "one", now=NOW)
        editors.open_session(db, "hash", "Ines", expires_at=NOW + timedelta(hours=1), now=NOW)
        assert editors.session_editor(db, "hash", now=NOW) == "Ines"
        assert editors.session_editor(db, "hash", now=NOW + timedelta(hours=1)) is None
        editors.put(db, "Ines", "two", now=NOW)
        assert editors.session_editor(db, "hash", now=NOW) is None
        assert editors.password_hash(db, "Ines") == "two"


def test_writers_who_wait_for_their_turn_keep_no_reader_waiting(sqlite_url: str):
    """An unsubscribe may have to wait for an edition's audience to be frozen; the page with its button does not."""
    opened = open_store(sqlite_url)
    begun = Semaphore(0)
    listen(opened._engine, "engine_connect", lambda _connection: begun.release())

    def write() -> None:
        with opened.write():
            pass

    threads = [Thread(target=write) for _ in range(WRITERS)]
    with opened.write():
        for thread in threads:
            thread.start()
        for _ in range(WRITERS):
            assert begun.acquire(timeout=20)
        with opened.read() as db:
            assert people.counts(db) == {}
    for thread in threads:
        thread.join()
    opened.close()
