"""Hundreds of `kill -9` at random moments of a sending, judged by the peer's own log.

    python -m tests.prove.kills [--kills 200] [--seed 1] [--peer smtp]

By SMTP and through SendGrid's double, at the hour and ahead of it, on SQLite and on PostgreSQL. Of an edition's
readers nobody may be lost without being named and nobody handed over twice; unknown is at most a unit (a mail, a
request) for each connection and kill, and nobody ahead of the hour. Then evidence is let in, a Postfix's log or
SendGrid's signed events, both made from the peer's own log: what was never taken is sent again, and nobody may be lost,
unknown, or have it twice.
"""

import argparse
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

from digest.store import open_store, tallies
from tests import postgresql, victims
from tests.deliver import evidence, world
from tests.deliver import scene as scenes
from tests.deliver.scene import Peer
from tests.deliver.sender import CONNECTIONS
from tests.deliver.world import EDITION

victims.preload("tests.deliver.evidence")
READERS = 400
BATCH = 20
PEERS: tuple[tuple[str, Peer, int, int, int], ...] = (
    ("smtp", scenes.relay, 1, 90, 1_000),
    ("sendgrid", scenes.service, BATCH, 4, 1_000),
    ("sendgrid ahead", scenes.service_ahead, 0, 24, 8),
)
"""(name, peer, readers a unit that stay unknown, steps of the peer before a kill at the most, kills of an edition at
the most): ahead of the hour each kill costs one of the ten ids that a service calls back.
"""


@dataclass
class Verdict:
    """What became of one case's editions."""

    kills: int = 0
    editions: int = 0
    readers: int = 0
    unknown: int = 0
    unknown_taken: int = 0
    """Of them: those that the peer had taken."""
    wrong: list[str] = field(default_factory=list)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--peer", choices=[peer[0] for peer in PEERS], help="only this one")
    given = parser.parse_args()
    failed = False
    with ExitStack() as stack:
        server = stack.enter_context(postgresql.running())
        databases: dict[str, Callable[[Path], str]] = {
            "sqlite": lambda folder: f"sqlite:///{folder}/digest.db",
            "postgresql": lambda _: server.new_database(),
        }
        cases = list(product((one for one in PEERS if given.peer in (None, one[0])), databases.items()))
        for (kind, peer, unit, steps, most), (database, url) in cases:
            started = time.monotonic()
            chance = random.Random(f"{given.seed} {kind} {database}")
            verdict = Verdict()
            while verdict.kills < given.kills / len(cases):
                _edition(verdict, peer, unit, steps, most, url, chance)
            failed |= bool(verdict.wrong)
            print("\n".join(_report(verdict, f"{kind}, {database}", time.monotonic() - started)), flush=True)
    return 1 if failed else 0


def _edition(
    verdict: Verdict, peer: Peer, unit: int, steps: int, most: int, url: Callable[[Path], str], chance: random.Random
) -> None:
    """One edition, its sender killed again and again until it is through."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        database = url(folder)
        store = open_store(database)
        everybody = scenes.owed(store, READERS, batch=BATCH)
        killed = 0
        with peer(database, folder) as scene:
            while (code := scene.run(kill_at=chance.randint(1, steps) if killed < most else 0)) == -signal.SIGKILL:
                killed += 1
            if code != 0:
                verdict.wrong.append(
                    f"a sender did not end well ({code}; None: not in time), so nothing else here counts"
                )
            scene.hour_comes()
            unknown, handed = scenes.unknown(store), Counter(scene.readers)
            with store.read() as db:
                counts = world.outcomes(tallies.of_edition(db, EDITION))
            evidence.settled(store, scene, folder)
            scene.run()
            scene.hour_comes()
            if (still := scenes.unknown(store)) or Counter(scene.readers) != Counter(everybody):
                verdict.wrong.append(f"with evidence: {len(still)} unknown, {len(scene.readers)} handed over")
        store.close()
    verdict.kills += killed
    verdict.editions += 1
    verdict.readers += READERS
    verdict.unknown += len(unknown)
    verdict.unknown_taken += len(unknown & set(handed))
    verdict.wrong += _wrong(everybody, handed, unknown, counts, most=killed * CONNECTIONS * unit)


def _wrong(
    everybody: set[str], handed: Counter[str], unknown: set[str], counts: dict[str, int], *, most: int
) -> Iterator[str]:
    if lost := everybody - set(handed) - unknown:
        yield f"{len(lost)} lost without a name"
    if twice := [address for address, times in handed.items() if times > 1]:
        yield f"{len(twice)} handed over twice"
    if len(unknown) > most:
        yield f"{len(unknown)} unknown, over {most}"
    if counts.get("accepted", 0) + len(unknown) != READERS:
        yield f"the books say {counts}"


def _report(verdict: Verdict, case: str, took_s: float) -> Iterator[str]:
    yield (
        f"{case}: {verdict.kills} kills in {verdict.editions} editions of {READERS} readers: "
        f"{verdict.unknown} unknown by name ({verdict.unknown_taken} of them had it), "
        f"{verdict.unknown / max(1, verdict.kills):.1f} a kill; {len(verdict.wrong)} faults ({took_s:.0f} s)"
    )
    yield from verdict.wrong


if __name__ == "__main__":
    sys.exit(main())
