"""sign-ups and consent."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

IDENTITY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "signups",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("address_key", sa.Text(), nullable=False),
        sa.Column("address", sa.Text()),
        sa.Column("email", sa.Text()),
        sa.Column("list", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("hour", sa.Time()),
        sa.Column("locale", sa.Text()),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("subscription", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signups")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_signups_address_key"), "signups", ["address_key"])
    op.create_index(op.f("ix_signups_expires_at"), "signups", ["expires_at"])
    op.create_table(
        "consents",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leaf", sa.Text(), nullable=False),
        sa.Column("seal", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text()),
        sa.Column("payload", sa.Text()),
        sa.Column("address_key", sa.Text()),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_consents")),
    )
    op.create_index(op.f("ix_consents_address_key"), "consents", ["address_key"])
    op.create_table(
        "marks",
        sa.Column("id", IDENTITY, autoincrement=True, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marks")),
    )
    op.create_index(op.f("ix_marks_at"), "marks", ["at"])
    op.create_index("ix_marks_key_at", "marks", ["key", "at"])
    if op.get_bind().dialect.name == "sqlite":
        _give_no_subscription_number_twice()


def _give_no_subscription_number_twice() -> None:
    """Makes the key AUTOINCREMENT, which needs the table made anew.

    Dropping the old one drops the rows that refer to it, so those are put aside meanwhile.
    """
    db = op.get_bind()
    made = db.scalar(sa.text("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = 'subscriptions'"))
    indexes = db.scalars(
        sa.text("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'subscriptions' AND sql NOT NULL")
    ).all()
    anew = (
        str(made)
        .replace("CREATE TABLE subscriptions", "CREATE TABLE subscriptions_anew", 1)
        .replace("id INTEGER NOT NULL", "id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT", 1)
        .replace("CONSTRAINT pk_subscriptions PRIMARY KEY (id),", "", 1)
    )
    for statement in (
        "CREATE TEMPORARY TABLE aside AS SELECT * FROM soft_bounces",
        anew,
        "INSERT INTO subscriptions_anew SELECT * FROM subscriptions",
        "DROP TABLE subscriptions",
        "ALTER TABLE subscriptions_anew RENAME TO subscriptions",
        *indexes,
        "INSERT INTO soft_bounces SELECT * FROM aside",
        "DROP TABLE aside",
    ):
        db.execute(sa.text(statement))
