"""`kill -9` in the middle: the peer's own log is the judge."""

import fcntl
import json
import random
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from digest.deliver import transports
from digest.store import Store, open_store, tallies
from tests.deliver import scene as scenes
from tests.deliver import sender, world
from tests.deliver.sender import CONNECTIONS
from tests.deliver.world import DUE, EDITION

READERS = 120
BATCH = 10
KILLS = 2

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("peer", "unit", "steps"),
    [(scenes.relay, 1, 250), (scenes.service, BATCH, 8), (scenes.service_ahead, 0, 12)],
    ids=["smtp", "sendgrid", "sendgrid ahead"],
)
def test_after_kill_9_sending_goes_on_and_at_most_a_unit_a_connection_is_unknown(
    store: Store, store_url: str, tmp_path: Path, peer, unit: int, steps: int
):
    everybody, chance = scenes.owed(store, READERS, batch=BATCH), random.Random(f"{peer.__name__} {store_url[:6]}")
    with peer(store_url, tmp_path) as scene:
        killed = 0
        for kill in range(KILLS):
            killed += scene.run(kill_at=chance.randint(1, max(2, steps // (kill + 1)))) == -signal.SIGKILL
        assert scene.run() == 0
        scene.hour_comes()
    assert killed == KILLS
    handed = Counter(scene.readers)
    in_doubt = scenes.unknown(store)
    assert max(handed.values()) == 1, "nobody is handed over twice"
    assert set(handed) | in_doubt == everybody, "nobody is lost without being named"
    assert len(in_doubt) <= killed * CONNECTIONS * unit
    with store.read() as db:
        counts = world.outcomes(tallies.of_edition(db, EDITION))
    assert counts == {
        state: count for state, count in (("accepted", READERS - len(in_doubt)), ("unknown", len(in_doubt))) if count
    }


def test_a_folder_knows_after_kill_9_what_it_has(sqlite_url: str, tmp_path: Path):
    store = open_store(sqlite_url)
    ids = world.readers(store, 60)
    world.frozen(store, ids, size=BATCH)
    scene = scenes.Scene(sqlite_url, tmp_path, "folder", 0, [], scenes.Killer())
    process = scene.start()
    outbox = tmp_path / "var/outbox" / EDITION
    while process.is_alive() and not (outbox.exists() and len(list(outbox.iterdir())) > 5):
        process.join(0.001)
    process.kill()
    process.join()
    assert scene.run() == 0
    assert len([file for file in outbox.iterdir() if file.suffix == ".eml"]) == 60
    with store.read() as db:
        assert world.outcomes(tallies.of_edition(db, EDITION)) == {"accepted": 60}
    store.close()


def test_two_senders_at_once_share_the_batches_and_nobody_has_two_mails(store: Store, store_url: str, tmp_path: Path):
    everybody = scenes.owed(store, READERS, batch=BATCH)
    with scenes.relay(store_url, tmp_path) as scene:
        both = [scene.start(), scene.start()]
        assert [scenes.ended(process) for process in both] == [0, 0]
    assert sorted(scene.readers) == sorted(everybody)
    assert scenes.unknown(store) == set()


@pytest.fixture
def half(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[Store, scenes.Scene]]:
    """A sender that was killed in the middle of its mails."""
    opened = open_store(sqlite_url)
    world.frozen(opened, world.readers(opened, READERS), size=1_000)
    with scenes.relay(sqlite_url, tmp_path) as scene:
        assert scene.run(kill_at=120) == -signal.SIGKILL
        yield opened, scene
    opened.close()


def test_after_a_power_cut_what_the_journal_does_not_say_proves_nothing(half: tuple[Store, scenes.Scene]):
    store, scene = half
    (journal,) = (scene.folder / "journal").iterdir()
    header, newline, records = journal.read_bytes().partition(b"\n")
    other_boot = json.dumps({**json.loads(header), "boot": "another"}).encode()
    said = records.rstrip(b"\0")
    journal.write_bytes(other_boot + newline + said[: len(said) // 2])
    assert scene.run() == 0
    assert max(Counter(scene.readers).values()) == 1
    assert len(scene.readers) + len(scenes.unknown(store) - set(scene.readers)) == READERS


def test_a_lost_machines_batches_wait_out_its_lease_and_its_window_is_unknown(half: tuple[Store, scenes.Scene]):
    store, scene = half
    (journal,) = (scene.folder / "journal").iterdir()
    journal.unlink()
    transport = transports.open_transport(sender.way("smtp", scene.port), secret=lambda _: "", root=scene.folder)
    before = len(scene.readers)
    soon = world.send(store, transport, scene.folder, now=DUE + timedelta(minutes=4))
    assert len(scene.readers) == before
    assert world.outcomes(soon)["sending"] > 0
    world.send(store, transport, scene.folder, now=DUE + timedelta(minutes=6))
    assert max(Counter(scene.readers).values()) == 1
    assert len(scene.readers) + len(scenes.unknown(store) - set(scene.readers)) == READERS


def test_a_living_senders_journal_is_left_alone(half: tuple[Store, scenes.Scene]):
    store, scene = half
    (journal,) = (scene.folder / "journal").iterdir()
    with journal.open("rb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert scene.run() == 0
        assert journal.exists()
    with store.read() as db:
        assert world.outcomes(tallies.of_edition(db, EDITION))["sending"] > 0
    assert scene.run() == 0
    assert not journal.exists()
    assert len(scene.readers) + len(scenes.unknown(store) - set(scene.readers)) == READERS
