"""Dialling: names become addresses, refused addresses are never connected to. The one door of httpcore2."""

import asyncio
import socket
import ssl
from collections.abc import Awaitable, Callable, Iterable, Sequence
from ipaddress import ip_address

import httpcore2

from digest.collect import guard, limits

LookUp = Callable[[str, int], Awaitable[Sequence[str]]]
"""The addresses of a host; raises OSError where there is none."""


class UnknownHostError(Exception):
    """No address is known for a host name."""


class RefusedAddressError(Exception):
    """Every address of a host lies on a network that is not dialled."""


class GuardedBackend(httpcore2.AnyIOBackend):
    """Resolves, vets and dials in one step, so that no second look-up can answer differently."""

    def __init__(self, allowed: guard.Allowed, look_up: LookUp) -> None:
        self._allowed = allowed
        self._look_up = look_up

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  the signature is httpcore2's
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = await self._vetted(host, port)
        for place, address in enumerate(addresses, start=1):
            dialling = super().connect_tcp(address, port, timeout, local_address, socket_options)
            try:
                return await _to_its_end(asyncio.ensure_future(dialling))
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                if place == len(addresses):
                    raise
        raise UnknownHostError(host)

    async def _vetted(self, host: str, port: int) -> Sequence[str]:
        """The addresses to dial, in the resolver's order."""
        try:
            found = list(dict.fromkeys(await self._look_up(host, port)))
        except (OSError, UnicodeError) as error:
            raise UnknownHostError(host) from error
        if not found:
            raise UnknownHostError(host)
        if self._allowed.names(host, port):
            return found[: limits.ADDRESSES_DIALLED_MAX]
        fit = [a for a in found if guard.refusal(ip_address(a)) is None or self._allowed.covers(ip_address(a))]
        if not fit:
            raise RefusedAddressError(guard.refusal(ip_address(found[0])) or "refused")
        return fit[: limits.ADDRESSES_DIALLED_MAX]


async def _to_its_end(dialling: asyncio.Task[httpcore2.AsyncNetworkStream]) -> httpcore2.AsyncNetworkStream:
    """The connection; who stops waiting for it leaves it to be made (its time is limited) and hung up.

    Anyio does not like to be cancelled at the very start of dialling: it leaves a coroutine behind, with a warning.
    """
    try:
        return await asyncio.shield(dialling)
    except asyncio.CancelledError:
        dialling.add_done_callback(_hang_up)
        raise


def _hang_up(dialled: asyncio.Task[httpcore2.AsyncNetworkStream]) -> None:
    if not dialled.cancelled() and dialled.exception() is None:
        _HANGING_UP.add(task := asyncio.ensure_future(dialled.result().aclose()))
        task.add_done_callback(_HANGING_UP.discard)


_HANGING_UP: set[asyncio.Task[None]] = set()
"""Held here until they are done: the event loop holds its tasks weakly."""


async def system_look_up(host: str, port: int) -> list[str]:
    """The addresses that the system's name service gives, in the order in which it would dial them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [str(entry[4][0]) for entry in found]


def pool(allowed: guard.Allowed, look_up: LookUp) -> httpcore2.AsyncConnectionPool:
    """A connection pool that dials vetted addresses only; without proxies, whatever the environment says."""
    return httpcore2.AsyncConnectionPool(
        ssl_context=_ssl_context(),
        max_connections=limits.CONNECTIONS_MAX,
        max_keepalive_connections=limits.CONNECTIONS_MAX,
        keepalive_expiry=limits.HOST_GAP_S * 5,
        http1=True,
        network_backend=GuardedBackend(allowed, look_up),
    )


def _ssl_context() -> ssl.SSLContext:
    return httpcore2.default_ssl_context()
