"""How Alembic runs our migrations: always on the connection that it is handed."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from digest.store.schema import Instant, metadata


def plain_types(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Migrations name the database's types, not ours, which may change after them."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime(timezone=True)"
    return False


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """The words that are searched lie in tables of each database's own kind, which no metadata can say."""
    return kind != "table" or not (name or "").startswith("printed_search")


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=plain_types,
    include_name=ours,
)
with context.begin_transaction():
    context.run_migrations()
