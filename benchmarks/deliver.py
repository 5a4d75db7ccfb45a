"""How fast an edition is handed over, ledger and journal on, against peers that cost next to nothing.

    .venv/bin/python benchmarks/deliver.py [smtp] [smtplib] [smtp-source] [delay] [sendgrid] [freeze]
        [--readers 20000] [--connections 4] [--database URL]

The peers run in a process of their own. "A core second" is a second of this process's CPU time. The message is a
multipart of about 63 KB.
"""

import argparse
import asyncio
import multiprocessing
import resource
import shutil
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path

from digest import deliver, mail
from digest.deliver.transports import open_transport
from digest.deliver.transports.protocol import Letter, Mail
from digest.mail import Field, ReaderColumns, SegmentMail
from digest.model.delivery import Recipient, Segment
from digest.model.rendered import Part, Rendered
from digest.model.secret import Secret
from digest.model.transport import Security, Transport, TransportKind
from digest.store import Store, audiences, open_store, slots
from tests import world as builders
from tests.deliver import world
from tests.deliver.world import DUE, EDITION, LETTERHEAD, SEGMENT, Planned

DELAY_S = 0.02
DELAY_CONNECTIONS = 10
MESSAGE_BYTES = 63_000
SENTENCE = "The harbour council met on Monday and agreed to repair the north pier before the autumn storms. "


class MailSink(asyncio.Protocol):
    """Takes every mail, looks at nothing but where it ends."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.out = transport
        self.out.write(b"220 sink\r\n")  # type: ignore[attr-defined]  # it is a transport that writes
        self.tail = b""
        self.in_mail = False

    def data_received(self, data: bytes) -> None:
        answers = []
        data = self.tail + data
        while data:
            if self.in_mail:
                end = data.find(b"\r\n.\r\n")
                if end < 0:
                    data = data[-4:]
                    break
                answers.append(b"250 ok\r\n")
                data = data[end + 5 :]
                self.in_mail = False
                continue
            line, newline, rest = data.partition(b"\r\n")
            if not newline:
                break
            data = rest
            answers.append(self.answer(line[:4].upper()))
        self.tail = data
        if answers:
            self.out.write(b"".join(answers))  # type: ignore[attr-defined]

    def answer(self, verb: bytes) -> bytes:
        if verb == b"DATA":
            self.in_mail = True
            return b"354 go\r\n"
        if verb == b"QUIT":
            return b"221 bye\r\n"
        return b"250-sink\r\n250 PIPELINING\r\n" if verb == b"EHLO" else b"250 ok\r\n"


class SlowMailSink(MailSink):
    """Answers after a while, as a server does that is far away."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self.out = _Late(transport)  # type: ignore[assignment]  # it writes, and that is all a sink asks of it


class _Late:
    def __init__(self, transport: asyncio.BaseTransport) -> None:
        self._out = transport

    def write(self, data: bytes) -> None:
        asyncio.get_running_loop().call_later(DELAY_S, self._out.write, data)  # type: ignore[attr-defined]


class RequestSink(asyncio.Protocol):
    """Answers 202 to every request."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.out = transport
        self.seen = bytearray()
        self.waits_for = 0

    def data_received(self, data: bytes) -> None:
        self.seen += data
        if not self.waits_for and (end := self.seen.find(b"\r\n\r\n")) >= 0:
            head = bytes(self.seen[:end]).lower()
            self.waits_for = end + 4 + int(head.split(b"content-length: ")[1].split(b"\r\n")[0])
        if self.waits_for and len(self.seen) >= self.waits_for:
            del self.seen[: self.waits_for]
            self.waits_for = 0
            self.out.write(b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n")  # type: ignore[attr-defined]
            self.answered()

    def answered(self) -> None:
        """For those who want to know."""


def serve(kind: type[asyncio.Protocol], said: Connection) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(kind, "127.0.0.1", 0)
        said.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


@contextmanager
def sink(kind: type[asyncio.Protocol]) -> Iterator[int]:
    """The port of a sink in another process."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=serve, args=(kind, there), daemon=True)
    process.start()
    try:
        yield here.recv()
    finally:
        process.kill()
        process.join()


