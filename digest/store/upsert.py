"""INSERT … ON CONFLICT, which SQLAlchemy spells per database though both of ours mean the same by it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite


def upsert(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]], *, keep: Sequence[str] = ()) -> None:
    """Inserts rows, or updates those whose primary key is there; columns in `keep` stay as they were."""
    if not rows:
        return
    insert = _insert(db, table)
    key = [column.name for column in table.primary_key]
    changed = {name: insert.excluded[name] for name in rows[0] if name not in key and name not in keep}
    statement = (
        insert.on_conflict_do_update(index_elements=key, set_=changed) if changed else insert.on_conflict_do_nothing()
    )
    db.execute(statement, list(rows))


def insert_missing(db: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> int:
    """Inserts the rows that no unique key stands against; returns how many there were."""
    if not rows:
        return 0
    statement = _insert(db, table).on_conflict_do_nothing().returning(*table.primary_key)
    return sum(len(db.execute(statement, row).all()) for row in rows)


def _insert(db: Connection, table: Table) -> Any:  # noqa: ANN401 (the two dialects' classes share no type with these methods)
    dialect = sqlite if db.dialect.name == "sqlite" else postgresql
    return dialect.insert(table)
