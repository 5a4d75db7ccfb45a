"""Tables come from migrations, and migrations from the tables."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text

from digest import search
from digest.errors import StoreError
from digest.model.edition import EditionState
from digest.model.people import Preferences
from digest.store import editions, migrate, open_store, people, printed, slots
from digest.store.schema import metadata
from tests import world


def test_migrations_make_exactly_the_tables_that_the_code_uses(store_url: str):
    engine = create_engine(store_url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as db:
        opts = {"include_name": lambda name, kind, _: kind != "table" or not name.startswith("printed_search")}
        assert compare_metadata(MigrationContext.configure(db, opts=opts), metadata) == []
        assert db.execute(text("SELECT version_num FROM alembic_version")).scalar() == migrate.VERSION
    engine.dispose()


def test_what_an_older_version_stored_is_kept(tmp_path: Path):
    """Adding columns must not empty the tables that refer to the one that is changed."""
    url = f"sqlite:///{tmp_path}/old.db"
    engine = create_engine(url)
    with engine.begin() as db:
        config = Config()
        config.set_main_option("script_location", str(migrate.SCRIPTS))
        config.attributes["connection"] = db
        command.upgrade(config, "0001")
        db.execute(text("INSERT INTO articles VALUES ('a', 'g', 'G', '2026-03-09', '2026-03-09', '{}')"))
        db.execute(text("INSERT INTO article_addresses VALUES ('https://gazette.example/1', 'a')"))
    engine.dispose()
    store = open_store(url)
    with store.read() as db:
        assert db.execute(text("SELECT id, forgotten FROM articles")).all() == [("a", 0)]
        assert db.execute(text("SELECT article FROM article_addresses")).all() == [("a",)]
    store.close()


@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_editions_that_went_out_before_there_was_a_search_are_found(kind, tmp_path, request):
    url = f"sqlite:///{tmp_path}/old.db"
    if kind == "postgresql":
        url = request.getfixturevalue("postgresql_server").new_database()
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    before = world.edition(state=EditionState.SENT)
    with engine.begin() as db:
        config = Config()
        config.set_main_option("script_location", str(migrate.SCRIPTS))
        config.attributes["connection"] = db
        command.upgrade(config, "0002")
        slots.open_(db, world.slot())
        assert editions.put(db, before, now=world.NOW)
    engine.dispose()
    store = open_store(url)
    with store.read() as db:
        hits = printed.find(db, search.question('"the north pier" gazette'), ["morning"], limit=5)
    store.close()
    assert [one.headline for one in hits.stories] == [before.stories[0].headline]


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


def test_no_subscription_number_is_given_out_twice(store_url: str):
    """Links in old mails name the number: they must never lead to somebody else."""
    opened = open_store(store_url)
    with opened.write() as db:
        db.execute(text("INSERT INTO subscribers VALUES (1, 'a@x.example', 'k', 'a@x.example', '', '2026-03-09')"))
    numbers = []
    for _ in range(2):
        with opened.write() as db:
            numbers.append(
                people.subscribe(db, 1, "readers", preferences=Preferences(), origin="site", now=datetime.now(UTC))
            )
            db.execute(text("DELETE FROM subscriptions"))
    assert numbers[0] != numbers[1]
    opened.close()


def test_a_damaged_database_is_told_with_what_to_do(sqlite_url: str):
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    open_store(sqlite_url).close()
    file.write_bytes(file.read_bytes()[:20_000])
    with pytest.raises(StoreError, match=r"malformed.*backup"):
        open_store(sqlite_url)
