"""From a name and a port to an SMTP connection that is ready for mail: connected, secured, signed in."""

import asyncio
import base64
import socket
import ssl
from collections.abc import Callable, Mapping

from digest.deliver.transports import reserved
from digest.deliver.transports.session import Reply, Session
from digest.errors import TransportError

OFFERS_KNOWN = ("PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "STARTTLS", "AUTH")


async def open_session(
    host: str,
    port: int,
    make: Callable[[], Session],
    *,
    tls: ssl.SSLContext | None,
    at_once: bool,
    login: tuple[str, str] | None,
    timeout_s: float,
) -> Session:
    """A session ready for mail. `tls` from the first byte where `at_once`, else by STARTTLS; None: never.

    Raises TransportError with one line that tells what to change.
    """
    where = f"{host}:{port}"
    session: Session | None = None
    try:
        async with asyncio.timeout(timeout_s):
            _, session = await asyncio.get_running_loop().create_connection(
                make, host, port, ssl=tls if at_once else None
            )
            await _greeted(session, where, secured_by=None if at_once else tls, host=host)
            if login:
                await _sign_in(session, *login, where=where)
            return session
    except BaseException as error:
        if session:
            session.abort()
        raise _plain(error, where, timeout_s) from error


async def _greeted(session: Session, where: str, *, secured_by: ssl.SSLContext | None, host: str) -> None:
    _expect(await session.reply(), 220, where)
    await _hello(session, where)
    if secured_by is None:
        return
    if "STARTTLS" not in session.offers:
        raise TransportError(
            "the server does not offer STARTTLS",
            where=where,
            hint='Set security = "tls" with port 465, or "none" for a server on this machine.',
        )
    _expect(await session.command("STARTTLS"), 220, where)
    if not session.is_drained:
        raise TransportError("somebody writes into the connection before it is secured", where=where)
    loop = asyncio.get_running_loop()
    secured = await loop.start_tls(session.transport, session, secured_by, server_hostname=host)
    if secured is None:
        raise ConnectionError("the connection was closed")
    session.connection_made(secured)
    await _hello(session, where)


async def _hello(session: Session, where: str) -> None:
    reply = await session.command(f"EHLO {_own_name(session.transport)}")
    if reply.code != 250:
        _expect(await session.command(f"HELO {_own_name(session.transport)}"), 250, where)
    session.offers = _offers(reply)


def _offers(reply: Reply) -> Mapping[str, str]:
    if reply.code != 250:
        return {}
    words = [line.upper().partition(" ") for line in reply.lines[1:]]
    return {name: rest for name, _, rest in words if name in OFFERS_KNOWN}


async def _sign_in(session: Session, username: str, password: str, *, where: str) -> None:
    ways = session.offers.get("AUTH", "").split()
    if "PLAIN" in ways or not ways:
        reply = await session.command("AUTH PLAIN " + _b64(f"\0{username}\0{password}"))
    elif "LOGIN" in ways:
        _expect(await session.command("AUTH LOGIN"), 334, where)
        _expect(await session.command(_b64(username)), 334, where)
        reply = await session.command(_b64(password))
    else:
        raise TransportError(f"the server signs in by {', '.join(ways)} alone, we by PLAIN or LOGIN", where=where)
    if reply.code != 235:
        raise TransportError(
            f"the server refuses the user name or password ({reply.code})",
            where=where,
            hint="Check username and password of the transport.",
        )


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _own_name(transport: asyncio.BaseTransport) -> str:
    """Our name where it is a full one, else our address as a literal (RFC 5321, 4.1.3)."""
    name = socket.gethostname()
    if "." in name and name.isascii():
        return name
    address = transport.get_extra_info("sockname")[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


def _expect(reply: Reply, code: int, where: str) -> None:
    if reply.code != code:
        words = reserved.without_addresses(" ".join(reply.lines))
        raise TransportError(f"the server answers {reply.code} {words}", where=where, hint="Try again later.")


def _plain(error: BaseException, where: str, timeout_s: float) -> BaseException:
    """The same in one line for whoever runs Digest."""
    match error:
        case ssl.SSLCertVerificationError():
            words = f"the server's certificate is not trusted ({error.verify_message})"
            return TransportError(words, where=where, hint="Name the server by the name in its certificate.")
        case ssl.SSLError():
            words = f"no secure connection ({error.reason or 'TLS failed'})"
            return TransportError(words, where=where, hint='Port 465 wants security = "tls", 587 "starttls".')
        case TimeoutError():
            return TransportError(f"the server does not answer within {timeout_s:g} s", where=where)
        case socket.gaierror():
            return TransportError("there is no server of this name", where=where, hint="Check host.")
        case OSError():
            words = error.strerror or str(error)
            return TransportError(f"no connection ({words})", where=where, hint="Check host, port and the firewall.")
        case _:
            return error
