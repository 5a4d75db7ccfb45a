"""mails kept until their hour."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "kept",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "called", "back", "gone", "freed", name="keptstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("batches", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["slots.id"], name=op.f("fk_kept_edition_slots")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept")),
    )
    op.create_index("ix_kept_edition", "kept", ["edition"])
    op.add_column("batches", sa.Column("kept", sa.Text(), nullable=True))
