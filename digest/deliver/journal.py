"""What one sender did since its last commit, in a local file that survives `kill -9`.

The file is locked as long as its sender lives, so a free lock proves death. A header line, then records of 16 bytes
with a short text behind those that need one, then zeros. It is mapped into memory: what is said is in the kernel's
pages at once, at a tenth of the price of a system call. It is not synced to disk: after a power cut (another boot id)
what it says is true, but what it does not say proves nothing.
"""

import errno
import fcntl
import json
import mmap
import os
import secrets
import struct
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from digest.deliver.transports.protocol import ACCEPTED, Answer, Mail
from digest.errors import TransportError
from digest.model.delivery import OutcomeState

FORMAT = 1
TEXT_BYTES_MAX = 255  # its length is one byte
ROOM_BYTES = 1_048_576  # written as zeros before it is mapped, so that a full disk is told by an error, not by a signal
COMPACT_BYTES_MIN = 524_288  # about 15,000 mails; what is older is in the database
SUFFIX = ".journal"

_RECORD = struct.Struct("<BBHIQ")  # kind, bytes of text, places, first place, batch
_INTENT = 1
_ACCEPTED = 2
_KINDS = {
    OutcomeState.ACCEPTED: _ACCEPTED,
    OutcomeState.REJECTED: 3,
    OutcomeState.DEFERRED: 4,
    OutcomeState.UNKNOWN: 5,
    OutcomeState.SKIPPED: 6,
    OutcomeState.QUEUED: 7,
}
_STATES = {kind: state for state, kind in _KINDS.items()}

Said = Answer | None
"""The last word on a mail: an answer, or None where it was handed over and nothing came back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Testimony:
    """What a dead sender's journal says, by batch and place."""

    owner: str
    evidence: bool
    complete: bool
    """Whether silence about a mail proves that it was not handed over."""
    said: Mapping[int, Mapping[int, Said]]


class Journal:
    """A living sender's journal."""

    def __init__(self, folder: Path, *, owner: str, evidence: bool) -> None:
        self.owner = f"{owner}/{secrets.token_hex(6)}"
        self._header = _header(self.owner, evidence=evidence)
        self._file = folder / f"{self.owner.rpartition('/')[2]}{SUFFIX}"
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._pages = _Pages(self._file, self._header)
        except OSError as error:
            raise TransportError(
                f"the journal cannot be written ({error.strerror})",
                where=str(folder),
                hint="Give this account write permission there; nothing is sent without a journal.",
            ) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pages.close()

    def intent(self, mails: Sequence[Mail]) -> None:
        """Says that these mails are about to be handed over."""
        self._say(_one(_INTENT, mails[0]) if len(mails) == 1 else _records(_INTENT, mails, b""))

    def accepted(self, mail: Mail) -> None:
        """Says that a mail was accepted."""
        self._say(_one(_ACCEPTED, mail))

    def answer(self, mails: Sequence[Mail], answer: Answer) -> None:
        """Says what became of these mails."""
        self._say(_records(_KINDS[answer.state], mails, _text(answer)))

    def compact(self, under_way: Callable[[], Iterable[tuple[int, int]]]) -> None:
        """Forgets all but the (batch, place) under way, once the rest is committed and the file has grown large."""
        if self._pages.end < COMPACT_BYTES_MIN:
            return
        intents = b"".join(_RECORD.pack(_INTENT, 0, 1, place, batch) for batch, place in under_way())
        with suppress(OSError):  # of a full disk: the pages that are there still do
            before, self._pages = self._pages, _Pages(self._file, self._header + intents)
            before.close()

    def remove(self) -> None:
        """Everything it says is committed."""
        self._file.unlink(missing_ok=True)

    def _say(self, record: bytes) -> None:
        try:
            self._pages.say(record)
        except OSError as error:
            words = f"the journal is cut short ({error.strerror})"
            raise TransportError(words, where=str(self._file), hint="Free some disk space.") from error


