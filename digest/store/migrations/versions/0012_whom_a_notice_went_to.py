"""whom a notice went to, as a keyed hash."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("notices", sa.Column("address_key", sa.Text(), nullable=True))
