"""SendGrid's Mail Send API on loopback: its published rules, faults on demand, and a log of whom it accepted."""

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.deliver.peers import sendgrid_openapi

READERS_MAX = 1_000
REQUEST_BYTES_MAX = 30_000_000
PERSONAL_BYTES_MAX = 10_000
FORBIDDEN_HEADERS = {"to", "from", "subject", "reply-to", "cc", "bcc", "content-type", "dkim-signature", "received"}

CLOSE_BEFORE = "close before it is accepted"
CLOSE_AFTER = "close after it is accepted"
HANG = "hang"
SEND_PATH, IDS_PATH, CANCEL_PATH = "/v3/mail/send", "/v3/mail/batch", "/v3/user/scheduled_sends"
CANCELLED_MAX = 10  # batches at one time
CANCEL_S_MIN = 600  # before their time

Trouble = Callable[[int, dict[str, Any]], str | tuple[int, dict[str, str]] | None]
"""(number of the request from 1, its body) → a fault, a status with headers, or None for the usual answer."""
Beside = Callable[[str], str | tuple[int, dict[str, str]] | None]
"""The same of requests that send nothing, by their path."""


@dataclass
class Log:
    readers: list[str] = field(default_factory=list)
    """Whom a request was accepted for, in order."""
    requests: list[dict[str, Any]] = field(default_factory=list)
    """Those that were accepted."""
    keys: set[str] = field(default_factory=set)
    ids: list[str] = field(default_factory=list)
    """Batch ids, as they were given out."""
    cancelled: set[str] = field(default_factory=set)
    """Ids that are cancelled now: at their time the service throws away what it keeps under them."""
    kept: list[tuple[str, int, str]] = field(default_factory=list)
    """(batch id, time, reader) of those who are mailed later; `readers` has them once `pass_time` is called."""
    cancelled_max: int = CANCELLED_MAX
    now: int = 0
    """The service's clock, for what may be cancelled no more."""
    seen: int = 0
    """Requests to send, answered or not."""

    def may_be_cancelled(self, id: str) -> bool:
        """Not twice, not too many at a time, and not when it is too late."""
        too_late = any(one[0] == id and one[1] - self.now < CANCEL_S_MIN for one in self.kept)
        return id in self.ids and id not in self.cancelled and len(self.cancelled) < self.cancelled_max and not too_late

    def pass_time(self, until: int) -> None:
        """Whoever is due by then is mailed, but for what was cancelled."""
        due = [one for one in self.kept if one[1] <= until]
        self.kept = [one for one in self.kept if one[1] > until]
        self.readers += [reader for id, _, reader in due if id not in self.cancelled]


@dataclass
class Server:
    port: int
    log: Log


def errors(made: dict[str, Any]) -> Iterator[tuple[str, str | None]]:
    """(message, field) of each published rule that the request breaks."""
    people = made.get("personalizations") or []
    if not 1 <= len(people) <= READERS_MAX:
        yield f"The personalizations field must hold 1 to {READERS_MAX}.", "personalizations"
    if not made.get("content") or any(not part.get("value") for part in made["content"]):
        yield "The content value must be a string at least one character in length.", "content.0.value"
    if [part.get("type") for part in made.get("content", [])] != ["text/plain", "text/html"]:
        yield "If present, text/plain must be first, followed by text/html.", "content"
    if not (made.get("from") or {}).get("email"):
        yield "The from email is required.", "from.email"
    if not made.get("subject"):
        yield "The subject is required.", "subject"
    if FORBIDDEN_HEADERS & {name.lower() for name in made.get("headers", {})}:
        yield "The headers hold a reserved one.", "headers"
    yield from _personal_errors(people)