def letter(segment: Segment) -> SegmentMail:
    """63 KB on the wire, with the reader's values in some places."""
    story = f"<tr><td><h2>Council agrees to repair the north pier</h2><p>{SENTENCE * 4}</p></td></tr>\n"
    rendered = Rendered(
        edition=EDITION,
        theme="gazette",
        language="en",
        direction="ltr",
        subject="Council agrees to repair the north pier",
        preheader="And one more thing",
        lead=None,
        stories=(),
        html=(
            Part(
                pieces=(
                    "<p>Dear ",
                    Field.NAME,
                    f"</p><table>{story * 88}</table><a href='",
                    Field.UNSUBSCRIBE,
                    "'>Leave</a>",
                )
            ),
        ),
        text=(Part(pieces=("Dear ", Field.NAME, f"\n\n{(SENTENCE + chr(10)) * 160}", Field.UNSUBSCRIBE, "\n")),),
    )
    return mail.segment(rendered, segment)


DATE = mail.date_header(DUE)


def columns_for(readers: Sequence[Recipient]) -> ReaderColumns:
    out = [f"https://news.example.pub/u/{reader.subscription:032x}" for reader in readers]
    return {
        Field.NAME: [reader.name for reader in readers],
        Field.EMAIL: [reader.email for reader in readers],
        Field.UNSUBSCRIBE: out,
        Field.ONE_CLICK: out,
        Field.MESSAGE_ID: [f"<{reader.subscription:032x}@news.example.pub>" for reader in readers],
        Field.DATE: [DATE] * len(readers),
    }


def filled(folder: Path, readers: int, database: str = "") -> Store:
    """A database with so many readers, filled the short way; none in another database than SQLite's."""
    store = open_store(database or f"sqlite:///{folder}/bench.db")
    with store.write() as db:
        slots.open_(db, builders.slot())
        if database:
            return store
        db.exec_driver_sql(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) "
            "INSERT INTO subscribers (id, address, address_key, email, name, created_at) "
            "SELECT i, 'r' || i || '@post.pub', 'k' || i, 'r' || i || '@post.pub', 'Ann', '2026-01-01 00:00:00.000000' "
            "FROM n",
            (readers,),
        )
        db.exec_driver_sql(
            "INSERT INTO subscriptions (id, subscriber, list, state, origin, topics, pace, created_at, changed_at) "
            "SELECT id, id, 'example', 'active', 'command', '', 'each', created_at, created_at FROM subscribers"
        )
    return store


def freeze(store: Store, readers: int) -> float:
    """Seconds of CPU to freeze them."""
    plans = [
        Planned(segment=SEGMENT, due_at=DUE, subscriptions=tuple(range(start, min(start + 1000, readers + 1))))
        for start in range(1, readers + 1, 1000)
    ]
    before = time.process_time()
    with store.write() as db:
        audiences.freeze(db, EDITION, plans, now=DUE)
    return time.process_time() - before


def send(store: Store, folder: Path, way: Transport) -> tuple[float, float]:
    """(CPU seconds, wall seconds) of handing the edition over."""
    transport = open_transport(way, secret=lambda _: "SG.key", root=folder)
    cpu, wall = time.process_time(), time.perf_counter()
    tally = deliver.send(
        deliver.Terms(edition=EDITION, until=DUE + timedelta(hours=20)),
        store=store,
        transport=transport,
        letterhead=LETTERHEAD,
        mail_for=letter,
        columns_for=columns_for,
        owner="bench",
        clock=lambda: DUE,
        journals=folder / "journal",
        report=lambda _: None,
        stop=lambda: False,
    )
    spent = time.process_time() - cpu, time.perf_counter() - wall
    assert world.outcomes(tally) == {"accepted": tally.batched}, tally
    return spent


def way_to(kind: str, port: int, connections: int) -> Transport:
    return Transport(
        name="bench",
        kind=TransportKind(kind),
        host="127.0.0.1",
        port=port,
        security=Security.NONE,
        api_key=Secret(env="KEY"),
        connections=connections,
    )


def measure(kind: str, readers: int, connections: int) -> None:
    protocols: dict[str, type[asyncio.Protocol]] = {"smtp": MailSink, "sendgrid": RequestSink}
    with tempfile.TemporaryDirectory() as name, sink(protocols[kind]) as port:
        folder = Path(name)
        store = filled(folder, readers)
        freeze(store, readers)
        cpu, wall = send(store, folder, way_to(kind, port, connections))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(
            f"{kind}: {readers} readers over {connections} connections: {readers / cpu:,.0f} a core second "
            f"({cpu / readers * 1e6:.1f} µs each), {readers / wall:,.0f} a second, {memory} MB at most"
        )
        store.close()


