"""A folder of mails: one file a delivery, written aside and renamed, so that a file that is there is whole."""

import os
from datetime import timedelta
from pathlib import Path

from digest.deliver.transports.protocol import ACCEPTED, Abilities, Ack, Intent, Mails, one_by_one
from digest.errors import TransportError


class Folder:
    """`<path>/<edition>/<delivery>.eml`. A file that exists is its own evidence."""

    abilities = Abilities(evidence=True)
    keeping = None

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made: set[Path] = set()

    def deliver(self, mails: Mails, *, intent: Intent, ack: Ack) -> timedelta | None:
        for mail in one_by_one(mails):
            one = (mail,)
            try:
                file = self._folder(mail.letter.edition) / f"{mail.delivery}.eml"
                if not intent(one):
                    break
                if not file.exists():
                    _write(file, mail.message())
            except OSError as error:
                raise TransportError(
                    f"the mail cannot be written ({error.strerror})",
                    where=str(self._path),
                    hint="Give this account write permission and room there; sending goes on where it stopped.",
                ) from error
            ack(one, ACCEPTED)
        return None

    def close(self) -> None:
        self._made.clear()

    def _folder(self, edition: str) -> Path:
        folder = self._path / edition
        if folder not in self._made:
            folder.mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return folder


def _write(file: Path, content: bytes) -> None:
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    aside.write_bytes(content)
    aside.rename(file)
