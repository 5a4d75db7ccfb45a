"""sums of the outcomes of editions long past."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "outcome_sums",
        sa.Column("edition", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "accepted",
                "deferred",
                "rejected",
                "unknown",
                "skipped",
                "delivered",
                "bounced",
                "complained",
                name="outcomestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition"], ["slots.id"], name=op.f("fk_outcome_sums_edition_slots")),
        sa.PrimaryKeyConstraint("edition", "state", name=op.f("pk_outcome_sums")),
    )
