"""What is known of a source after each visit, and which address is asked next."""

from dataclasses import replace
from datetime import timedelta

from digest.collect import limits
from digest.collect.answers import FailureKind, Validators
from digest.collect.gather import Gathered, State
from digest.model.fault import Fault
from digest.model.settings import Source, SourceKind
from digest.morning import visits
from digest.store.sources import Visit
from tests import world
from tests.world import NOW

SOURCE = Source(id="g", kind=SourceKind.FEED, url="https://g.example/feed", publisher="G")
NEW = "https://h.example/feed"
FAILED = Gathered(source="g", state=State.FAILED, fault=Fault(what="it says 500"), failure=FailureKind.STATUS)


def after(*gathered: Gathered, visit: Visit | None = None, source: Source = SOURCE, **options) -> Visit:
    for one in gathered:
        visit = visits.after(source, visit, one, options.pop("new", ()), now=NOW, past=options.get("past", False))
    assert visit
    return visit


def asked(visit: Visit | None, source: Source = SOURCE) -> str:
    return visits.polled(source, visit, minutes=60, whole=False).source.url


def seen(moved_to: str | None = None, state: State = State.OK) -> Gathered:
    return Gathered(source="g", state=state, moved_to=moved_to, validators=Validators(etag="1"), next_poll_at=NOW)


def test_a_move_is_followed_once_it_has_been_seen_often_enough():
    moving = [after(*[seen(NEW)] * times) for times in range(1, limits.MOVED_SIGHTINGS + 1)]
    assert [asked(visit) for visit in moving] == [*[SOURCE.url] * (limits.MOVED_SIGHTINGS - 1), NEW]
    assert asked(after(seen(), visit=moving[-1])) == NEW


def test_a_move_seen_now_and_then_is_none():
    """Only what is told three times in a row is meant; an outage in between says nothing."""
    assert asked(after(seen(NEW), seen(NEW), seen(), seen(NEW))) == SOURCE.url
    assert asked(after(seen(NEW), seen("https://i.example/"), seen(NEW))) == SOURCE.url
    assert asked(after(seen(NEW), seen(NEW), FAILED, seen(NEW))) == NEW


def test_a_new_address_that_fails_or_leads_on_is_given_up():
    moved = after(*[seen(NEW)] * limits.MOVED_SIGHTINGS)
    assert asked(after(FAILED, visit=moved)) == SOURCE.url
    assert asked(after(seen("https://i.example/feed"), visit=moved)) == SOURCE.url


def test_no_move_leads_from_a_safe_address_to_an_unsafe_one():
    assert asked(after(*[seen("http://h.example/feed")] * 5)) == SOURCE.url


def test_a_changed_address_in_config_starts_anew():
    """No validators, no move and no wait of the address before."""
    moved = after(*[seen(NEW)] * limits.MOVED_SIGHTINGS)
    changed = replace(SOURCE, url="https://g.example/other")
    assert asked(moved, changed) == changed.url
    assert visits.polled(changed, moved, minutes=60, whole=False).validators == Validators()
    assert visits.is_due(changed, replace(moved, next_poll_at=NOW + timedelta(days=1)), NOW)


def test_a_source_that_is_gone_is_not_asked_again_by_itself():
    gone = after(replace(FAILED, failure=FailureKind.GONE, next_poll_at=None))
    assert not visits.is_due(SOURCE, gone, NOW + timedelta(days=90))
    assert visits.is_due(SOURCE, None, NOW)
    assert visits.is_due(SOURCE, after(seen()), NOW)
    assert not visits.is_due(SOURCE, after(seen()), NOW - timedelta(minutes=1))


def test_failures_are_counted_in_a_row_and_the_last_one_is_remembered():
    failing = after(seen(), FAILED, FAILED)
    assert (failing.failures, failing.failure, failing.last_error) == (2, "error status", "it says 500")
    well = after(seen(), visit=failing)
    assert (well.failures, well.failure, well.last_error, well.last_success_at) == (0, None, "it says 500", NOW)


def test_a_visit_for_a_past_date_leaves_no_validators():
    assert after(seen(), past=True).etag is None
    assert after(seen()).etag == "1"


def test_another_host_is_a_change_until_it_has_lasted():
    def bring(host: str, visit: Visit | None, days: int = 0) -> Visit:
        articles = [world.article(number=n, url=f"https://{host}/{n}") for n in range(12)]
        return visits.after(SOURCE, visit, seen(), articles, now=NOW + timedelta(days=days), past=False)

    usual = bring("g.example", None)
    changed = bring("ads.example", usual, days=1)
    assert (usual.changed, changed.changed) == (None, "all 12 new links lead to ads.example, usually to g.example")
    assert bring("g.example", changed, days=2).changed is None
    assert after(seen(), visit=changed).changed, "a visit without news changes nothing"
    lasting = bring("ads.example", bring("ads.example", changed, days=5), days=9)
    assert lasting.changed is None
    assert bring("ads.example", lasting, days=10).changed is None
