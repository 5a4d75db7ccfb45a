"""The consent log: a chain over salted hashes, which shows later tampering and lets payloads be deleted. Pure.

Each entry's leaf is a hash over a salt of its own and the payload; its seal is a keyed hash over the seal before it and
over number, time and leaf. Who changes, removes or adds an entry without the key breaks the chain from there on. With
salt and payload deleted the leaf says nothing any more, and the chain still holds. What no chain can show by itself is
that its newest entries are missing: note its head from time to time, and ask for it again.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from digest import tokens
from digest.model.consent import Link
from digest.tokens import Keys

START = ""
"""What stands for the seal before the first."""
VERSION_LETTERS = 12  # of a hash over the words: tells versions apart, and nobody gains by making two alike


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What an inspection of the log found."""

    entries: int = 0
    erased: int = 0
    """Entries whose payload was deleted."""
    head: str = ""
    """Number and seal of the newest entry, such as `17:0f3a…`; empty for an empty log."""
    broken: tuple[str, ...] = ()
    """One line a fault."""


def link(keys: Keys, *, number: int, at: datetime, salt: str, payload: str, before: str) -> Link:
    """The next entry; `before` is the seal of the one before it."""
    leaf = _leaf(salt, payload)
    return Link(number=number, at=at, leaf=leaf, seal=_seal(keys, number, at, leaf, before), salt=salt, payload=payload)


def verify(keys: Keys, log: Iterable[Link], *, head: str = "") -> Verified:
    """Looks through a whole log, oldest first; `head` is one noted earlier, which must still be in it."""
    before, number, entries, erased = START, 0, 0, 0
    broken: list[str] = []
    is_head_there = not head
    for one in log:
        broken += _faults(keys, one, number + 1, before)
        entries, erased = entries + 1, erased + (one.payload is None)
        before, number = one.seal, one.number
        is_head_there = is_head_there or _head(one) == head
    if not is_head_there:
        broken.append(f"the head {head} that was noted is not in the log: its newest entries are missing, or changed")
    return Verified(entries=entries, erased=erased, head=f"{number}:{before}" if number else "", broken=tuple(broken))


def version(words: str) -> str:
    """A short name for exactly these words."""
    return hashlib.sha256(words.encode()).hexdigest()[:VERSION_LETTERS]


def _faults(keys: Keys, one: Link, number: int, before: str) -> list[str]:
    found = []
    if one.number != number:
        found.append(f"entry {one.number}: entry {number} should stand here")
    if one.payload is not None and _leaf(one.salt or "", one.payload) != one.leaf:
        found.append(f"entry {one.number}: its words are not those that were written")
    if _seal(keys, one.number, one.at, one.leaf, before) != one.seal:
        found.append(f"entry {one.number}: it does not follow from the one before it")
    return found


def _head(one: Link) -> str:
    return f"{one.number}:{one.seal}"


def _leaf(salt: str, payload: str) -> str:
    return hashlib.sha256(f"{salt}\0{payload}".encode()).hexdigest()


def _seal(keys: Keys, number: int, at: datetime, leaf: str, before: str) -> str:
    return tokens.keyed_hash(keys, "\0".join(("consent", str(number), at.astimezone(UTC).isoformat(), leaf, before)))
