"""The shape of config.toml's ways out for mail: [transports.NAME] with its relays and signature, and [domains]."""

from typing import Annotated, Literal

from pydantic import Field

from digest.config import fields as f
from digest.config.table import SecretTable, Table
from digest.model.transport import Security


class DkimTable(Table):
    """How an smtp transport signs mails; without it the server is left to sign."""

    domain: f.Line
    """The domain that vouches for them: that of the sender's address, or one above it."""
    selector: f.Line
    """Names the key in the DNS: SELECTOR._domainkey.DOMAIN."""
    key: SecretTable
    """An RSA private key in PEM: { env = "NAME" } or { file = "path" }."""


class RelayTable(Table):
    """A further mail server of an smtp transport."""

    host: f.Line
    """The server's name."""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """Default 465 for tls, 587 for starttls, 25 for none."""
    security: f.SecurityWord = Security.STARTTLS
    """tls, starttls or none."""
    username: f.Line | None = None
    """Who we sign in as."""
    password: SecretTable | None = None
    """{ env = "NAME" } or { file = "path" }."""
    weight: Annotated[int, Field(ge=0, le=100)] = 1
    """Its share of the connections, beside the transport's own server with 1; 0: only while no other can be used."""


class TransportTable(Table):
    """A way out for mail; which keys it has depends on its kind."""

    kind: f.KindOfTransport
    """folder (writes .eml files), smtp, or sendgrid."""
    path: f.Line | None = None
    """folder: where mails are written. Default: var/NAME."""
    host: f.Line | None = None
    """smtp: the server's name. sendgrid: another base address of the API, for tests."""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """smtp: default 465 for tls, 587 for starttls, 25 for none."""
    security: f.SecurityWord = Security.STARTTLS
    """smtp: tls, starttls or none."""
    username: f.Line | None = None
    """smtp: who we sign in as."""
    password: SecretTable | None = None
    """smtp: { env = "NAME" } or { file = "path" }."""
    api_key: SecretTable | None = None
    """sendgrid: { env = "NAME" } or { file = "path" }."""
    region: Literal["global", "eu"] = "global"
    """sendgrid: where the account lives."""
    connections: Annotated[int, Field(ge=1, le=64)] = 4
    """smtp, sendgrid: how many at once."""
    timeout_s: Annotated[float, Field(ge=1, le=600)] = 30.0
    """smtp, sendgrid: seconds to wait for an answer."""
    per_second: Annotated[float, Field(gt=0, le=1_000_000)] | None = None
    """smtp, sendgrid: most mails in any second, over all senders. Default: as fast as they go."""
    per_hour: Annotated[float, Field(gt=0, le=1_000_000_000)] | None = None
    """smtp, sendgrid: most mails in any hour, over all senders."""
    mail_log: f.Line | None = None
    """smtp: the log of a Postfix on this machine, such as /var/log/mail.log; settles deliveries of unknown outcome."""
    sandbox: bool = False
    """sendgrid: have requests checked, and nothing sent."""
    ahead_minutes: f.AheadMinutes = 0
    """sendgrid: how long before their hour mails are handed over, to be called back on doubt: 15 to 1440; 0: off."""
    webhook_key: f.WebhookKey | None = None
    """sendgrid: verification key of its signed event webhook, which posts to PUBLIC_URL/api/webhooks/sendgrid/NAME."""
    dkim: DkimTable | None = None
    """smtp: sign mails: { domain = "…", selector = "…", key = { file = "path" } }."""
    relays: list[RelayTable] = []
    """smtp: further servers: [[transports.NAME.relays]]."""
    bounces: f.Mailbox | None = None
    """smtp: the mailbox that bounces come back to; its server must deliver name+anything to it."""


class DomainTable(Table):
    """A sending domain that receivers do not know yet: a plan in days by which it may send more and more."""

    warm_up_from: f.Day
    """The first day of the plan, of UTC."""
    warm_up: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=400)]
    """Most mails on each day, one number a day; after the last day there is no limit."""
