"""The ways out for mail, as config.toml describes them: which there are, how they sign, how fast they may be."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from digest.model.secret import Secret


class TransportKind(StrEnum):
    FOLDER = "folder"
    SMTP = "smtp"
    SENDGRID = "sendgrid"


class Security(StrEnum):
    """How an SMTP connection is protected."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dkim:
    """How mails are signed: the public key stands in the DNS at `<selector>._domainkey.<domain>`."""

    domain: str
    selector: str
    key: Secret
    """An RSA private key in PEM."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """A mail server that an smtp transport hands mails to."""

    host: str
    port: int
    security: Security = Security.STARTTLS
    username: str = ""
    password: Secret | None = None
    weight: int = 1
    """Its share of the connections, against the others' weights; 0: only while no other can be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """A way out. Fields of other kinds keep their defaults."""

    name: str
    kind: TransportKind
    path: Path | None = None
    host: str = ""
    port: int = 0
    security: Security = Security.STARTTLS
    username: str = ""
    password: Secret | None = None
    api_key: Secret | None = None
    region: str = "global"
    connections: int = 4
    timeout_s: float = 30.0
    per_second: float | None = None
    per_hour: float | None = None
    """How many mails may leave at most; None: as fast as they go."""
    mail_log: Path | None = None
    """Postfix's log on this machine; None: it is not read."""
    sandbox: bool = False
    ahead_minutes: int = 0
    """How long before their hour mails are handed over; 0: at their hour."""
    webhook_key: str = ""
    """The public key that its events are signed for; empty: none are taken."""
    dkim: Dkim | None = None
    """None: unsigned, for a server that signs itself."""
    relays: tuple[Relay, ...] = ()
    """Further servers beside the transport's own, whose weight is 1."""
    bounces: str = ""
    """The mailbox that bounces come back to, each to an address of its own; empty: to the digest's sender."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingDomain:
    """A domain that mails come from, and how many a day receivers should get to know it by."""

    name: str
    warm_up_from: date
    warm_up: tuple[int, ...]
    """At most so many mails on each day from then on; after the last day, any number."""
