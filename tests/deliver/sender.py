"""A sender in a process of its own, to be killed: `python -m tests.deliver.sender DATABASE FOLDER KIND PORT`."""

import sys
from pathlib import Path

from digest.deliver import transports
from digest.model.settings import Secret, Security, Transport, TransportKind
from digest.store import open_store
from tests.deliver import world

CONNECTIONS = 3


def way(kind: str, port: int) -> Transport:
    return Transport(
        name="way",
        kind=TransportKind(kind),
        host="127.0.0.1",
        port=port,
        security=Security.NONE,
        api_key=Secret(env="KEY"),
        connections=CONNECTIONS,
        timeout_s=20,
    )


def main() -> None:
    url, folder, kind, port = sys.argv[1:]
    transport = transports.open_transport(way(kind, int(port)), secret=lambda _: "SG.key", root=Path(folder))
    world.send(open_store(url), transport, Path(folder), owner="killed")


if __name__ == "__main__":
    main()
