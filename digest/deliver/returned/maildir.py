"""A Maildir: one file a mail. What was read is moved into a folder beside the inbox, never deleted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Self

from digest.deliver.returned.protocol import Place
from digest.errors import TransportError

SUBFOLDERS = ("new", "cur", "tmp")


class Maildir:
    """`<path>/{new,cur}` with Maildir++ folders `<path>/.<name>` for what was read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Self:
        if not all((self._path / each).is_dir() for each in SUBFOLDERS):
            raise TransportError("is no Maildir", where=str(self._path), hint="It needs the folders new, cur and tmp.")
        return self

    def __exit__(self, *_: object) -> None: ...

    def count(self) -> int:
        return sum(1 for _ in self._files())

    def mails(self, *, bytes_max: int, mails_max: int) -> Iterator[tuple[str, bytes]]:
        for _, file in zip(range(mails_max), sorted(self._files(), key=lambda file: file.name), strict=False):
            try:
                with file.open("rb") as opened:
                    yield str(file.relative_to(self._path)), opened.read(bytes_max)
            except FileNotFoundError:
                continue  # a mail program moved it; it comes up again under its new name

    def move(self, key: str, place: Place) -> None:
        folder = self._path / f".{place}"
        name = Path(key).name.partition(":")[0]
        try:
            for each in SUBFOLDERS:
                (folder / each).mkdir(parents=True, exist_ok=True)
            (folder / "maildirfolder").touch()
            (self._path / key).rename(folder / "cur" / f"{name}:2,S")
        except FileNotFoundError:
            return
        except OSError as error:
            raise TransportError(
                f"a mail that was read cannot be moved ({error.strerror})",
                where=str(folder),
                hint="Give this account write permission there; nothing is lost, and nothing counts twice.",
            ) from error

    def _files(self) -> Iterator[Path]:
        for each in ("new", "cur"):
            yield from (file for file in (self._path / each).iterdir() if not file.name.startswith("."))
