"""From a name and a port to an SMTP connection that is ready for mail: connected, secured, signed in.

One command waits for one reply here, in a thread of its own; see `session` for the connection at work.
"""

import base64
import socket
import ssl
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import NamedTuple

from digest.deliver.transports import reserved
from digest.errors import TransportError

OFFERS_KNOWN = ("PIPELINING", "SIZE", "8BITMIME", "SMTPUTF8", "STARTTLS", "AUTH")
REPLY_BYTES_MAX = 65_536  # a reply longer than this is no reply
READ_BYTES = 4_096


class Reply(NamedTuple):
    code: int
    lines: list[str]


class Greeted(NamedTuple):
    """A connection that is ready for mail."""

    sock: socket.socket
    offers: Mapping[str, str]
    """The server's extensions and their parameters (RFC 5321, 4.1.1.1)."""
    rest: bytes
    """What the server said without being asked."""


class Greeting:
    """Opens one connection. `abort` may be called by another thread."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        tls: ssl.SSLContext | None,
        at_once: bool,
        login: tuple[str, str] | None,
        timeout_s: float,
    ) -> None:
        """`tls` from the first byte where `at_once`, else by STARTTLS; None: never."""
        self._host = host
        self._port = port
        self._tls = tls
        self._at_once = at_once
        self._login = login
        self._timeout_s = timeout_s
        self._where = f"{host}:{port}"
        self._until = 0.0
        self._sock: socket.socket | None = None
        self._buffer = b""
        self._offers: Mapping[str, str] = {}

    def opened(self) -> Greeted:
        """The connection. Raises TransportError with one line that tells what to change."""
        self._until = time.monotonic() + self._timeout_s
        try:
            self._sock = socket.create_connection((self._host, self._port), timeout=self._timeout_s)
            self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._greet()
            if self._login:
                self._sign_in(*self._login)
            return Greeted(self._sock, self._offers, self._buffer)
        except BaseException as error:
            if self._sock:
                self._sock.close()
            raise _plain(error, self._where, self._timeout_s) from error

    def abort(self) -> None:
        """Has `opened` fail soon."""
        self._until = 0.0
        with suppress(OSError):
            if self._sock:
                self._sock.shutdown(socket.SHUT_RDWR)

    def _greet(self) -> None:
        if self._tls and self._at_once:
            self._secure(self._tls)
        self._expect(self._reply(), 220)
        self._hello()
        if self._tls is None or self._at_once:
            return
        if "STARTTLS" not in self._offers:
            raise TransportError(
                "the server does not offer STARTTLS",
                where=self._where,
                hint='Set security = "tls" with port 465, or "none" for a server on this machine.',
            )
        self._expect(self._command("STARTTLS"), 220)
        if self._buffer:
            raise TransportError("somebody writes into the connection before it is secured", where=self._where)
        self._secure(self._tls)
        self._hello()

    def _secure(self, tls: ssl.SSLContext) -> None:
        self._sock = tls.wrap_socket(self._in_time(), server_hostname=self._host)

    def _hello(self) -> None:
        name = _own_name(self._in_time())
        reply = self._command(f"EHLO {name}")
        if reply.code != 250:
            self._expect(self._command(f"HELO {name}"), 250)
        self._offers = _offers(reply)

    def _sign_in(self, username: str, password: str) -> None:
        ways = self._offers.get("AUTH", "").split()
        if "PLAIN" in ways or not ways:
            reply = self._command("AUTH PLAIN " + _b64(f"\0{username}\0{password}"))
        elif "LOGIN" in ways:
            self._expect(self._command("AUTH LOGIN"), 334)
            self._expect(self._command(_b64(username)), 334)
            reply = self._command(_b64(password))
        else:
            words = f"the server signs in by {', '.join(ways)} alone, we by PLAIN or LOGIN"
            raise TransportError(words, where=self._where)
        if reply.code != 235 and not ways:
            hint = "Leave username and password out, or give the port where it takes mail from users, often 587."
            raise TransportError("the server offers no sign-in", where=self._where, hint=hint)
        if reply.code != 235:
            raise TransportError(
                f"the server refuses the user name or password ({reply.code})",
                where=self._where,
                hint="Check username and password of the transport.",
            )

    def _command(self, line: str) -> Reply:
        self._in_time().sendall(line.encode() + b"\r\n")
        return self._reply()

    def _reply(self) -> Reply:
        lines: list[str] = []
        room = REPLY_BYTES_MAX
        while True:
            line, newline, rest = self._buffer.partition(b"\n")
            if newline:
                self._buffer = rest
                lines.append(line[4:].decode("utf-8", "replace").strip())
                if line[3:4] != b"-":
                    return Reply(int(line[:3]) if line[:3].isdigit() else 0, lines)
            else:
                more = self._in_time().recv(READ_BYTES)
                room -= len(more)
                if not more or room < 0:
                    raise ConnectionError("the connection was closed")
                self._buffer += more

    def _in_time(self) -> socket.socket:
        """The socket, for as long as there is time."""
        left = self._until - time.monotonic()
        if left <= 0 or self._sock is None:
            raise TimeoutError
        self._sock.settimeout(left)
        return self._sock

    def _expect(self, reply: Reply, code: int) -> None:
        if reply.code != code:
            words = reserved.without_addresses(" ".join(reply.lines))
            raise TransportError(f"the server answers {reply.code} {words}", where=self._where, hint="Try again later.")


def _offers(reply: Reply) -> Mapping[str, str]:
    if reply.code != 250:
        return {}
    words = [line.upper().partition(" ") for line in reply.lines[1:]]
    return {name: rest for name, _, rest in words if name in OFFERS_KNOWN}


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _own_name(sock: socket.socket) -> str:
    """Our name where it is a full one, else our address as a literal (RFC 5321, 4.1.3)."""
    name = socket.gethostname()
    if "." in name and name.isascii():
        return name
    address = sock.getsockname()[0]
    return f"[IPv6:{address}]" if ":" in address else f"[{address}]"


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
