"""Articles and the addresses they are known by."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, delete, func, select

from digest import codec
from digest.model.article import Article
from digest.store.schema import article_addresses, articles
from digest.store.upsert import insert_missing, upsert

PARAMETERS_MAX = 500  # ids in one IN (…); SQLite refuses more than 32,766, and plans of long lists are slow


def add(db: Connection, new: Sequence[Article]) -> int:
    """Stores articles; one that is known is replaced by its newer version, but stays as old as it was first seen.

    Returns how many were not known before.
    """
    known = set(_existing(db, [a.id for a in new]))
    rows = [
        {
            "id": a.id,
            "source": a.source,
            "publisher": a.publisher,
            "known_at": a.known_at,
            "collected_at": a.collected_at,
            "body": codec.dump(Article, a),
        }
        for a in {a.id: a for a in new}.values()
    ]
    upsert(db, articles, rows, keep=("source", "known_at", "collected_at"))
    insert_missing(db, article_addresses, [{"url": a.url, "article": a.id} for a in new if a.url])
    return len(rows) - len(known)


def add_addresses(db: Connection, addresses: Iterable[tuple[str, str]]) -> None:
    """Further (address, article id) pairs; the first article that was met at an address keeps it."""
    insert_missing(db, article_addresses, [{"url": url, "article": article} for url, article in addresses])


def known_urls(db: Connection, urls: Iterable[str]) -> set[str]:
    """Those of the canonical addresses that an article is known by."""
    found: set[str] = set()
    for some in _slices(urls):
        found.update(db.scalars(select(article_addresses.c.url).where(article_addresses.c.url.in_(some))))
    return found


def between(db: Connection, after: datetime, until: datetime) -> tuple[Article, ...]:
    """Articles published, or where that is unknown first seen, in (after, until]; oldest first.

    When they were collected does not matter otherwise: a service that slept through its hour still finds its morning.
    """
    query = (
        select(articles.c.body)
        .where(articles.c.known_at > after, articles.c.known_at <= until)
        .order_by(articles.c.known_at, articles.c.id)
    )
    return tuple(codec.load(Article, body) for body in db.scalars(query))


def by_id(db: Connection, ids: Iterable[str]) -> dict[str, Article]:
    """The articles of these ids that are known."""
    found: dict[str, Article] = {}
    for some in _slices(ids):
        for key, body in db.execute(select(articles.c.id, articles.c.body).where(articles.c.id.in_(some))):
            found[key] = codec.load(Article, body)
    return found


def count(db: Connection) -> int:
    return db.scalar(select(func.count()).select_from(articles)) or 0


def forget_before(db: Connection, instant: datetime) -> int:
    """Removes articles collected before the instant; returns how many."""
    return db.execute(delete(articles).where(articles.c.collected_at < instant)).rowcount


def _existing(db: Connection, ids: Iterable[str]) -> Iterator[str]:
    for some in _slices(ids):
        yield from db.scalars(select(articles.c.id).where(articles.c.id.in_(some)))


def _slices(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, PARAMETERS_MAX)):
        yield some
