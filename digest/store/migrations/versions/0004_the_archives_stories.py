"""the archive's stories, and the words they are found by."""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

from digest import search

revision = "0004"
down_revision = "0003"

SEARCH = {
    "sqlite": """
        CREATE VIRTUAL TABLE printed_search USING fts5(
            headline, dek, sources, tokenize = "unicode61 remove_diacritics 0 categories 'L* N* M*'"
        );
        CREATE TRIGGER printed_search_forgets AFTER DELETE ON printed BEGIN
            DELETE FROM printed_search WHERE rowid = old.id;
        END
    """,
    "postgresql": """
        CREATE TABLE printed_search (
            rowid bigint PRIMARY KEY REFERENCES printed (id) ON DELETE CASCADE, words tsvector NOT NULL
        );
        CREATE INDEX ix_printed_search_words ON printed_search USING gin (words)
    """,
}
FIELDS = ("headline", "dek", "sources")


def upgrade() -> None:
    op.create_table(
        "printed",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("dek", sa.Text(), nullable=False),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition"], ["editions.id"], name=op.f("fk_printed_edition_editions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed")),
        sa.UniqueConstraint("edition", "story", name=op.f("uq_printed_edition_story")),
    )
    op.create_index(op.f("ix_printed_story"), "printed", ["story"])
    db = op.get_bind()
    for statement in SEARCH[db.dialect.name].split(";\n", 1):
        op.execute(statement)
    _fill(db)


def _fill(db: sa.Connection) -> None:
    """The editions that went out, or wait to, before there was a search."""
    found = db.execute(
        sa.text("SELECT id, digest, date, body FROM editions WHERE state IN ('approved', 'sending', 'sent')")
    )
    for edition in found.mappings().all():
        for row in _rows(edition):
            id = db.execute(
                sa.text(
                    "INSERT INTO printed (edition, story, digest, date, headline, dek, sources, publisher, language)"
                    " VALUES (:edition, :story, :digest, :date, :headline, :dek, :sources, :publisher, :language)"
                    " RETURNING id"
                ),
                row,
            ).scalar_one()
            _index(db, id, [search.words(row[field]) for field in FIELDS])


def _rows(edition: sa.RowMapping) -> Iterator[dict[str, Any]]:
    for section in json.loads(edition["body"])["sections"]:
        for story in section["stories"]:
            links = [part for link in story["related"] for part in (link["publisher"], link["title"])]
            yield {name: story[name] for name in ("headline", "dek", "publisher", "language")} | {
                "edition": edition["id"],
                "story": story["id"],
                "digest": edition["digest"],
                "date": edition["date"],
                "sources": " · ".join([story["publisher"], *links]),
            }


def _index(db: sa.Connection, id: int, fields: list[list[str]]) -> None:
    if db.dialect.name == "sqlite":
        row = {"id": id} | {name: " ".join(words) for name, words in zip(FIELDS, fields, strict=True)}
        statement = "INSERT INTO printed_search (rowid, headline, dek, sources) VALUES (:id, :headline, :dek, :sources)"
    else:
        # Words are letters, digits and their marks alone, so nothing needs quoting inside the quotes.
        places, lexemes = 0, []
        for label, words in zip("ABC", fields, strict=True):
            lexemes += [f"'{word}':{places + n}{label}" for n, word in enumerate(words, start=1)]
            places += len(words) + 1
        row = {"id": id, "words": " ".join(lexemes)}
        statement = "INSERT INTO printed_search (rowid, words) VALUES (:id, CAST(:words AS tsvector))"
    db.execute(sa.text(statement), row)
