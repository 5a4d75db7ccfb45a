"""An SMTP server on loopback, in its own thread, that keeps a log and makes trouble on demand."""

import asyncio
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

DROP = "drop"
"""Instead of a reply: close the connection."""
STALL = "stall"
"""Instead of a reply: silence from then on."""

Trouble = Callable[[str, str], str | None]
"""(verb, argument) → the reply to give instead, DROP, STALL, or None for the usual one. The verb of a whole mail is
`BODY`, with the reader's address: it was taken where the reply is 2xx; `BODY-DROP-AFTER` asks whether to close then,
`REPLIED` whether to close after the reply."""

MAIL_BYTES_MAX = 4_000_000


@dataclass
class Log:
    readers: list[str] = field(default_factory=list)
    """Whom a mail was taken for, in order."""
    messages: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    connections: int = 0
    logins: list[str] = field(default_factory=list)

    def parsed(self) -> list[EmailMessage]:
        return [message_from_bytes(raw, policy=policy.default) for raw in self.messages]


@dataclass
class Server:
    port: int
    log: Log


@dataclass
class Manners:
    offers: tuple[str, ...] = ("PIPELINING", "8BITMIME", "SIZE 31457280")
    trouble: Trouble = lambda _verb, _argument: None
    tls: ssl.SSLContext | None = None
    tls_at_once: bool = False


TURNS = 10
"""Of the loop, until whatever was under way has ended."""


@contextmanager
def running(manners: Manners | None = None, *, port: int = 0) -> Iterator[Server]:
    """The server for as long as the block lasts."""
    manners = manners or Manners()
    log = Log()
    loop = asyncio.new_event_loop()
    started: list[asyncio.Server] = []
    writers: list[asyncio.StreamWriter] = []
    talks: set[asyncio.Task[None]] = set()
    ready = threading.Event()

    def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        log.connections += 1
        writers.append(writer)
        talks.add(loop.create_task(talk(reader, writer)))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.CancelledError, asyncio.IncompleteReadError, ssl.SSLError):
            await Talk(reader, writer, manners, log).run()
        writer.transport.abort()

    async def start() -> None:
        at_once = manners.tls if manners.tls_at_once else None
        started.append(await asyncio.start_server(meet, "127.0.0.1", port, ssl=at_once, limit=MAIL_BYTES_MAX))
        ready.set()

    async def part() -> None:
        """Ends every connection, also those on their way in: each needs some turns to arrive and to close."""
        for _ in range(TURNS):
            await asyncio.sleep(0)
            for writer in writers:
                writer.transport.abort()
            for one in talks:
                one.cancel()

    def run() -> None:
        loop.create_task(start())  # noqa: RUF006 (the loop runs as long as it does)
        loop.run_forever()
        started[0].close()
        loop.run_until_complete(part())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    ready.wait(5)
    try:
        yield Server(started[0].sockets[0].getsockname()[1], log)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)


class DropError(ConnectionError):
    """The connection is to be closed."""


class Talk:
    """One connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, manners: Manners, log: Log) -> None:
        self._in = reader
        self._out = writer
        self._manners = manners
        self._log = log
        self._sender = False
        self._to = ""

    async def run(self) -> None:
        await self._say("CONNECT", "", "220 peer.example ESMTP")
        while line := await self._in.readline():
            verb, _, argument = line.decode().strip().partition(" ")
            self._log.commands.append(verb.upper())
            await self._hear(verb.upper(), argument)

    async def _hear(self, verb: str, argument: str) -> None:  # noqa: C901 (a table of commands)
        match verb:
            case "EHLO":
                lines = ["peer.example", *self._manners.offers, *self._tls_offer()]
                text = "".join(f"250{' ' if i == len(lines) - 1 else '-'}{line}\r\n" for i, line in enumerate(lines))
                await self._say(verb, argument, text.rstrip())
            case "STARTTLS":
                await self._say(verb, argument, "220 go")
                assert self._manners.tls
                await self._out.start_tls(self._manners.tls)
            case "AUTH":
                await self._sign_in(argument)
            case "MAIL":
                self._sender = await self._say(verb, argument, "503 nested" if self._sender else "250 ok")
            case "RCPT":
                address = argument[argument.index("<") + 1 : argument.index(">")]
                if await self._say(verb, address, "250 ok" if self._sender else "503 who sends?"):
                    self._to = address
            case "DATA":
                if not self._to:
                    await self._say(verb, argument, "554 no valid recipients")
                elif await self._say(verb, self._to, "354 go"):
                    await self._body()
            case "RSET":
                self._sender, self._to = False, ""
                await self._say(verb, argument, "250 ok")
            case "QUIT":
                await self._say(verb, argument, "221 bye")
                raise DropError
            case _:
                await self._say(verb, argument, "500 what?")

    async def _body(self) -> None:
        raw = await self._in.readuntil(b"\r\n.\r\n")
        to, self._sender, self._to = self._to, False, ""
        troubled = self._manners.trouble("BODY", to)
        if troubled is None or troubled.startswith("2"):
            self._log.readers.append(to)
            self._log.messages.append(raw[:-3].replace(b"\r\n..", b"\r\n."))
            if self._manners.trouble("BODY-DROP-AFTER", to):
                raise DropError
        await self._reply(troubled or "250 2.0.0 taken")
        if self._manners.trouble("REPLIED", to):
            raise DropError

    async def _sign_in(self, argument: str) -> None:
        way, _, first = argument.partition(" ")
        words = [first] if way == "PLAIN" else []
        for _ in range(2 if way == "LOGIN" else 0):
            await self._reply("334 ")
            words.append((await self._in.readline()).decode().strip())
        self._log.logins.append(" ".join(words))
        await self._say("AUTH", argument, "235 welcome")

    def _tls_offer(self) -> list[str]:
        secured = self._out.get_extra_info("ssl_object") is not None
        return ["STARTTLS"] if self._manners.tls and not secured else []

    async def _say(self, verb: str, argument: str, usual: str) -> bool:
        reply = self._manners.trouble(verb, argument) or usual
        await self._reply(reply)
        return reply[0] in "23"

    async def _reply(self, reply: str) -> None:
        if reply == DROP:
            raise DropError
        if reply == STALL:
            await asyncio.Event().wait()
        self._out.write(reply.encode() + b"\r\n")
        await self._out.drain()
