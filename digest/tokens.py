"""Tokens of links and keyed hashes: short, bound to one purpose, without any address inside.

A token is base64url over: one byte that tells which key signed it, the expiry in minutes (0 for none) and its numbers
as varints, and 12 bytes of HMAC-SHA-256 over purpose and payload. The key text holds one key a line, the newest first:
the first signs, all are accepted. Keyed hashes must stay the same for ever, so their key is the line marked `hash:`
or, where there is none, the last line; `rotated` keeps it.
"""

import hashlib
import hmac
import math
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from binascii import b2a_base64
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from digest.errors import DigestError, TokenError

_URL_SAFE = bytes.maketrans(b"+/", b"-_")
MAC_BYTES = 12  # 96 bits: a guesser needs 2^95 requests; every byte stands in a million mails
HASH_BYTES = 16  # 128 bits: no two of a billion addresses share one
KEY_CHARS_MIN = 32  # shorter ones can be guessed from a single token
KEY_BYTES = 32  # of keys we make
KEYS_MAX = 8  # accepted at once; a rotation a quarter keeps two years of mails working
TOKEN_CHARS_MAX = 120  # nothing we make is longer
VARINT_BITS_MAX = 64
SHA256_BLOCK_BYTES = 64
HASH_MARK = "hash:"


class Purpose(StrEnum):
    """What a token allows. A token of one purpose is worth nothing for another."""

    UNSUBSCRIBE = "unsubscribe"
    CHOOSE = "choose"
    CONFIRM = "confirm"
    ACCESS = "access"
    ERASE = "erase"
    VIEW = "view"
    INVITE = "invite"
    FORM = "form"
    """Was shown by us at some moment, and is worth one mail at most."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys made ready: the first signs, all are accepted, `hashing` never changes."""

    tokens: tuple[tuple[int, bytes], ...] = field(repr=False)
    """(mark, key), the newest first; the mark is the token's first byte."""
    hashing: bytes = field(repr=False)


def keys(text: str) -> Keys:
    """The keys in a key file's text; a DigestError if there is none or one is too short."""
    lines = text.split()
    signing = [line for line in lines if not line.startswith(HASH_MARK)]
    if not signing:
        raise DigestError("holds no key", where="newsroom.secret")
    if any(len(line.removeprefix(HASH_MARK)) < KEY_CHARS_MIN for line in lines):
        hint = "Remove the file, and the next run makes a new one."
        raise DigestError(f"a key is shorter than {KEY_CHARS_MIN} characters", where="newsroom.secret", hint=hint)
    derived = (_derive(line, b"token") for line in signing[:KEYS_MAX])
    return Keys(
        tokens=tuple((_mac(key, b"mark")[0], key) for key in derived),
        hashing=_derive(_hash_line(lines), b"hash"),
    )


def new_key() -> str:
    """A fresh line for a key file."""
    return secrets.token_hex(KEY_BYTES)


def rotated(text: str, fresh: str) -> str:
    """The key text with `fresh` in front: old links keep working, and keyed hashes stay what they are."""
    lines = text.split()
    signing = [line for line in lines if not line.startswith(HASH_MARK)]
    return "\n".join((*[fresh, *signing][:KEYS_MAX], HASH_MARK + _hash_line(lines))) + "\n"


def make(keys: Keys, purpose: Purpose, *numbers: int, expires: datetime | None = None) -> str:
    """A token that says these numbers; `expires` is rounded up to the minute."""
    mark, key = keys.tokens[0]
    minutes = math.ceil(expires.timestamp() / 60) if expires else 0
    payload = bytes((mark,)) + _varint(minutes) + b"".join(map(_varint, numbers))
    return urlsafe_b64encode(payload + _sign(key, purpose, payload)).rstrip(b"=").decode("ascii")


