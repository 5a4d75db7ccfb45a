"""What a visit to the sources leaves in the store."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from digest import store
from digest.morning.collect import collect
from digest.runtime import Runtime
from tests import newsroom
from tests.newsroom import PIER, Item
from tests.world import at

NOW = at("2026-03-10 06:00")


def visited(file: Path, now: datetime = NOW, *, as_of: datetime | None = None) -> Runtime:
    with newsroom.opened(file, as_of=as_of, clock=None if as_of else _standing(now)) as runtime:
        collect(runtime, report=lambda _progress: None)
        return runtime


def _standing(now: datetime) -> Callable[[], datetime]:
    return lambda: now


def look(file: Path) -> tuple[dict[date, tuple[int, int]], int]:
    """(day → visits and articles), and how many articles have a text."""
    with newsroom.opened(file) as runtime, runtime.store.read() as db:
        days = store.sources.days(db, date(2020, 1, 1)).get("gazette", {})
        articles = store.articles.between(db, datetime(2020, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))
    return {day: (of.visits, sum(of.hours)) for day, of in days.items()}, sum(bool(a.blocks) for a in articles)


def test_new_articles_are_counted_on_the_day_of_their_publication_and_once(tmp_path: Path):
    published = [at("2026-03-10 05:00"), at("2026-03-09 09:00"), at("2025-03-09 09:00")]
    entries = [Item(title=f"Pier report {n}", published_at=when, slug=str(n)) for n, when in enumerate(published)]
    file = newsroom.make(tmp_path, feeds={"gazette": entries})
    visited(file)
    assert look(file)[0] == {date(2026, 3, 10): (1, 1), date(2026, 3, 9): (0, 1)}
    visited(file, NOW + timedelta(hours=1))
    assert look(file)[0] == {date(2026, 3, 10): (2, 1), date(2026, 3, 9): (0, 1)}


def test_a_run_for_a_past_date_is_no_visit(tmp_path: Path):
    """It sees what there was then; nothing follows for how the source is now."""
    file = newsroom.make(tmp_path)
    visited(file, as_of=at("2026-03-10 05:30"))
    assert look(file)[0] == {date(2026, 3, 9): (0, 6)}


def test_a_failed_visit_is_not_counted(tmp_path: Path):
    file = newsroom.make(tmp_path)
    (tmp_path / "gazette.xml").unlink()
    visited(file)
    assert look(file)[0] == {}


def test_texts_are_kept_for_the_days_that_config_names_and_articles_are_not_new_again(tmp_path: Path):
    entries = [Item(title=f"Pier {n}", text=PIER + PIER, published_at=at("2026-03-09 09:00"), slug=n) for n in "abc"]
    file = newsroom.make(tmp_path, feeds={"gazette": entries}, more="[collect]\nkeep_text_days = 2\n")
    visited(file)
    visited(file, NOW + timedelta(days=2))
    assert look(file)[1] == 3
    visited(file, NOW + timedelta(days=2, minutes=1))
    assert look(file)[1] == 0
    visited(file, NOW + timedelta(days=3))
    days, with_text = look(file)
    assert (days[date(2026, 3, 9)], with_text) == ((0, 3), 0)
