"""After `kill -9`, with evidence: nobody is lost, nobody is mailed twice, nobody stays unknown."""

import random
import signal
from collections import Counter
from pathlib import Path

import pytest

from digest.store import open_store, tallies
from tests.deliver import evidence, scene, world
from tests.deliver.world import EDITION

READERS = 120
BATCH = 10


@pytest.mark.parametrize(
    ("peer", "steps"), [(scene.relay, 60), (scene.service, 5)], ids=["a mail log", "signed events"]
)
def test_after_kill_9_evidence_leaves_nobody_lost_twice_or_unknown(
    sqlite_url: str, tmp_path: Path, peer: scene.Peer, steps: int
):
    """PostgreSQL's turn is in tests/prove/kills.py."""
    store, chance = open_store(sqlite_url), random.Random(steps)
    everybody = scene.owed(store, READERS, batch=BATCH)
    with peer(sqlite_url, tmp_path) as opened:
        killed = sum(opened.run(kill_at=chance.randint(2, steps)) == -signal.SIGKILL for _ in range(2))
        assert opened.run() == 0
        assert scene.unknown(store)
        evidence.settled(store, opened, tmp_path)
        assert scene.unknown(store) == set()
        assert opened.run() == 0
    assert killed == 2
    assert Counter(opened.readers) == Counter(everybody)
    with store.read() as db:
        assert set(world.outcomes(tallies.of_edition(db, EDITION))) <= {"accepted", "delivered"}
    store.close()
