"""more preferences."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_TEXTS = ("muted_topics", "muted_stories", "muted_words")


def upgrade() -> None:
    for name in _TEXTS:
        op.add_column("subscriptions", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("subscriptions", sa.Column("theme", sa.Text()))
    op.add_column("subscriptions", sa.Column("length", sa.String(40), server_default="full", nullable=False))
    op.add_column("subscriptions", sa.Column("paused_since", sa.Date()))
