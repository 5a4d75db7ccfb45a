"""who waits for an edition over a span."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

_PAUSED = sa.text("paused_until IS NOT NULL")
_WEEKLY = sa.text("pace = 'weekly'")


def upgrade() -> None:
    op.create_index(
        "ix_subscriptions_paused",
        "subscriptions",
        ["paused_until"],
        sqlite_where=_PAUSED,
        postgresql_where=_PAUSED,
    )
    op.create_index(
        "ix_subscriptions_weekly", "subscriptions", ["list"], sqlite_where=_WEEKLY, postgresql_where=_WEEKLY
    )
