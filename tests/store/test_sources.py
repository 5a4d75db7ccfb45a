"""What the store keeps of sources: their visits, their counts, and articles without their text."""

from datetime import date, timedelta

from digest.model.article import Link
from digest.store import Store, articles, sources
from digest.store.sources import Day, Visit
from tests import world
from tests.world import NOW, at


def hours(**of: int) -> tuple[int, ...]:
    return tuple(of.get(f"h{hour}", 0) for hour in range(24))


def test_a_visit_comes_back_as_it_was_stored(store: Store):
    visit = Visit(id="g", url="https://g.example", moved_to="https://h.example", moved_seen=2, failure="gone",
                  habits="{}", changed="all in German", changed_at=NOW, last_success_at=NOW)  # fmt: skip
    with store.write() as db:
        sources.put(db, visit)
        assert sources.visits(db) == {"g": visit}


def test_counts_add_up_by_day_and_hour_of_utc(store: Store):
    with store.write() as db:
        sources.count(
            db, "g", visited_at=at("2026-03-10 07:00"), published=[at("2026-03-10 06:59"), at("2026-03-09 23:10")]
        )
        sources.count(db, "g", visited_at=at("2026-03-10 08:00"), published=[at("2026-03-10 01:20 Europe/Berlin")])
        sources.count(db, "h", visited_at=at("2026-03-10 08:00"), published=[])
        sources.count(db, "i", visited_at=None, published=[])
        assert sources.days(db, date(2026, 3, 1)) == {
            "g": {date(2026, 3, 9): Day(hours=hours(h23=1)), date(2026, 3, 10): Day(visits=2, hours=hours(h6=1, h0=1))},
            "h": {date(2026, 3, 10): Day(visits=1)},
        }


def test_old_counts_are_forgotten(store: Store):
    with store.write() as db:
        for day in (1, 2, 3):
            sources.count(db, "g", visited_at=at(f"2026-03-0{day} 12:00"), published=[])
        sources.forget_days(db, date(2026, 3, 2))
        assert list(sources.days(db, date(2026, 1, 1))["g"]) == [date(2026, 3, 2), date(2026, 3, 3)]
        assert list(sources.days(db, date(2026, 3, 3))["g"]) == [date(2026, 3, 3)]


def test_old_articles_lose_their_text_and_stay_known(store: Store):
    related = (Link(title="Earlier", url="https://gazette.example/0"),)
    old, new = (world.article(number=n, collected_at=NOW + timedelta(days=n), related=related) for n in (1, 2))
    with store.write() as db:
        articles.add(db, [old, new])
        assert articles.forget_texts(db, NOW + timedelta(days=2), at_most=10) == 1
        assert articles.forget_texts(db, NOW + timedelta(days=2), at_most=10) == 0
        found = articles.by_id(db, [old.id, new.id])
        assert articles.known_urls(db, [old.url or ""]) == {old.url}
    assert found[new.id] == new
    assert (found[old.id].title, found[old.id].blocks, found[old.id].related) == (old.title, (), ())


def test_few_articles_are_forgotten_at_once_the_oldest_first(store: Store):
    made = [world.article(number=n, collected_at=NOW + timedelta(days=n)) for n in (3, 1, 2)]
    with store.write() as db:
        articles.add(db, made)
        assert articles.forget_texts(db, NOW + timedelta(days=9), at_most=2) == 2
        found = articles.by_id(db, [article.id for article in made])
        assert [bool(found[article.id].blocks) for article in made] == [True, False, False]


def test_an_article_met_again_after_its_text_was_forgotten_has_a_text_again(store: Store):
    article = world.article()
    with store.write() as db:
        articles.add(db, [article])
        articles.forget_texts(db, NOW + timedelta(days=9), at_most=9)
        articles.add(db, [article])
        assert articles.by_id(db, [article.id])[article.id].blocks
        assert articles.forget_texts(db, NOW + timedelta(days=9), at_most=9) == 1
