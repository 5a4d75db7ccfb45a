"""Opening the database, and the two kinds of transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DataError, IntegrityError, NoSuchModuleError, ProgrammingError

from digest.errors import StoreError
from digest.store import migrate

BENCH_CACHE_KB = 32_000  # a million rows are put into several trees at random places; more would cost what we promise
BUSY_TIMEOUT_S = 15  # longer than the longest write of ours, shorter than an operator's patience


class Store:
    """The database. `read()` sees one moment; `write()` is one transaction, all or nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        # SQLite's transactions see one moment anyway; PostgreSQL's see what was committed before each question.
        self._one_moment = {} if self.dialect == "sqlite" else {"isolation_level": "REPEATABLE READ"}

    @property
    def dialect(self) -> str:
        return self._engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that changes nothing, and sees the same moment however many questions it asks."""
        with _plain_errors(), self._engine.connect() as connection:
            db = connection.execution_options(**self._one_moment)
            with db.begin():
                yield db

    @contextmanager
    def bench(self) -> Iterator["Bench"]:
        """A connection of our own, for work of several transactions over the same temporary tables."""
        with _plain_errors(), self._engine.connect() as db:
            db.detach()  # closed at the end, and with it go the temporary tables
            yield Bench(db)

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is kept when the block ends well. On SQLite it takes the writer's place at once."""
        with _plain_errors(), self._engine.connect() as connection:
            db = connection.execution_options(digest_write=True)
            with db.begin():
                yield db

    def close(self) -> None:
        self._engine.dispose()


class Bench:
    """A connection whose temporary tables last from one transaction to the next."""

    def __init__(self, db: Connection) -> None:
        self._db = db
        if db.dialect.name == "sqlite":
            db.exec_driver_sql(f"PRAGMA cache_size=-{BENCH_CACHE_KB}")
            db.rollback()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that changes temporary tables at most: on SQLite others may write meanwhile."""
        with self._begun(write=False) as db:
            yield db

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is kept when the block ends well."""
        with self._begun(write=True) as db:
            yield db

    @contextmanager
    def _begun(self, *, write: bool) -> Iterator[Connection]:
        self._db.execution_options(digest_write=write)
        with self._db.begin():
            yield self._db


def open_store(url: str, *, upgrade: bool = True) -> Store:
    """Opens the database of an SQLAlchemy URL and brings its tables to this version.

    Raises StoreError where it cannot be opened, or holds tables of a newer version.
    """
    engine = _engine(url)
    with _plain_errors():
        migrate.to_newest(engine) if upgrade else migrate.check(engine)
    return Store(engine)


def _engine(url: str) -> Engine:
    # Parameters are hidden from error texts everywhere: they may hold people's addresses.
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return _sqlite(url, parsed.database)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError) as error:
        raise StoreError(
            "the database url is not one that Digest can open",
            where="database.url",
            hint='Use "sqlite:///var/digest.db" or "postgresql://user@host/name".',
        ) from error


def _sqlite(url: str, database: str | None) -> Engine:
    if database and database != ":memory:":
        try:
            Path(database).parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the folder of the database cannot be made ({error.strerror})",
                where=str(Path(database).parent),
                hint="Give database.url a place that this account may write to.",
            ) from error
    # No bound but that of the threads: writers who wait for their turn must not keep readers from a connection.
    pool = {"max_overflow": -1} if database and database != ":memory:" else {}
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_S}, hide_parameters=True, **pool)
    event.listen(engine, "connect", _sqlite_connect)
    event.listen(engine, "begin", _sqlite_begin)
    return engine


def _sqlite_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 (the driver's own connection)
    # The driver's own transaction handling starts them late and read-only; we say BEGIN ourselves.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-16000"):
        connection.execute(f"PRAGMA {pragma}")


def _sqlite_begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("digest_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


@contextmanager
def _plain_errors() -> Iterator[None]:
    """What the database's state forbids, in one line; mistakes of ours stay tracebacks."""
    try:
        yield
    except (IntegrityError, DataError, ProgrammingError):
        raise
    except DatabaseError as error:
        words = str(error.orig).strip().splitlines()[0]
        raise StoreError(words, where="database", hint=_hint(words)) from error


def _hint(words: str) -> str:
    hints = {
        "readonly": "Give this account write permission on the database file and its folder.",
        "unable to open": "Check that the folder exists and that this account may write to it.",
        "locked": "Another process is writing for a long time; try again, or stop it.",
        "full": "Free some disk space; nothing that was committed is lost.",
        "disk I/O error": "The disk may be full or failing: see df and the system's log; what was committed stays.",
        "malformed": "The file is damaged: keep a copy of it, and put var/ back from a backup.",
        "not a database": "The file is something else: move it away or name another in database.url.",
        "onnect": "Check that the database server runs and that database.url names it.",
    }
    return next((hint for mark, hint in hints.items() if mark in words), "")
