"""The servers of one smtp transport: which one gets the next connection, and which is left out for now."""

from collections.abc import Sequence
from dataclasses import dataclass

from digest.model.transport import Relay

LOSSES_MAX = 3  # connections lost in a row without one mail accepted: more would only make more mails unknown


@dataclass(slots=True, kw_only=True)
class Server:
    """One of them, during one delivery."""

    relay: Relay
    password: str = ""
    live: int = 0
    """Connections open."""
    accepted: int = 0
    is_out: bool = False
    """Gets no further connection: it does not open one, asks for patience, or drops what it is handed."""
    _losses: int = 0
    _accepted_before: int = 0

    def lost(self) -> None:
        """A connection ended before its mails did."""
        self._losses = self._losses + 1 if self.accepted == self._accepted_before else 1
        self._accepted_before = self.accepted
        self.is_out = self._losses > LOSSES_MAX


def following(servers: Sequence[Server]) -> Server | None:
    """Where the next connection goes: each server has connections by its weight, one of weight 0 only where no other
    can be used. None where none can.
    """
    usable = [server for server in servers if not server.is_out]
    weighty = [server for server in usable if server.relay.weight]
    return min(weighty or usable, key=lambda server: server.live / (server.relay.weight or 1), default=None)
