"""A small web server on loopback that answers as each test tells it, and remembers what it was asked."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    drip: bool = False
    """One byte every few milliseconds for ever, until the peer is closed or hung up on."""
    hang_up: bool = False
    """Closes the connection without a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    path: str
    headers: Mapping[str, str]
    at: float


Route = Reply | Callable[[Asked], Reply]


class Peer:
    def __init__(self) -> None:
        self.routes: dict[str, Route] = {}
        self.asked: list[Asked] = []
        self.at_once_max = 0
        self.closing = threading.Event()
        self._at_once = 0
        self._lock = threading.Lock()
        peer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True

            def do_GET(self) -> None:
                peer.answer(self)

            def log_message(self, *args: object) -> None:
                pass

        class Server(ThreadingHTTPServer):
            request_queue_size = 128
            daemon_threads = True

            def handle_error(self, request: object, client_address: object) -> None:
                """A client that hangs up is what many tests are about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        self.origin = f"http://127.0.0.1:{self.port}"

    def url(self, path: str) -> str:
        return self.origin + path

    def paths(self) -> list[str]:
        return [asked.path for asked in self.asked]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        asked = Asked(
            path=handler.path, headers={k.lower(): v for k, v in handler.headers.items()}, at=time.monotonic()
        )
        with self._lock:
            self.asked.append(asked)
            self._at_once += 1
            self.at_once_max = max(self.at_once_max, self._at_once)
        try:
            route = self.routes.get(handler.path, Reply(status=404))
            self._write(handler, route if isinstance(route, Reply) else route(asked))
        finally:
            with self._lock:
                self._at_once -= 1

    def _write(self, handler: BaseHTTPRequestHandler, reply: Reply) -> None:
        if reply.hang_up:
            handler.close_connection = True
            return
        handler.send_response_only(reply.status)
        for name, value in reply.headers.items():
            handler.send_header(name, value)
        if reply.drip:
            handler.send_header("Connection", "close")
            handler.end_headers()
            while not self.closing.wait(0.005):
                handler.wfile.write(b"x")
            return
        if not any(name.lower() == "content-length" for name in reply.headers):
            handler.send_header("Content-Length", str(len(reply.body)))
        handler.end_headers()
        handler.wfile.write(reply.body)


@contextmanager
def serving() -> Iterator[Peer]:
    peer = Peer()
    thread = threading.Thread(target=peer.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        peer.closing.set()
        peer.server.shutdown()
        peer.server.server_close()
        thread.join()
