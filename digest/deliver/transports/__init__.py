"""Ways out. Adding one: a file here, a line in `KINDS`, a line in the contract test."""

from collections.abc import Callable, Mapping
from pathlib import Path

from digest.deliver import dkim
from digest.deliver.dkim import Signer
from digest.deliver.transports.folder import Folder
from digest.deliver.transports.protocol import Transport
from digest.deliver.transports.sendgrid import SendGrid
from digest.deliver.transports.smtp import Login, Smtp
from digest.errors import TransportError
from digest.model import settings
from digest.model.settings import Dkim, Secret, TransportKind

__all__ = ["KINDS", "Transport", "open_transport"]

SecretOf = Callable[[Secret], str]


def _folder(way: settings.Transport, _secret: SecretOf, root: Path) -> Transport:
    return Folder(root / (way.path or "var/outbox"))


def _smtp(way: settings.Transport, secret: SecretOf, _root: Path) -> Transport:
    password = secret(way.password) if way.password else ""
    login = Login(username=way.username, password=password) if way.username else None
    return Smtp(way, login=login, signer=_signer(way.dkim, secret) if way.dkim else None)


def _signer(given: Dkim, secret: SecretOf) -> Signer:
    return dkim.signer(domain=given.domain, selector=given.selector, pem=secret(given.key))


def _sendgrid(way: settings.Transport, secret: SecretOf, _root: Path) -> Transport:
    return SendGrid(way, api_key=secret(way.api_key) if way.api_key else "")


KINDS: Mapping[TransportKind, Callable[[settings.Transport, SecretOf, Path], Transport]] = {
    TransportKind.FOLDER: _folder,
    TransportKind.SMTP: _smtp,
    TransportKind.SENDGRID: _sendgrid,
}


def open_transport(way: settings.Transport, *, secret: SecretOf, root: Path) -> Transport:
    """The way out that the settings describe; nothing is connected before the first mail."""
    if way.kind not in KINDS:
        raise TransportError(f'nothing is known of the kind "{way.kind}"', where=f"transports.{way.name}")
    return KINDS[way.kind](way, secret, root)
