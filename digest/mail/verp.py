"""Envelope senders that name the delivery, so that a bounce tells which one it is about (VERP).

`bounces+17-2043-5f0c…@news.example` is delivery `17-2043`, signed: nobody can have a reader suppressed by writing to a
made-up address. Digits, small letters, `+` and `-` alone, since servers on the way may change the case.
"""

import re

from digest import tokens
from digest.tokens import Keys

MAC_LETTERS = 12  # 48 bits: a guesser would have to send more bounces than any mailbox takes
_BOUNCE = re.compile(rf"(?P<local>[^@]+)\+(?P<delivery>\d+-\d+)-(?P<mac>[0-9a-f]{{{MAC_LETTERS}}})@(?P<domain>[^@]+)")


def sender(bounces: str, delivery: str, keys: Keys) -> str:
    """The envelope sender of one delivery; `bounces` is the mailbox that bounces come back to."""
    local, _, domain = bounces.rpartition("@")
    return f"{local}+{delivery}-{_mac(delivery, keys)}@{domain}"


def delivery(recipient: str, bounces: str, keys: Keys) -> str | None:
    """The delivery that a bounce to `recipient` is about; None where we never sent a mail from this address."""
    found = _BOUNCE.fullmatch(recipient.strip().strip("<>").lower())
    if found is None or f"{found['local']}@{found['domain']}" != bounces.lower():
        return None
    return found["delivery"] if tokens.is_same(found["mac"], _mac(found["delivery"], keys)) else None


def _mac(delivery: str, keys: Keys) -> str:
    return tokens.keyed_hash(keys, f"bounce {delivery}")[:MAC_LETTERS]
