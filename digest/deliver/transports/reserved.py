"""Addresses that no real way out is handed: domains reserved for examples and tests."""

import ipaddress
import re
from collections.abc import Sequence

from digest.deliver.transports.protocol import Ack, Answer, Mail
from digest.model.delivery import OutcomeState

RESERVED = Answer(OutcomeState.REJECTED, "reserved domain", "a domain for examples and tests gets no real mail")
MALFORMED = Answer(OutcomeState.REJECTED, "address", "not an address that can be handed over")

_RESERVED = re.compile(
    r"(?:^|\.)(?:example\.(?:com|net|org)|test|invalid|example|localhost)\.?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"[^\s<>\x00-\x1f\x7f,;]+@[^\s<>@\x00-\x1f\x7f,;]+")
_PLAIN_ADDRESSES = re.compile(r"(?:[!-+\--:=?A-~]+@[!-+\--:=?A-~]+\n)+")  # a line each, in ASCII, all of `_ADDRESS`
_ANY_ADDRESS = re.compile(r"[^\s<>]*@[^\s<>]*")  # with nothing before or behind it too: no @ is left

DETAIL_LETTERS_MAX = 200


def refusal(address: str, *, real: bool) -> Answer | None:
    """Why this address cannot be handed over; None where it can. `real`: to a host other than this one."""
    if not _ADDRESS.fullmatch(address):
        return MALFORMED
    if real and _RESERVED.search(address.rpartition("@")[2]):
        return RESERVED
    return None


def refuses_none(addresses: Sequence[str], *, real: bool) -> bool:
    """Whether `refusal` certainly refuses none of these, at a tenth of its price; False: ask it."""
    lines = "\n".join((*addresses, ""))
    if lines.count("\n") != len(addresses) or not _PLAIN_ADDRESSES.fullmatch(lines):
        return False
    return not real or not any(map(_RESERVED.search, {address.rpartition("@")[2] for address in addresses}))


def usable(mails: Sequence[Mail], *, real: bool, ack: Ack) -> Sequence[Mail]:
    """Those that can be handed over at all; the others have their answer."""
    if refuses_none([one.to.email for one in mails], real=real):
        return mails
    refusals = [refusal(one.to.email, real=real) for one in mails]
    for one, why in zip(mails, refusals, strict=True):
        if why:
            ack((one,), why)
    return tuple(one for one, why in zip(mails, refusals, strict=True) if why is None)


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def without_addresses(text: str) -> str:
    """A peer's words for our books: short, on one line, naming nobody."""
    return " ".join(_ANY_ADDRESS.sub("<…>", text).split())[:DETAIL_LETTERS_MAX]