def measure_smtplib(readers: int) -> None:
    """The standard library's client with copies printed the same way: what our figures are held against."""
    reader = Recipient(subscription=1, email="r1@post.pub", name="Ann")
    copies = Letter(edition=EDITION, content=letter(SEGMENT), letterhead=LETTERHEAD, columns=columns_for)
    with sink(MailSink) as port, smtplib.SMTP("127.0.0.1", port) as client:
        before = time.process_time()
        for _ in range(readers):
            client.sendmail("m@news.pub", "r1@post.pub", Mail(1, 0, reader, copies).message())
        cpu = time.process_time() - before
    print(
        f"smtplib, no ledger: {readers} readers: {readers / cpu:,.0f} a core second ({cpu / readers * 1e6:.1f} µs each)"
    )


def measure_smtp_source(readers: int) -> None:
    """Postfix's load generator, in C: no ledger, one mail for all."""
    if shutil.which("smtp-source") is None:
        print("smtp-source: left out; it comes with Debian's postfix")
        return
    with sink(MailSink) as port:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = ["smtp-source", "-m", str(readers), "-s", "4", "-l", str(MESSAGE_BYTES), "-d"]
        subprocess.run([*command, "-f", "m@news.pub", "-t", "r@post.pub", f"127.0.0.1:{port}"], check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"smtp-source, no ledger: {readers} readers: {readers / cpu:,.0f} a core second ({cpu / readers * 1e6:.1f} µs)"
    )


def measure_delay(readers: int) -> None:
    """Against a server that answers each time 20 ms late; ten connections each."""
    with tempfile.TemporaryDirectory() as name, sink(SlowMailSink) as port:
        store = filled(Path(name), readers)
        freeze(store, readers)
        _, ours = send(store, Path(name), way_to("smtp", port, DELAY_CONNECTIONS))
        store.close()
    copies = Letter(edition=EDITION, content=letter(SEGMENT), letterhead=LETTERHEAD, columns=columns_for)
    reader = Recipient(subscription=1, email="r1@post.pub", name="Ann")

    def one_of_ten(port: int) -> None:
        with smtplib.SMTP("127.0.0.1", port) as client:
            for _ in range(readers // DELAY_CONNECTIONS):
                client.sendmail("m@news.pub", "r1@post.pub", Mail(1, 0, reader, copies).message())

    with sink(SlowMailSink) as port, ThreadPoolExecutor(DELAY_CONNECTIONS) as pool:
        began = time.perf_counter()
        list(pool.map(one_of_ten, [port] * DELAY_CONNECTIONS))
        theirs = time.perf_counter() - began
    print(
        f"20 ms late: {readers / ours:,.0f} mails a second, smtplib {readers / theirs:,.0f}: {theirs / ours:.1f} times"
    )


def measure_freeze(readers: int, database: str) -> None:
    """What a batch's rows cost is counted in them, and in PostgreSQL as what its tables have grown by."""
    with tempfile.TemporaryDirectory() as name:
        store = filled(Path(name), 1, database)
        cpu = freeze(store, readers)
        size = (
            "sum(length(recipients) + length(segment))"
            if store.dialect == "sqlite"
            else "pg_total_relation_size('batches')"
        )
        with store.read() as db:
            bytes_ = db.exec_driver_sql(f"SELECT {size} FROM batches LIMIT 1").scalar() or 0
        print(f"freeze, {store.dialect}: {readers / cpu:,.0f} readers a core second, {bytes_ / readers:.2f} bytes each")
        store.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("what", nargs="*", default=["freeze", "smtplib", "smtp-source", "smtp", "delay", "sendgrid"])
    parser.add_argument("--readers", type=int, default=20_000)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--database", default="", help="freeze: an empty database instead of an SQLite file")
    given = parser.parse_args()
    for what in given.what:
        if what == "freeze":
            measure_freeze(given.readers * 10, given.database)
        elif what == "smtplib":
            measure_smtplib(given.readers // 10)
        elif what == "smtp-source":
            measure_smtp_source(given.readers)
        elif what == "delay":
            measure_delay(given.readers // 20)
        else:
            measure(what, given.readers * (10 if what == "sendgrid" else 1), given.connections)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent.parent))
    main()
