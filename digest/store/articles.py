"""Articles and the addresses they are known by."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, bindparam, func, select, update

from digest import codec
from digest.model.article import Article
from digest.store.schema import WITH_TEXT, article_addresses, articles
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
            "forgotten": False,
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


def forget_texts(db: Connection, before: datetime, *, at_most: int) -> int:
    """Takes the text, and what hangs on it, out of articles collected before the instant; returns of how many.

    They stay known by their addresses, so that a feed that still shows them brings no news.
    """
    query = (
        select(articles.c.id, articles.c.body)
        .where(articles.c.collected_at < before, WITH_TEXT)
        .order_by(articles.c.collected_at)
        .limit(at_most)
    )
    old = [(key, codec.load(Article, body)) for key, body in db.execute(query)]
    rows = [{"key": key, "shortened": codec.dump(Article, _without_text(article))} for key, article in old]
    if rows:
        change = update(articles).where(articles.c.id == bindparam("key"))
        db.execute(change.values(body=bindparam("shortened"), forgotten=True), rows)
    return len(rows)


def _without_text(article: Article) -> Article:
    return replace(article, blocks=(), related=(), outbound=(), tags=())


def _existing(db: Connection, ids: Iterable[str]) -> Iterator[str]:
    for some in _slices(ids):
        yield from db.scalars(select(articles.c.id).where(articles.c.id.in_(some)))


def _slices(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, PARAMETERS_MAX)):
        yield some
