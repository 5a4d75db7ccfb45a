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


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=plain_types,
)
with context.begin_transaction():
    context.run_migrations()
