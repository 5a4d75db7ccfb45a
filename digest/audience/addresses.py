"""Mail addresses: which are usable, and which are the same. The one door of email-validator."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, ValidatedEmail, validate_email
from email_validator.rfc_constants import CASE_INSENSITIVE_MAILBOX_NAMES

ADDRESS_CHARS_MAX = 254  # RFC 5321 allows no longer path
DOMAINS_KEPT = 16_384  # unusual ones alone: plain ones are decided by their pattern

# What nearly all addresses look like; only the rest needs the whole grammar, which takes fifty times as long. Of these
# the library gives back what it got, but for the domain's capitals: labels of letters and digits with single hyphens
# inside, none too long, under a top-level domain of letters that is not set aside.
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]+(?:\.[A-Za-z0-9_+-]+)*")
_PLAIN_DOMAIN = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+([a-z]{2,})")
_LOCAL_CHARS_MAX = 64
_LABEL_CHARS_MAX = 63  # so a domain no longer than a label needs no count of its labels'
_SET_ASIDE = frozenset(name.rpartition(".")[2] for name in SPECIAL_USE_DOMAIN_NAMES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A usable address."""

    canonical: str
    """Equal for two spellings of one mailbox: domain in ASCII, all in small letters, plus addressing kept."""
    email: str
    """As the person wrote it, but for the domain's capitals."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A text that is no usable address; the reason does not repeat it."""

    reason: str


def canonical(text: str) -> Address | Refused:
    """The address a text holds, or why it holds none. Nothing is looked up on the network."""
    given = text.strip()
    local, at, domain = given.rpartition("@")
    if not at or len(given) > ADDRESS_CHARS_MAX:
        return Refused(reason="there is no @ in it" if not at else f"it is longer than {ADDRESS_CHARS_MAX} characters")
    if len(local) > _LOCAL_CHARS_MAX or not _PLAIN_LOCAL.fullmatch(local) or not domain.isascii():
        return _unusual(given)
    small, domain = local.lower(), domain.lower()
    written = wire = domain
    if not _is_plain(domain):
        known = _domain(domain)
        if isinstance(known, Refused):
            return known
        written, wire = known
    if small in CASE_INSENSITIVE_MAILBOX_NAMES:
        local = small
    return Address(canonical=f"{small}@{wire}", email=f"{local}@{written}")


def on_the_wire(email: str) -> str:
    """A usable address as every server takes it: its domain in ASCII (RFC 5891). Others need SMTPUTF8 in any case."""
    local, _, domain = email.rpartition("@")
    if email.isascii() or not local.isascii():
        return email
    known = _domain(domain)
    return email if isinstance(known, Refused) else f"{local}@{known[1]}"


def _is_plain(domain: str) -> bool:
    """Whether the library takes a domain in small letters as it is."""
    found = _PLAIN_DOMAIN.fullmatch(domain) if len(domain) <= _LABEL_CHARS_MAX else None
    return found is not None and found[1] not in _SET_ASIDE


def _unusual(text: str) -> Address | Refused:
    checked = _checked(text)
    if isinstance(checked, Refused):
        return checked
    local = unicodedata.normalize("NFC", checked.local_part.casefold())
    return Address(canonical=f"{local}@{checked.ascii_domain}", email=checked.normalized)


@lru_cache(maxsize=DOMAINS_KEPT)
def _domain(domain: str) -> tuple[str, str] | Refused:
    """(as written, in ASCII) of a domain, or why it gets no mail."""
    checked = _checked(f"a@{domain}")
    return checked if isinstance(checked, Refused) else (checked.domain, checked.ascii_domain or checked.domain)


def _checked(address: str) -> ValidatedEmail | Refused:
    try:
        # Addresses under .test are usable here: real ways out refuse them, and rehearsals need them.
        checked = validate_email(address, check_deliverability=False, strict=True, test_environment=True)
    except EmailNotValidError as error:
        return Refused(reason=_reason(error))
    if "." not in (checked.ascii_domain or checked.domain):
        return Refused(reason="there is no dot after the @")
    return checked


def _reason(error: EmailNotValidError) -> str:
    first = str(error).split("\n", 1)[0].removesuffix(".")
    return first[:1].lower() + first[1:]