class _Pages:
    """A locked file, mapped into memory."""

    def __init__(self, file: Path, content: bytes) -> None:
        """With that content, and locked before it can be found."""
        aside = file.with_suffix(".new")
        self._fd = os.open(aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX)
            self._map = self._with_more_room(0)
            self.end = 0
            self.say(content)
            aside.rename(file)
        except OSError:
            os.close(self._fd)
            raise

    def say(self, record: bytes) -> None:
        """Adds to it. Its first byte comes last: until then the file ends before it, for whoever reads it after us."""
        start, end = self.end, self.end + len(record)
        while end > len(self._map):
            self._map = self._with_more_room(len(self._map))
        self._map[start + 1 : end] = record[1:]
        self._map[start] = record[0]
        self.end = end

    def close(self) -> None:
        self._map.close()
        os.close(self._fd)

    def _with_more_room(self, size: int) -> mmap.mmap:
        if os.pwrite(self._fd, bytes(ROOM_BYTES), size) < ROOM_BYTES:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return mmap.mmap(self._fd, size + ROOM_BYTES)


def of_the_dead(folder: Path) -> Iterator[Testimony]:
    """The testimony of each sender that died; its journal is removed when the caller asks for the next."""
    for file in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            fd = os.open(file, os.O_RDWR)
        except FileNotFoundError:
            continue
        try:
            if _is_free(fd, file):
                testimony = _read(file.read_bytes())
                if testimony:
                    yield testimony
                file.unlink()
        finally:
            os.close(fd)


def _is_free(fd: int, file: Path) -> bool:
    """Whether its sender is dead, and the file still the one that has this name."""
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    with suppress(FileNotFoundError):
        return os.fstat(fd).st_ino == file.stat().st_ino
    return False


def _header(owner: str, *, evidence: bool) -> bytes:
    """Filled up to whole records, so that none of them lies on two pages, of which a power cut may keep one."""
    line = json.dumps({"format": FORMAT, "owner": owner, "boot": _boot(), "evidence": evidence}).encode()
    return line + b" " * (-(len(line) + 1) % _RECORD.size) + b"\n"


def _boot() -> str:
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def _one(kind: int, mail: Mail) -> bytes:
    return _RECORD.pack(kind, 0, 1, mail.place, mail.batch)


def _records(kind: int, mails: Sequence[Mail], text: bytes) -> bytes:
    return b"".join(_RECORD.pack(kind, len(text), count, place, batch) + text for batch, place, count in runs(mails))


def runs(mails: Sequence[Mail]) -> Iterator[tuple[int, int, int]]:
    """(batch, first place, count) of neighbours."""
    first, last = mails[0], mails[-1]
    if first.batch == last.batch and last.place - first.place == len(mails) - 1:
        yield first.batch, first.place, len(mails)
        return
    start = 0
    for end in range(1, len(mails) + 1):
        first = mails[start]
        if end < len(mails) and mails[end].place == first.place + end - start and mails[end].batch == first.batch:
            continue
        yield first.batch, first.place, end - start
        start = end


def _text(answer: Answer) -> bytes:
    if answer is ACCEPTED or not (answer.code or answer.detail):
        return b""
    return f"{answer.code}\t{answer.detail}".encode()[:TEXT_BYTES_MAX]


def _read(raw: bytes) -> Testimony | None:
    """None where not even the header is whole: its sender died before it claimed anything."""
    line, newline, records = raw.partition(b"\n")
    if not newline:
        return None
    header = json.loads(line)
    said: dict[int, dict[int, Said]] = {}
    for batch, places, word in _parsed(records):
        said.setdefault(batch, {}).update(dict.fromkeys(places, word))
    return Testimony(
        owner=header["owner"], evidence=header["evidence"], complete=header["boot"] == _boot() != "", said=said
    )


def _parsed(records: bytes) -> Iterator[tuple[int, range, Said]]:
    at = 0
    while at + _RECORD.size <= len(records):
        kind, size, count, place, batch = _RECORD.unpack_from(records, at)
        at += _RECORD.size
        if at + size > len(records) or (kind != _INTENT and kind not in _STATES):
            return  # torn by a power cut
        text = records[at : at + size].decode("utf-8", "ignore")
        at += size
        code, _, detail = text.partition("\t")
        word = None if kind == _INTENT else Answer(_STATES[kind], code, detail)
        yield batch, range(place, place + count), word
