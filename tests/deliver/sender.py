"""A sender in a process of its own, to be killed."""

from datetime import timedelta
from pathlib import Path

from digest.deliver import transports
from digest.model.secret import Secret
from digest.model.transport import Security, Transport, TransportKind
from digest.store import open_store
from tests.deliver import world

CONNECTIONS = 3
AHEAD = timedelta(hours=1)
KEEPS = "sendgrid ahead"
"""The kind of a SendGrid account that is handed mails an hour before theirs."""


def way(kind: str, port: int) -> Transport:
    return Transport(
        name="way",
        kind=TransportKind(kind.removesuffix(" ahead")),
        host="127.0.0.1",
        port=port,
        security=Security.NONE,
        api_key=Secret(env="KEY"),
        connections=CONNECTIONS,
        timeout_s=20,
    )


def run(url: str, folder: str, kind: str, port: int) -> None:
    """Hands the edition over, to its end."""
    ahead = AHEAD if kind == KEEPS else timedelta()
    now = world.DUE - ahead
    transport = transports.open_transport(
        way(kind, port), secret=lambda _: "SG.key", root=Path(folder), now=now.timestamp
    )
    store = open_store(url)
    world.send(store, transport, Path(folder), owner="killed", now=now, ahead=ahead)
    store.close()
