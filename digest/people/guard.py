"""Who may make us send a mail to an address that nobody has confirmed. The decision is pure; `people.join` counts.

Assumed attackers: scripts that post without looking at the form; robots that fill in every field; robots that read the
form and post at once; one form sent many times; bursts from one network; many spellings of one mailbox; many mailboxes
of one domain; and, from many networks, patient robots that do all a browser does. Against the last kind only the brake
helps: where more sign up than usual, the form asks for four digits that it shows. Who answers that as well, from
thousands of networks, is stopped by the ceilings alone, and honest readers wait with them until the next day.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import IPv6Address, ip_address, ip_network
from typing import NamedTuple

HOUR, DAY, MONTH = timedelta(hours=1), timedelta(days=1), timedelta(days=30)

AGE_S_MIN = 2.0  # nobody reads the form, fills it in and sends it in less
FORM_HOURS_MAX = 12  # a form left open over night has to be sent twice


class Counted(StrEnum):
    """What mails are counted by."""

    ADDRESS = "address"
    """A mailbox, however it is spelled."""
    NETWORK = "network"
    """One address of IPv4, a /64 of IPv6: a household, or an office behind one."""
    AREA = "area"
    """A /24, a /48: neighbours, or one customer of a hosting company."""
    DOMAIN = "domain"
    """Of the mail address."""
    ALL = "all"


class Limit(NamedTuple):
    """At most so many mails in so long."""

    counted: Counted
    most: int
    within: timedelta


CEILINGS = (
    Limit(Counted.ADDRESS, 1, DAY),
    Limit(Counted.ADDRESS, 3, MONTH),
    Limit(Counted.NETWORK, 20, DAY),
    Limit(Counted.AREA, 60, DAY),
    Limit(Counted.DOMAIN, 200, DAY),
    Limit(Counted.ALL, 1_000, DAY),
)
"""Above them no mail is sent."""

CALM = (
    Limit(Counted.NETWORK, 3, DAY),
    Limit(Counted.AREA, 6, DAY),
    Limit(Counted.DOMAIN, 10, HOUR),
    Limit(Counted.DOMAIN, 40, DAY),
    Limit(Counted.ALL, 20, HOUR),
    Limit(Counted.ALL, 60, DAY),
)
"""Above them the form asks for the digits it shows, which costs a person five seconds."""


class Verdict(StrEnum):
    MAIL = "mail"
    QUIET = "quiet"
    """The same answer as for a mail, and none is sent."""
    AGAIN = "again"
    """The form is shown once more, filled in: whoever is a person presses again."""
    QUESTION = "question"
    """The form is shown once more, with four digits to copy."""
    BUSY = "busy"
    """Said so: too many sign up, from there or at all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """A form that was sent."""

    is_trapped: bool
    """The field that people do not see was filled in."""
    age_s: float | None
    """Since the form was shown; None where it was no form of ours, or one too old."""
    is_repeated: bool
    """This very form was sent before."""
    is_answered: bool
    """The four digits were asked for, and are right."""


def at_first_sight(attempt: Attempt) -> Verdict | None:
    """What needs no count; None where counting decides."""
    if attempt.is_trapped:
        return Verdict.QUIET
    if attempt.age_s is None:
        return Verdict.AGAIN
    if attempt.is_repeated:
        return Verdict.QUIET
    return Verdict.AGAIN if attempt.age_s < AGE_S_MIN else None


def verdict(attempt: Attempt, counts: Mapping[Limit, int]) -> Verdict:
    """What to do with a form, where `counts` says how many mails each limit has seen."""
    seen = at_first_sight(attempt)
    if seen:
        return seen
    reached = [limit.counted for limit in CEILINGS if counts.get(limit, 0) >= limit.most]
    if Counted.ADDRESS in reached:
        return Verdict.QUIET  # anything else would tell that somebody signed this address up
    if reached:
        return Verdict.BUSY
    if not attempt.is_answered and any(counts.get(limit, 0) >= limit.most for limit in CALM):
        return Verdict.QUESTION
    return Verdict.MAIL


def names(address: str, visitor: str) -> dict[Counted, str]:
    """What stands for a canonical mail address and a visitor's network address in the counts."""
    network, area = networks(visitor)
    return {
        Counted.ADDRESS: mailbox(address),
        Counted.NETWORK: network,
        Counted.AREA: area,
        Counted.DOMAIN: address.rpartition("@")[2],
        Counted.ALL: "",
    }


def mailbox(address: str) -> str:
    """One mailbox's name for all spellings that usually lead to it; only for counting, never for sending."""
    local, _, domain = address.rpartition("@")
    local = local.partition("+")[0] or local
    return f"{local.replace('.', '')}@{domain}"


def networks(visitor: str) -> tuple[str, str]:
    """(network, area) that an address lies in; the text itself where it is none."""
    try:
        address = ip_address(visitor)
    except ValueError:
        return visitor, visitor
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    near, far = (32, 24) if address.version == 4 else (64, 48)
    return tuple(str(ip_network(f"{address}/{bits}", strict=False)) for bits in (near, far))  # type: ignore[return-value]


def windows() -> Iterator[timedelta]:
    """Every length of time that a limit looks back."""
    return iter(sorted({limit.within for limit in (*CEILINGS, *CALM)}))
