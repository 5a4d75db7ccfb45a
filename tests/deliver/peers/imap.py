"""An IMAP server on loopback, in its own thread: one account, folders in memory, trouble on demand (RFC 3501, 6851)."""

import re
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BufferedIOBase
from typing import cast

Trouble = Callable[[str], str | None]
"""A command's name → "NO", "BAD", "DROP", or None for the usual answer."""


@dataclass
class Account:
    folders: dict[str, dict[int, bytes]] = field(default_factory=lambda: {"INBOX": {}})
    """Folder → mail by uid."""
    deleted: set[int] = field(default_factory=set)
    offers: str = "IMAP4rev1 UIDPLUS MOVE"
    password: str = "open sesame"
    tls: ssl.SSLContext | None = None
    trouble: Trouble = lambda _: None
    commands: list[str] = field(default_factory=list)
    port: int = 0

    def put(self, *mails: bytes) -> None:
        start = max(self.folders["INBOX"], default=0) + 1
        self.folders["INBOX"].update(enumerate(mails, start=start))

    def names(self) -> dict[str, int]:
        return {name: len(mails) for name, mails in self.folders.items() if mails}


class Line(socketserver.StreamRequestHandler):
    account: Account
    uid = 1_000
    disable_nagle_algorithm = True  # small answers would wait 40 ms each

    def handle(self) -> None:
        with suppress(OSError):
            if self.account.tls is None:
                self.talk()
                return
            with self.account.tls.wrap_socket(self.request, server_side=True) as secured:
                self.rfile, self.wfile = (
                    secured.makefile("rb"),
                    cast(BufferedIOBase, secured.makefile("wb", buffering=0)),
                )
                self.talk()

    def talk(self) -> None:
        with suppress(OSError):
            self.say("* OK ready")
            while line := self.rfile.readline().decode().strip():
                tag, _, rest = line.partition(" ")
                verb, _, argument = rest.partition(" ")
                if verb.upper() == "UID":
                    verb, _, argument = argument.partition(" ")
                self.account.commands.append(verb.upper())
                answer = self.account.trouble(verb.upper())
                if answer == "DROP":
                    return
                if answer:
                    self.say(f"{tag} {answer} trouble with someone@post.example.pub")
                elif getattr(self, f"do_{verb.lower()}")(tag, argument) == "bye":
                    return

    def say(self, text: str) -> None:
        self.wfile.write(text.encode() + b"\r\n")

    def ok(self, tag: str) -> None:
        self.say(f"{tag} OK done")

    def do_capability(self, tag: str, _: str) -> None:
        self.say(f"* CAPABILITY {self.account.offers}")
        self.ok(tag)

    def do_login(self, tag: str, argument: str) -> None:
        good = argument.endswith(f'"{self.account.password}"')
        self.ok(tag) if good else self.say(f"{tag} NO wrong password for someone@post.example.pub")

    def do_select(self, tag: str, argument: str) -> None:
        self.inbox = argument.strip('"')
        if self.inbox not in self.account.folders:
            self.say(f"{tag} NO there is no such folder")
            return
        self.say(f"* {len(self.account.folders[self.inbox])} EXISTS")
        self.ok(tag)

    def do_search(self, tag: str, _: str) -> None:
        found = [uid for uid in self.account.folders[self.inbox] if uid not in self.account.deleted]
        self.say("* SEARCH " + " ".join(map(str, found)))
        self.ok(tag)

    def do_fetch(self, tag: str, argument: str) -> None:
        uid = int(argument.split(maxsplit=1)[0])
        size = int(re.search(r"<0\.(\d+)>", argument)[1])  # type: ignore[index]  # we ask for nothing else
        mail = self.account.folders[self.inbox].get(uid)
        if mail is not None:
            part = mail[:size]
            self.wfile.write(f"* 1 FETCH (UID {uid} BODY[]<0> {{{len(part)}}}\r\n".encode() + part + b")\r\n")
        self.ok(tag)

    def do_create(self, tag: str, argument: str) -> None:
        name = argument.strip('"')
        if name in self.account.folders:
            self.say(f"{tag} NO it exists")
            return
        self.account.folders[name] = {}
        self.ok(tag)

    def do_move(self, tag: str, argument: str) -> None:
        if self._copy(tag, argument):
            self.account.folders[self.inbox].pop(int(argument.split(maxsplit=1)[0]), None)
            self.ok(tag)

    def do_copy(self, tag: str, argument: str) -> None:
        if self._copy(tag, argument):
            self.ok(tag)

    def _copy(self, tag: str, argument: str) -> bool:
        uid, name = argument.split()
        mail = self.account.folders[self.inbox].get(int(uid))
        if name.strip('"') not in self.account.folders:
            self.say(f"{tag} NO [TRYCREATE] there is no such folder")
            return False
        if mail is not None:
            Line.uid += 1
            self.account.folders[name.strip('"')][Line.uid] = mail
        return True

    def do_store(self, tag: str, argument: str) -> None:
        self.account.deleted.add(int(argument.split(maxsplit=1)[0]))
        self.ok(tag)

    def do_expunge(self, tag: str, argument: str) -> None:
        self.account.folders[self.inbox].pop(int(argument), None)
        self.ok(tag)

    def do_logout(self, tag: str, _: str) -> str:
        self.say("* BYE")
        self.ok(tag)
        return "bye"


@contextmanager
def running(account: Account) -> Iterator[Account]:
    """The server for as long as the block lasts; `account.port` is where."""
    handler = type("Handler", (Line,), {"account": account})
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    account.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield account
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
