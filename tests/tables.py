"""A database file with our tables in it: copying it is quicker than making them."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from digest.store import open_store


@cache
def sqlite() -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "tables.db"
        open_store(f"sqlite:///{file}").close()
        return file.read_bytes()
