"""Writes the next migration from the difference between the tables in digest/store/schema.py and the migrations so far.

    .venv/bin/python scripts/new_migration.py 0002 "what changes"

Read what it wrote, then set VERSION in digest/store/migrate.py.
"""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from digest.store.migrate import SCRIPTS


def main() -> None:
    revision, message = sys.argv[1:]
    with tempfile.TemporaryDirectory() as folder:
        engine = create_engine(f"sqlite:///{Path(folder)}/tables.db")
        with engine.begin() as db:
            config = Config()
            config.set_main_option("script_location", str(SCRIPTS))
            config.attributes["connection"] = db
            command.upgrade(config, "head")
            command.revision(config, message=message, rev_id=revision, autogenerate=True)


if __name__ == "__main__":
    main()
