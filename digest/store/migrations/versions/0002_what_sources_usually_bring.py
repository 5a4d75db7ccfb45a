"""what sources usually bring."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "source_days",
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("hours", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "day", name=op.f("pk_source_days")),
    )
    # Plain ADD COLUMN: copying the table, as Alembic's batches may, would drop what refers to it on SQLite.
    op.add_column("articles", sa.Column("forgotten", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        "ix_articles_with_text",
        "articles",
        ["collected_at"],
        sqlite_where=sa.text("NOT forgotten"),
        postgresql_where=sa.text("NOT forgotten"),
    )
    op.add_column("sources", sa.Column("url", sa.Text()))
    op.add_column("sources", sa.Column("failure", sa.Text()))
    op.add_column("sources", sa.Column("habits", sa.Text()))
    op.add_column("sources", sa.Column("changed", sa.Text()))
    op.add_column("sources", sa.Column("changed_at", sa.DateTime(timezone=True)))