def make_each(keys: Keys, purpose: Purpose, numbers: Iterable[int]) -> list[str]:
    """A token that never expires for each number, as `make` makes it, in a third of its time: a mail has two."""
    mark, key = keys.tokens[0]
    inner, outer = _begun(key, purpose.encode() + b"\0" + bytes((mark, 0)))
    head, made = bytes((mark, 0)), []
    for number in numbers:
        digits = _varint(number)
        first, second = inner.copy(), outer.copy()
        first.update(digits)
        second.update(first.digest())
        made.append(b2a_base64(head + digits + second.digest()[:MAC_BYTES]))
    return b"".join(made).translate(_URL_SAFE, b"=").decode().splitlines()


def read(keys: Keys, purpose: Purpose, token: str, now: datetime) -> tuple[int, ...]:
    """The numbers a token was made with; a TokenError if it is not ours, not for this purpose, or too old."""
    payload, mac = _parts(token)
    if not any(_is_signed(key, purpose, payload, mac) for mark, key in keys.tokens if mark == payload[0]):
        raise TokenError("This link is not valid here", hint="Open it as it stands in the mail.")
    minutes, *numbers = _numbers(payload[1:])
    if minutes and now.timestamp() > minutes * 60:
        raise TokenError("This link has expired", hint="Ask for a new one.")
    return tuple(numbers)


def keyed_hash(keys: Keys, text: str) -> str:
    """32 hex digits that stand for a text, and tell nothing about it to whoever lacks the key."""
    return _mac(keys.hashing, text.encode())[:HASH_BYTES].hex()


def is_same(one: str, other: str) -> bool:
    """Whether two hashes are equal, in a time that tells nothing about either; ASCII alone."""
    return hmac.compare_digest(one, other)


def _parts(token: str) -> tuple[bytes, bytes]:
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4)) if len(token) <= TOKEN_CHARS_MAX else b""
    except (Base64Error, ValueError):
        raw = b""
    # Encoding again must give the same text: otherwise one token could be written in several ways.
    if len(raw) < MAC_BYTES + 2 or urlsafe_b64encode(raw).rstrip(b"=").decode("ascii") != token:
        raise TokenError("This link is not complete", hint="Open it as it stands in the mail.")
    return raw[:-MAC_BYTES], raw[-MAC_BYTES:]


def _is_signed(key: bytes, purpose: Purpose, payload: bytes, mac: bytes) -> bool:
    return hmac.compare_digest(_sign(key, purpose, payload), mac)


def _sign(key: bytes, purpose: Purpose, payload: bytes) -> bytes:
    return _mac(key, purpose.encode() + b"\0" + payload)[:MAC_BYTES]


def _mac(key: bytes, message: bytes) -> bytes:
    return hmac.digest(key, message, "sha256")


def _begun(key: bytes, start: bytes) -> tuple["hashlib._Hash", "hashlib._Hash"]:
    """The two hashes of an HMAC (RFC 2104) over texts that all begin with `start`, to be copied for each."""
    assert len(key) <= SHA256_BLOCK_BYTES, "longer keys would have to be hashed first"
    block = key.ljust(SHA256_BLOCK_BYTES, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block) + start)
    return inner, hashlib.sha256(bytes(byte ^ 0x5C for byte in block))


def _derive(line: str, use: bytes) -> bytes:
    return _mac(line.encode(), b"digest 1 " + use)


def _hash_line(lines: list[str]) -> str:
    marked = (line.removeprefix(HASH_MARK) for line in lines if line.startswith(HASH_MARK))
    return next(marked, lines[-1])


def _varint(number: int) -> bytes:
    if number < 0 or number.bit_length() > VARINT_BITS_MAX:
        raise ValueError("tokens carry numbers of 0 to 64 bits")
    digits = bytearray()
    while number > 0x7F:
        digits.append(number & 0x7F | 0x80)
        number >>= 7
    digits.append(number)
    return bytes(digits)


def _numbers(payload: bytes) -> Iterator[int]:
    number = shift = 0
    for byte in payload:  # signed by us, so it is well formed
        number |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield number
            number = shift = 0
