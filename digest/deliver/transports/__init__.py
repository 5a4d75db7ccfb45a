"""Ways out. Adding one: a file here, a line in `KINDS`, a line in the contract test."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from digest.deliver import dkim
from digest.deliver.dkim import Signer
from digest.deliver.transports import sendgrid
from digest.deliver.transports.folder import Folder
from digest.deliver.transports.protocol import ReceiptsOf, Transport
from digest.deliver.transports.sendgrid import SendGrid
from digest.deliver.transports.session import EnvelopeSender, from_of
from digest.deliver.transports.smtp import Login, Smtp
from digest.errors import TransportError
from digest.mail import verp
from digest.model.secret import Secret
from digest.model.transport import Dkim, TransportKind
from digest.model.transport import Transport as Way
from digest.tokens import Keys

__all__ = ["KINDS", "RECEIPTS", "Transport", "open_transport"]

SecretOf = Callable[[Secret], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a way out may need to be opened, beside its settings."""

    secret: SecretOf
    root: Path
    keys: Keys | None
    """Sign the addresses that bounces come back to."""
    now: Callable[[], float]
    """Seconds since 1970."""


def _folder(way: Way, needs: Needs) -> Transport:
    return Folder(needs.root / (way.path or "var/outbox"))


def _smtp(way: Way, needs: Needs) -> Transport:
    password = needs.secret(way.password) if way.password else ""
    login = Login(username=way.username, password=password) if way.username else None
    signer = _signer(way.dkim, needs.secret) if way.dkim else None
    sender = _bounces(way.bounces, needs.keys)
    return Smtp(way, login=login, password_of=needs.secret, signer=signer, envelope_sender=sender)


def _bounces(mailbox: str, keys: Keys | None) -> EnvelopeSender:
    """Each mail's own address in the mailbox for bounces, where there is one; else the digest's sender."""
    if mailbox and keys:
        return lambda mail: verp.sender(mailbox, mail.delivery, keys)
    return from_of


def _signer(given: Dkim, secret: SecretOf) -> Signer:
    return dkim.signer(domain=given.domain, selector=given.selector, pem=secret(given.key))


def _sendgrid(way: Way, needs: Needs) -> Transport:
    return SendGrid(way, api_key=needs.secret(way.api_key) if way.api_key else "", now=needs.now)


KINDS: Mapping[TransportKind, Callable[[Way, Needs], Transport]] = {
    TransportKind.FOLDER: _folder,
    TransportKind.SMTP: _smtp,
    TransportKind.SENDGRID: _sendgrid,
}


RECEIPTS: Mapping[TransportKind, ReceiptsOf] = {TransportKind.SENDGRID: sendgrid.receipts}
"""The kinds that tell later, over the web, what became of mails."""


def open_transport(
    way: Way,
    *,
    secret: SecretOf,
    root: Path,
    keys: Keys | None = None,
    now: Callable[[], float] = time.time,
) -> Transport:
    """The way out that the settings describe; nothing is connected before the first mail.

    Without `keys`, bounces come back to the digest's sender.
    """
    if way.kind not in KINDS:
        raise TransportError(f'nothing is known of the kind "{way.kind}"', where=f"transports.{way.name}")
    return KINDS[way.kind](way, Needs(secret=secret, root=root, keys=keys, now=now))
