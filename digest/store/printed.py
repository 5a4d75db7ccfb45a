"""The archive's stories: each as its edition printed it, found by story and by words.

`printed_search` holds the words, split and folded by `digest.search`: in SQLite an FTS5 table, in PostgreSQL a tsvector
with a GIN index. Both get the words ready, so no parser or dictionary of theirs decides what is found.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Date, bindparam, func, select, text

from digest import search
from digest.model.edition import IN_ARCHIVE, Edition, EditionState
from digest.search import Part
from digest.store.schema import editions, printed, slots
from digest.text import clean

TEXT_LETTERS_MAX = 4_000  # of one field; a headline and a dek are far shorter
SEARCHED = ("headline", "dek", "sources")
"""The fields that are searched, the weightiest first."""

_LABELS = "ABC"
"""PostgreSQL's names for the weights of the fields."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Printed:
    """One story in one edition."""

    edition: str
    story: str
    digest: str
    date: date
    headline: str
    dek: str
    sources: str
    publisher: str
    language: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """A page of what was found: each story once, in the edition where it fits best. `total` counts all stories."""

    stories: tuple[Printed, ...]
    total: int


def put(db: Connection, edition: Edition) -> None:
    """Stores the edition's stories as it prints them, in place of what it printed before."""
    db.execute(printed.delete().where(printed.c.edition == edition.id))
    for story in _stories(edition):
        row = {name: getattr(story, name) for name in _NAMES}
        id = db.execute(printed.insert().values(row).returning(printed.c.id)).scalar_one()
        fields = [search.words(row[name][:TEXT_LETTERS_MAX]) for name in SEARCHED]
        db.execute(_INDEX[db.dialect.name], {"id": id, **_INDEXED[db.dialect.name](fields)})


def of_stories(db: Connection, stories: Collection[str], states: Collection[EditionState]) -> tuple[Printed, ...]:
    """How the stories of these ids were printed by editions in these states, oldest first."""
    query = (
        select(*_COLUMNS)
        .join(editions, editions.c.id == printed.c.edition)
        .where(printed.c.story.in_(stories), editions.c.state.in_(states))
        .order_by(printed.c.date, printed.c.id)
    )
    return tuple(Printed(**row) for row in db.execute(query).mappings())


def archived_stories(db: Connection, digests: Collection[str], *, limit: int) -> tuple[tuple[str, datetime], ...]:
    """(story, hour it was told last) of every story of these digests in the archive, the oldest first."""
    last = func.max(slots.c.send_at)
    query = (
        select(printed.c.story, last)
        .join(editions, editions.c.id == printed.c.edition)
        .join(slots, slots.c.id == printed.c.edition)
        .where(printed.c.digest.in_(digests), editions.c.state.in_(IN_ARCHIVE))
        .group_by(printed.c.story)
        .order_by(last, printed.c.story)
        .limit(limit)
    )
    return tuple((row[0], row[1]) for row in db.execute(query))


def find(db: Connection, question: Sequence[Part], digests: Collection[str], *, limit: int, offset: int = 0) -> Hits:
    """The archive's stories of these digests in which every part of the question stands.

    Those come first that have all of it in the headline, then those with all of it in headline and dek; among equals
    the newest.
    """
    if not question or not digests:
        return Hits(stories=(), total=0)
    anywhere, *narrower = _QUERIES[db.dialect.name](question)
    values = {
        "anywhere": anywhere,
        "headline": narrower[0],
        "words": narrower[1],
        "digests": list(digests),
        "states": [state.value for state in IN_ARCHIVE],
        "limit": limit,
        "offset": offset,
    }
    found = db.execute(_FIND[db.dialect.name], values).mappings().all()
    return Hits(
        stories=tuple(Printed(**{name: row[name] for name in _NAMES}) for row in found),
        total=found[0]["total"] if found else 0,
    )


_COLUMNS = [column for column in printed.c if column.name != "id"]
_NAMES = [column.name for column in _COLUMNS]

