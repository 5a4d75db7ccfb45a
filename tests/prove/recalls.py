"""Senders that hand over ahead of the hour, while somebody pauses, calls back and lifts the pause again and again.

    python -m tests.prove.recalls [--editions 4] [--seed 1]

Two senders, one of whose answers in twenty is lost, on SQLite and on PostgreSQL: at their hour each reader has one mail
and nobody is unknown. SendGrid's limit of ten ids is lifted for it, else it would be over at once.
"""

import argparse
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from digest import deliver
from digest.deliver.transports.sendgrid import SendGrid
from digest.errors import DigestError
from digest.model.transport import Transport, TransportKind
from digest.store import open_store, pauses
from tests import postgresql, tables
from tests.deliver import world
from tests.deliver.peers import sendgrid
from tests.deliver.peers.sendgrid import CLOSE_AFTER, Log
from tests.deliver.world import DUE, EDITION

READERS = 300
BATCH = 5
RACE_S = 4.0
ROUNDS_MAX = 20  # of a sender that is alone in the end
EARLY = DUE - timedelta(hours=1)
AHEAD = timedelta(hours=2)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--editions", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    failed = False
    with ExitStack() as stack:
        server = stack.enter_context(postgresql.running())
        databases: dict[str, Callable[[Path], str]] = {
            "sqlite": _sqlite,
            "postgresql": lambda _: server.new_database(),
        }
        for name, url in databases.items():
            for number in range(given.editions):
                with tempfile.TemporaryDirectory() as folder:
                    chance = random.Random(f"{given.seed} {name} {number}")
                    log, faults = _edition(url(Path(folder)), Path(folder), chance)
                print(
                    f"{name}: {len(log.ids)} ids, {len(log.cancelled)} called back; {faults or 'as promised'}",
                    flush=True,
                )
                failed |= bool(faults)
    return int(failed)


def _sqlite(folder: Path) -> str:
    (folder / "digest.db").write_bytes(tables.sqlite())
    return f"sqlite:///{folder}/digest.db"


def _edition(url: str, folder: Path, chance: random.Random) -> tuple[Log, list[str]]:
    store = open_store(url)
    world.frozen(store, world.readers(store, READERS), size=BATCH)

    def trouble(_number: int, _made: object) -> str | None:
        time.sleep(chance.random() * 0.01)
        return CLOSE_AFTER if chance.random() < 0.05 else None

    with sendgrid.running(trouble) as server:
        server.log.cancelled_max = sys.maxsize
        raised: list[str] = []
        _race(
            [
                partial(_send, url, folder / "one", server.port),
                partial(_send, url, folder / "two", server.port),
                partial(_pause, url, server.port, chance),
            ],
            raised,
        )
        over = threading.Event()
        for _ in range(ROUNDS_MAX):
            _send(url, folder / "end", server.port, over, rounds=1)
            counts = world.outcomes(deliver.tally(store, EDITION))
            if counts == {"accepted": READERS}:
                break
        server.log.pass_time(int(DUE.timestamp()))
        faults = [*raised, *_wrong(counts, Counter(server.log.readers))]
    store.close()
    return server.log, faults


def _wrong(counts: dict[str, int], handed: Counter[str]) -> Iterator[str]:
    if counts != {"accepted": READERS}:
        yield f"the books say {counts}"
    if len(handed) != READERS:
        yield f"{READERS - len(handed)} lost"
    if twice := sum(times > 1 for times in handed.values()):
        yield f"{twice} mailed twice"


def _race(all_: list[Callable[[threading.Event], None]], raised: list[str]) -> None:
    over = threading.Event()

    def run(one: Callable[[threading.Event], None]) -> None:
        try:
            one(over)
        except Exception as error:  # noqa: BLE001 (whatever it is, it is a fault)
            raised.append(repr(error))

    threads = [threading.Thread(target=run, args=(one,)) for one in all_]
    for thread in threads:
        thread.start()
    time.sleep(RACE_S)
    over.set()
    for thread in threads:
        thread.join()


def _send(url: str, folder: Path, port: int, over: threading.Event, *, rounds: int = sys.maxsize) -> None:
    store, way = open_store(url), _account(port)
    while rounds and not over.is_set():
        rounds -= 1
        with suppress(DigestError):  # a service that does not answer, or an edition that somebody changes
            world.send(store, way, folder, now=EARLY, ahead=AHEAD, owner=folder.name)
    store.close()


def _pause(url: str, port: int, chance: random.Random, over: threading.Event) -> None:
    store, way = open_store(url), _account(port)
    while not over.is_set():
        time.sleep(chance.random() * 0.3)
        with store.write() as db:
            pauses.pause(db, EDITION, "a wrong headline", now=EARLY)
        for _ in range(3):
            deliver.recall(store, EDITION, way.keeping, clock=lambda: EARLY)
        with store.write() as db:
            pauses.lift(db, EDITION, now=EARLY)
    store.close()
    way.close()


def _account(port: int) -> SendGrid:
    way = Transport(
        name="sg",
        kind=TransportKind.SENDGRID,
        host="127.0.0.1",
        port=port,
        connections=3,
        timeout_s=20,
        ahead_minutes=120,
    )
    return SendGrid(way, api_key="SG.key", now=EARLY.timestamp)


if __name__ == "__main__":
    sys.exit(main())
