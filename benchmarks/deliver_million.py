"""A morning's edition to a million readers by SendGrid's double, end to end; and a restart in the middle of it.

    .venv/bin/python -m benchmarks.deliver_million [--readers 1000000] [--database URL]

A newsroom as its users have it: candidates are read, frozen and handed over with signed links of their own, on SQLite
unless an empty database is named. The sender is a process of its own; its memory is counted above what it has when all
is open and nothing was done. Then again, killed with -9 in the middle: the time from its next start to its first
request.
"""

import argparse
import multiprocessing
import os
import resource
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

from benchmarks.deliver import RequestSink, serve
from digest import config, store
from digest.model.edition import Edition, EditionState
from digest.model.settings import Settings
from digest.morning import approve, run
from digest.morning import send as sending
from digest.progress import silent
from digest.runtime import Runtime, open_runtime
from tests import newsroom

DIGEST = 'transport = "api"'
WAY = '[transports.api]\nkind = "sendgrid"\nhost = "127.0.0.1"\napi_key = { env = "DIGEST_BENCHMARK_KEY" }\n'
_spawn = multiprocessing.get_context("spawn")


class CountingSink(RequestSink):
    """Says when each request came."""

    said: Connection

    def answered(self) -> None:
        self.said.send(time.monotonic())


@contextmanager
def sink() -> Iterator[tuple[int, list[float]]]:
    """(port, the moments of its requests so far) of a service in another process."""
    here, there = _spawn.Pipe()
    process = _spawn.Process(target=_serve, args=(there,), daemon=True)
    process.start()
    there.close()
    moments: list[float] = []

    def listen() -> None:
        with suppress(EOFError):
            while True:
                moments.append(here.recv())

    try:
        port = here.recv()
        Thread(target=listen, daemon=True).start()
        yield port, moments
    finally:
        process.kill()
        process.join()


def _serve(said: Connection) -> None:
    CountingSink.said = said
    serve(CountingSink, said)


def _settings(file: Path, port: int) -> Settings:
    loaded = config.load(file, environ=os.environ)
    return replace(loaded, transports={"api": replace(loaded.transports["api"], port=port)})


@contextmanager
def _opened(file: Path, port: int) -> Iterator[tuple[Runtime, Edition]]:
    settings = _settings(file, port)
    digest, slot = newsroom.the_digest(settings)
    with open_runtime(settings, environ=os.environ, as_of=slot.send_at) as runtime:
        with runtime.store.read() as db:
            edition = store.editions.by_id(db, slot.id)
        yield runtime, edition or run.run(runtime, digest, slot, send=False, report=silent).edition


def _send(file: Path, port: int, said: Connection) -> None:
    """Sends the edition, and tells its costs."""
    with _opened(file, port) as (runtime, edition):
        digest, slot = newsroom.the_digest(runtime.settings)
        idle = _memory()
        before, began = time.process_time(), time.monotonic()
        _, tally = sending.send(runtime, edition, digest, slot, report=silent)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        said.send((time.monotonic() - began, time.process_time() - before, peak - idle, idle, dict(tally.outcomes)))


def _memory() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _prepared(folder: Path, port: int, readers: int, database: str) -> Path:
    """A newsroom with an approved edition and so many readers."""
    file = newsroom.make(folder, readers=(), digest=DIGEST, more=WAY, database_url=database)
    with _opened(file, port) as (runtime, edition):
        digest, slot = newsroom.the_digest(runtime.settings)
        if edition.state is not EditionState.APPROVED:
            approve.approve(runtime, edition, digest, slot, by="benchmark")
        _fill(runtime, readers)
    return file


def _fill(runtime: Runtime, readers: int) -> None:
    """Subscribers made by the database itself."""
    numbers = (
        f"generate_series(1, {readers}) AS n(i)"
        if runtime.store.dialect == "postgresql"
        else f"(WITH RECURSIVE k(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM k WHERE i < {readers}) SELECT i FROM k) n"
    )
    with runtime.store.write() as db:
        db.exec_driver_sql(
            "INSERT INTO subscribers (id, address, address_key, email, name, created_at) "
            "SELECT i, 'r' || i || '@post.pub', 'k' || i, 'r' || i || '@post.pub', 'Ann', '2026-01-01 00:00:00.000000' "
            f"FROM {numbers}"
        )
        db.exec_driver_sql(
            "INSERT INTO subscriptions (id, subscriber, list, state, origin, topics, pace, created_at, changed_at) "
            "SELECT id, id, 'readers', 'active', 'command', '', 'each', created_at, created_at FROM subscribers"
        )


def whole(readers: int, database: str) -> None:
    with tempfile.TemporaryDirectory() as name, sink() as (port, _):
        file = _prepared(Path(name), port, readers, database)
        here, there = _spawn.Pipe()
        process = _spawn.Process(target=_send, args=(file, port, there))
        process.start()
        there.close()  # or a sender that fails would be waited for
        wall_s, cpu_s, memory, idle, outcomes = here.recv()
        process.join()
    print(
        f"{readers:,} readers end to end: {wall_s:.1f} s ({cpu_s:.1f} s CPU, {cpu_s / readers * 1e6:.1f} µs each), "
        f"{memory / 1e6:.0f} MB above the idle process ({idle / 1e6:.0f} MB); {outcomes}"
    )


def restart(readers: int, database: str) -> None:
    with tempfile.TemporaryDirectory() as name, sink() as (port, moments):
        file = _prepared(Path(name), port, readers, database)
        here, there = _spawn.Pipe()
        process = _spawn.Process(target=_send, args=(file, port, there))
        process.start()
        while len(moments) < readers // 2_000:
            time.sleep(0.01)
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
        began = time.monotonic()
        process = _spawn.Process(target=_send, args=(file, port, there))
        process.start()
        there.close()
        *_, outcomes = here.recv()
        process.join()
        first = min(moment for moment in moments if moment > began)
    print(f"from the start after kill -9 to the first request: {first - began:.2f} s; {outcomes}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--readers", type=int, default=1_000_000)
    parser.add_argument("--database", default="sqlite:///var/digest.db")
    given = parser.parse_args()
    os.environ["DIGEST_BENCHMARK_KEY"] = "SG.key"
    whole(given.readers, given.database)
    restart(given.readers, given.database)


if __name__ == "__main__":
    main()
