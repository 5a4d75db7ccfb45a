"""How fast a mail service's signed events are verified, deduped and told to the books.

    .venv/bin/python -m benchmarks.receipts [--readers 200000] [--events 500] [--near 20] [--http]

Two events a reader (processed, delivered), one in 200 bounced, one in 2,000 complained, one in ten posted twice, in
signed bundles. A bundle's events are about `--near` neighbouring batches: services tell of mails as they go, so a
bundle is about those sent within seconds. `--http` posts them through the whole app in this process.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from starlette.testclient import TestClient

from benchmarks.deliver import filled, freeze
from digest import api, deliver
from digest.deliver.transports.protocol import Doubt
from digest.model.settings import Deliveries
from digest.model.transport import Transport, TransportKind
from digest.store import Store, tallies
from tests.deliver import world
from tests.deliver.peers.events import Account, Post, event
from tests.deliver.world import DUE, EDITION
from tests.web import house

ACCOUNT = Account()
WAY = Transport(name="letters", kind=TransportKind.SENDGRID, webhook_key=ACCOUNT.webhook_key)
BATCH = 1_000


def deliveries(readers: int) -> list[str]:
    return [f"{(reader - 1) // BATCH + 1}-{reader}" for reader in range(1, readers + 1)]


def events(readers: int, near: int) -> Iterator[dict[str, object]]:
    """In the order they are told: shuffled among so many neighbouring batches."""
    chance = random.Random(1)
    everyone = deliveries(readers)
    for start in range(0, readers, near * BATCH):
        told = []
        for delivery in everyone[start : start + near * BATCH]:
            told.append(event("processed", delivery))
            if chance.random() < 1 / 200:
                told.append(event("bounce", delivery, type="bounce", status="5.1.1", reason="550 5.1.1 no such user"))
            else:
                told.append(event("delivered", delivery, response="250 2.0.0 OK"))
            if chance.random() < 1 / 2_000:
                told.append(event("spamreport", delivery))
        told += chance.sample(told, len(told) // 10)
        chance.shuffle(told)
        yield from told


def bundles(readers: int, size: int, near: int) -> list[Post]:
    told = list(events(readers, near))
    return [ACCOUNT.post(told[start : start + size]) for start in range(0, len(told), size)]


def directly(store: Store, posts: list[Post]) -> None:
    for post in posts:
        found = deliver.RECEIPTS[WAY.kind](WAY, post.body, post.headers)
        assert not isinstance(found, Doubt)
        deliver.take_in(store, found, now=DUE, most=Deliveries())


def by_http(folder: Path, database: str, posts: list[Post]) -> None:
    with house.opened(folder, database) as runtime:
        runtime.settings.transports["letters"] = WAY  # type: ignore[index]  # a dict underneath
        client = TestClient(api.app(runtime))
        for post in posts:
            answer = client.post("/webhooks/sendgrid/letters", content=post.body, headers=post.headers)
            assert answer.status_code == 204, answer.text


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=200_000)
    parser.add_argument("--events", type=int, default=500, help="in one bundle")
    parser.add_argument("--near", type=int, default=20, help="batches that a bundle is about")
    parser.add_argument("--http", action="store_true")
    given = parser.parse_args()
    posts = bundles(given.readers, given.events, given.near)
    count = sum(post.body.count(b'"event":') for post in posts)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = filled(folder, given.readers)
        freeze(store, given.readers)
        with store.write() as db:
            db.exec_driver_sql("UPDATE batches SET state = 'done', accepted = size")
        before = (folder / "bench.db").stat().st_size
        cpu, wall = time.process_time(), time.perf_counter()
        by_http(folder, f"sqlite:///{folder}/bench.db", posts) if given.http else directly(store, posts)
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        with store.read() as db:
            told = world.outcomes(tallies.of_edition(db, EDITION))
            bytes_ = db.exec_driver_sql("SELECT sum(length(bits)) FROM delivered").scalar() or 0
        grown = (folder / "bench.db").stat().st_size - before
        store.close()
    print(f"{count:,} events in {len(posts):,} bundles: {count / wall:,.0f} a second, {count / cpu:,.0f} a core second")
    print(
        f"{bytes_ / given.readers:.3f} bytes a reader say who has it; the file grew by {grown / given.readers:.1f} each"
    )
    print(told)


if __name__ == "__main__":
    main()
