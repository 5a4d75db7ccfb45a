"""How long a reader waits for the preference page while an edition goes out to a hundred thousand.

    python -m benchmarks.preferences [--readers 100000] [--clients 50] [--seconds 60]

Everything as it runs: `digest serve --role web` and `digest send` in processes of their own on one SQLite database, a
mail server that costs next to nothing, and clients with one request a second each over kept connections. Nine of ten
requests open the page, the tenth saves it. First without a send, then beside one.
"""

import argparse
import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.deliver import MailSink, sink
from benchmarks.processes import machine
from digest import store, tokens
from digest.runtime import Runtime
from digest.tokens import Purpose
from tests import browser, newsroom

DAY = newsroom.DAY.isoformat()
SAVE_EVERY = 10
HOST = "127.0.0.1"


def made(folder: Path, *, readers: int, mail_port: int, web_port: int) -> Path:
    """A newsroom with its edition approved and its readers on the list."""
    rows = [f"reader{n}@post{n % 997}.example,Reader {n}" for n in range(readers)]
    file = newsroom.make(
        folder,
        readers=rows,
        digest='transport = "post"\nlate_hours = 48',
        more=f'[transports.post]\nkind = "smtp"\nhost = "{HOST}"\nport = {mail_port}\nsecurity = "none"\n'
        f"[web]\nport = {web_port}\n[lists.readers]\nopen = true\n",
    )
    words = file.read_text("utf-8").replace(f"http://{HOST}:8080", f"http://{HOST}:{web_port}")
    file.write_text(words, encoding="utf-8")
    subprocess.run(digest(file, "run", "--date", DAY, "--no-send"), check=False, capture_output=True)  # 3: warnings
    return file


def digest(file: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "digest", "--config", str(file), *words]


def paths(runtime: Runtime, clients: int) -> list[str]:
    """The preference page of some readers."""
    with runtime.store.read() as db:
        ids = [one.subscription for one in islice(store.people.candidates(db, ["readers"]), clients)]
    return [f"/m/{tokens.make(runtime.keys, Purpose.CHOOSE, id)}" for id in ids]


@contextmanager
def serving(file: Path, port: int) -> Iterator[None]:
    web = subprocess.Popen(digest(file, "serve", "--role", "web"), stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + 30
        while time.monotonic() < until and not _answers(port):
            time.sleep(0.1)
        yield
    finally:
        web.terminate()
        web.wait(20)


def _answers(port: int) -> bool:
    try:
        connection = http.client.HTTPConnection(HOST, port, timeout=2)
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except OSError:
        return False


@dataclass
class Waits:
    """How long answers took."""

    opened_s: list[float] = field(default_factory=list)
    saved_s: list[float] = field(default_factory=list)
    failed: int = 0

    def add(self, other: "Waits") -> None:
        self.opened_s += other.opened_s
        self.saved_s += other.saved_s
        self.failed += other.failed


class Client(threading.Thread):
    """One reader who asks once a second."""

    def __init__(self, port: int, path: str, *, first_s: float, stop: threading.Event) -> None:
        super().__init__()
        self._connection = http.client.HTTPConnection(HOST, port, timeout=30)
        self._port, self._path, self._first_s, self._stop_event = port, path, first_s, stop
        self.waits = Waits()

    def run(self) -> None:
        due = time.monotonic() + self._first_s
        asked = 0
        while not self._stop_event.wait(max(0.0, due - time.monotonic())):
            asked += 1
            started = time.perf_counter()
            saves = asked % SAVE_EVERY == 0
            try:
                status = self._save(asked) if saves else self._open()
            except OSError:
                status = 0
                self._connection.close()
            (self.waits.saved_s if saves else self.waits.opened_s).append(time.perf_counter() - started)
            self.waits.failed += status not in (200, 303)
            due += 1.0

    def _open(self) -> int:
        self._connection.request("GET", self._path)
        return self._done()

    def _save(self, asked: int) -> int:
        form = urlencode([("topics", "World" if asked % (2 * SAVE_EVERY) else "Sport"), ("pace", "each")])
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
        self._connection.request("POST", self._path, body=form, headers=headers)
        return self._done()

    def _done(self) -> int:
        answer = self._connection.getresponse()
        answer.read()
        return answer.status


def asked(port: int, of: Sequence[str], *, until: threading.Event, seconds: float) -> Waits:
    """Every wait until the event is set, or the time is over."""
    stop = threading.Event()
    clients = [Client(port, path, first_s=n / len(of), stop=stop) for n, path in enumerate(of)]
    for client in clients:
        client.start()
    until.wait(seconds)
    stop.set()
    for client in clients:
        client.join()
    all_ = Waits()
    for client in clients:
        all_.add(client.waits)
    return all_


def beside_a_send(file: Path, port: int, of: Sequence[str], *, seconds: float) -> tuple[Waits, float]:
    done = threading.Event()
    started = time.monotonic()
    took: list[float] = []

    def sending() -> None:
        subprocess.run(digest(file, "send", "--date", DAY), check=False, capture_output=True)
        took.append(time.monotonic() - started)
        done.set()

    thread = threading.Thread(target=sending)
    thread.start()
    waits = asked(port, of, until=done, seconds=seconds)
    thread.join()
    return waits, took[0]


def say(what: str, waits: Waits) -> None:
    for name, found in (("opened", waits.opened_s), ("saved", waits.saved_s)):
        print(f"{what}: {name} {len(found)} times, {_shares(sorted(found))}")
    if waits.failed:
        print(f"{what}: {waits.failed} failed")


def _shares(waits: Sequence[float]) -> str:
    return ", ".join(
        f"p{share} {waits[min(len(waits) - 1, share * len(waits) // 100)] * 1000:.0f} ms" for share in (50, 95, 99)
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--readers", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=60.0)
    given = parser.parse_args()
    print(f"{machine()}; load {os.getloadavg()[0]:.1f}")
    port = browser.free_port()
    with tempfile.TemporaryDirectory() as folder, sink(MailSink) as mail_port:
        file = made(Path(folder), readers=given.readers, mail_port=mail_port, web_port=port)
        with newsroom.opened(file) as runtime:
            of = paths(runtime, given.clients)
        with serving(file, port):
            say("alone", asked(port, of, until=threading.Event(), seconds=given.seconds))
            waits, took = beside_a_send(file, port, of, seconds=600)
            say(f"beside a send of {given.readers:,}", waits)
            print(f"the send took {took:.0f} s")


if __name__ == "__main__":
    main()
