"""Tables come from migrations, and migrations from the tables."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from digest.errors import StoreError
from digest.store import migrate, open_store
from digest.store.schema import metadata


def test_migrations_make_exactly_the_tables_that_the_code_uses(store_url: str):
    engine = create_engine(store_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as db:
        assert compare_metadata(MigrationContext.configure(db), metadata) == []
        assert db.execute(text("SELECT version_num FROM alembic_version")).scalar() == migrate.VERSION
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused_in_one_line(sqlite_url: str):
    engine = create_engine(sqlite_url)
    with engine.begin() as db:
        db.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreError, match="newer Digest"):
        open_store(sqlite_url)


def test_a_file_that_is_no_database_is_refused_in_one_line(tmp_path: Path):
    (tmp_path / "digest.db").write_text("Dear diary, " * 200)
    with pytest.raises(StoreError, match="not a database"):
        open_store(f"sqlite:///{tmp_path}/digest.db")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="folder of the database"):
        open_store(f"sqlite:///{tmp_path}/file/sub/digest.db")


def test_an_unknown_kind_of_database_is_refused_with_examples():
    with pytest.raises(StoreError, match=r"sqlite:///var/digest\.db"):
        open_store("oracle+nonsense://somewhere")
