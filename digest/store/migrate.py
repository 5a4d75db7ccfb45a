"""Bringing the tables to this version (the one door of Alembic)."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

from digest.errors import StoreError

VERSION = "0013"
"""The newest revision in migrations/versions; a test holds them together."""

SCRIPTS = Path(__file__).parent / "migrations"


def to_newest(engine: Engine) -> None:
    """Applies every migration that is missing; harmless when two processes do it at once."""
    if current(engine) == VERSION:
        return
    with engine.connect().execution_options(digest_write=True) as db, db.begin():
        if db.dialect.name == "postgresql":
            db.execute(text("SELECT pg_advisory_xact_lock(7106110)"))  # any number of ours: one migrates, the rest wait
        _upgrade(db)


def check(engine: Engine) -> None:
    """Raises StoreError unless the tables are of this version."""
    found = current(engine)
    if found != VERSION:
        raise StoreError(
            f"the database is of version {found or 'none'}, this Digest needs {VERSION}",
            where="database",
            hint="Run any digest command that writes once, such as `digest subscribers sync`, to bring it up to date.",
        )


def current(engine: Engine) -> str | None:
    with engine.connect() as db:
        if not inspect(db).has_table("alembic_version"):
            return None
        return db.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _upgrade(db: Connection) -> None:
    # Alembic costs a tenth of a second to import and is needed once in the life of a database.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = db
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(
            "the database was written by a newer Digest",
            where="database",
            hint="Install that version again, or name another database.",
        ) from error