_INDEX = {
    "sqlite": text(
        "INSERT INTO printed_search (rowid, headline, dek, sources) VALUES (:id, :headline, :dek, :sources)"
    ),
    "postgresql": text("INSERT INTO printed_search (rowid, words) VALUES (:id, CAST(:words AS tsvector))"),
}


def _stories(edition: Edition) -> Iterator[Printed]:
    for story in edition.stories:
        links = (part for link in story.related for part in (link.publisher, link.title))
        yield Printed(
            edition=edition.id,
            story=story.id,
            digest=edition.digest,
            date=edition.date,
            headline=clean(story.headline),
            dek=clean(story.dek),
            sources=clean(" · ".join((story.publisher, *links))),
            publisher=clean(story.publisher),
            language=story.language,
        )


def _for_fts5(fields: Sequence[Sequence[str]]) -> dict[str, str]:
    return {name: " ".join(words) for name, words in zip(SEARCHED, fields, strict=True)}


def _for_tsvector(fields: Sequence[Sequence[str]]) -> dict[str, str]:
    """Words with place and weight. They are letters, digits and their marks alone: none needs escaping."""
    lexemes: list[str] = []
    place = 0
    for label, words in zip(_LABELS, fields, strict=True):
        lexemes += [f"'{word}':{place + n}{label}" for n, word in enumerate(words, start=1)]
        place += len(words) + 1  # a gap, so that no phrase goes on in the next field
    return {"words": " ".join(lexemes)}


_INDEXED: dict[str, Callable[[Sequence[Sequence[str]]], dict[str, str]]] = {
    "sqlite": _for_fts5,
    "postgresql": _for_tsvector,
}


def _fts5_queries(question: Sequence[Part]) -> list[str]:
    """The question to all fields, to the headline, to headline and dek."""
    every = " AND ".join(f'"{" ".join(part.words)}"{" *" if part.beginning else ""}' for part in question)
    return [every, f"{{headline}} : ({every})", f"{{headline dek}} : ({every})"]


def _ts_queries(question: Sequence[Part]) -> list[str]:
    return [" & ".join(_ts_part(part, labels) for part in question) for labels in ("", "A", "AB")]


def _ts_part(part: Part, labels: str) -> str:
    ends = [""] * (len(part.words) - 1) + ["*" if part.beginning else ""]
    marks = [end + labels for end in ends]
    return (
        "("
        + " <-> ".join(f"'{word}'" + (f":{m}" if m else "") for word, m in zip(part.words, marks, strict=True))
        + ")"
    )


_QUERIES: dict[str, Callable[[Sequence[Part]], list[str]]] = {"sqlite": _fts5_queries, "postgresql": _ts_queries}

_MATCHES = {
    "sqlite": "p.id IN (SELECT rowid FROM printed_search WHERE printed_search MATCH :{0})",
    "postgresql": "EXISTS (SELECT 1 FROM printed_search s WHERE s.rowid = p.id AND s.words @@ CAST(:{0} AS tsquery))",
}
_FIND = {
    dialect: text(
        f"""
        WITH hit AS (
            SELECT p.id, p.story, p.date, CASE WHEN {matches.format("headline")} THEN 0
                WHEN {matches.format("words")} THEN 1 ELSE 2 END AS rank
            FROM printed p JOIN editions e ON e.id = p.edition
            WHERE {matches.format("anywhere")} AND e.state IN :states AND p.digest IN :digests
        ), best AS (
            SELECT id, rank, date, ROW_NUMBER() OVER (PARTITION BY story ORDER BY rank, date DESC, id DESC) AS turn
            FROM hit
        ), shown AS (
            SELECT id, rank, COUNT(*) OVER () AS total FROM best WHERE turn = 1
            ORDER BY rank, date DESC, id LIMIT :limit OFFSET :offset
        )
        SELECT p.*, shown.total FROM shown JOIN printed p ON p.id = shown.id ORDER BY shown.rank, p.date DESC, p.id
        """
    )
    .bindparams(bindparam("states", expanding=True), bindparam("digests", expanding=True))
    .columns(date=Date)
    for dialect, matches in _MATCHES.items()
}