def _personal_errors(people: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    seen: set[str] = set()
    for place, one in enumerate(people):
        where = f"personalizations.{place}"
        address = one["to"][0]["email"]
        if "@" not in address or address.startswith("bad"):
            yield f"Does not contain a valid address: {address}", f"{where}.to.0.email"
        if address.lower() in seen:
            yield f"Each address should be unique; {address} is not.", f"{where}.to"
        seen.add(address.lower())
        for part in ("substitutions", "custom_args"):
            if len(json.dumps(one.get(part, {}))) > PERSONAL_BYTES_MAX:
                yield f"The {part} are too long.", f"{where}.{part}"
        if FORBIDDEN_HEADERS & {name.lower() for name in one.get("headers", {})}:
            yield "The headers hold a reserved one.", f"{where}.headers"


@contextmanager
def running(trouble: Trouble = lambda _number, _made: None, *, beside: Beside = lambda _path: None) -> Iterator[Server]:
    """The service for as long as the block lasts."""
    service = Service(trouble, beside)
    thread = threading.Thread(target=service.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield Server(service.server_address[1], service.log)
    finally:
        service.over.set()
        service.shutdown()
        thread.join()
        service.server_close()


class Service(ThreadingHTTPServer):
    """The service itself: what it noted, and how it behaves."""

    daemon_threads = True

    def __init__(self, trouble: Trouble, beside: Beside) -> None:
        self.log = Log()
        self.lock = threading.Lock()
        """Held by whoever changes the log: each connection has its thread."""
        self.over = threading.Event()
        self.trouble = trouble
        self.beside = beside
        self.described = sendgrid_openapi.judge()
        super().__init__(("127.0.0.1", 0), Handler)

    def handle_error(self, *_: object) -> None:
        """A client that was killed is no error of ours."""


class Handler(BaseHTTPRequestHandler):
    """One connection; a method starting with `do_` is a call of the API."""

    protocol_version = "HTTP/1.1"
    server: "Service"

    @property
    def _log(self) -> Log:
        return self.server.log

    def do_GET(self) -> None:
        id = self._asked_of()
        if id:
            told = [{"batch_id": id, "status": "cancel"}] if id in self._log.cancelled else []
            self._answer(200, told, {})

    def do_DELETE(self) -> None:
        id = self._asked_of()
        if id:
            self._log.cancelled.discard(id)
            self._answer(204, None, {})

    def _asked_of(self) -> str:
        """The id that a request names; empty where it has its answer by now."""
        path, _, id = self.path.rpartition("/")
        fault = self.server.beside(path)
        if isinstance(fault, tuple):
            self._answer(fault[0], {"errors": [{"message": "trouble", "field": None}]}, fault[1])
        elif fault:
            self._cut()
        elif path != CANCEL_PATH or id not in self._log.ids:
            self._answer(404, {"errors": [{"message": "not found"}]}, {})
        else:
            return id
        return ""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        made = json.loads(raw or b"{}")
        if self.path == SEND_PATH:
            with self.server.lock:
                self._log.seen += 1
                number = self._log.seen
            fault = self.server.trouble(number, made)
        else:
            fault = self.server.beside(self.path)
        if fault == HANG:
            self.server.over.wait()
        if fault in (HANG, CLOSE_BEFORE):
            self._cut()
            return
        if isinstance(fault, tuple):
            self._answer(fault[0], {"errors": [{"message": "trouble", "field": None}]}, fault[1])
            return
        if not self.headers.get("Authorization", "").startswith("Bearer SG."):
            self._answer(401, {"errors": [{"message": "The provided authorization grant is invalid"}]}, {})
        elif self.path == IDS_PATH:
            self._give_id()
        elif self.path == CANCEL_PATH:
            self._cancel(made, close=fault == CLOSE_AFTER)
        elif self.path == SEND_PATH:
            self._judge(raw, made, close=fault == CLOSE_AFTER)
        else:
            self._answer(404, {"errors": [{"message": "not found"}]}, {})

    def _give_id(self) -> None:
        with self.server.lock:
            self._log.ids.append(f"id-{len(self._log.ids) + 1}")
            self._answer(201, {"batch_id": self._log.ids[-1]}, {})

    def _cancel(self, made: dict[str, Any], *, close: bool) -> None:
        with self.server.lock:
            good = made.get("status") == "cancel" and self._log.may_be_cancelled(made.get("batch_id", ""))
            if good:
                self._log.cancelled.add(made["batch_id"])
        if close:
            self._cut()
        elif not good:
            self._answer(400, {"errors": [{"message": "cannot be cancelled", "field": "batch_id"}]}, {})
        else:
            self._answer(201, made, {})

    def _judge(self, raw: bytes, made: dict[str, Any], *, close: bool) -> None:
        wrong = [{"message": message, "field": place} for message, place in errors(made)]
        wrong += [{"message": f"not as described: {what}", "field": None} for what in self.server.described(made)]
        if made.get("batch_id") and made["batch_id"] not in self._log.ids:
            wrong.append({"message": "The batch id is not valid.", "field": "batch_id"})
        if wrong or len(raw) > REQUEST_BYTES_MAX:
            self._answer(400, {"errors": wrong}, {})
            return
        sandbox = made.get("mail_settings", {}).get("sandbox_mode", {}).get("enable")
        with self.server.lock:
            self._log.keys.add(self.headers["Authorization"])
            self._log.requests.append(made)
            if "send_at" in made and not sandbox:
                self._log.kept += [
                    (made.get("batch_id", ""), made["send_at"], one["to"][0]["email"])
                    for one in made["personalizations"]
                ]
            elif not sandbox:
                self._log.readers += [one["to"][0]["email"] for one in made["personalizations"]]
        if close:
            self._cut()
        else:
            self._answer(200 if sandbox else 202, None, {"X-Message-Id": "m"})

    def _cut(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.connection.shutdown(socket.SHUT_RDWR)

    def _answer(self, status: int, body: object, headers: dict[str, str]) -> None:
        raw = json.dumps(body).encode() if body is not None else b""
        self.send_response(status)
        for name, text in {**headers, "Content-Length": str(len(raw))}.items():
            self.send_header(name, text)
        self.end_headers()
        self.wfile.write(raw)

    def log_message(self, *_: object) -> None: ...
