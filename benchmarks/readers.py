"""What a million readers cost: import, a sync of the same file, an export, and an edition's audience.

    .venv/bin/python -m benchmarks.readers [sqlite] [postgresql] [--rows 1000000] [--random]

The people are made up: ten topics, of which four in ten readers take all and the others one to five; 24 hours; four
locales. `--random`: each reader a random half of the topics, the worst there is for segments. PostgreSQL is started
for this. Every step runs in a process of its own; memory is its greatest resident set less that before the step.
"""

import argparse
import multiprocessing
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from digest import audience, schedule, store
from digest.model.edition import EditionState, Section
from digest.people import export_lists, import_file, sync
from digest.progress import silent
from digest.runtime import Runtime
from tests import newsroom, postgresql, world

TOPICS = ("World", "Business", "Science", "Sport", "Culture", "Politics", "Health", "Climate", "Local", "Technology")
LOCALES = ("", "de", "fr", "es")
DOMAINS = 3_000


def people(file: Path, rows: int, *, at_random: bool) -> None:
    """A list of `rows` people, always the same."""
    draw = random.Random(7)
    with file.open("w", encoding="utf-8") as out:
        out.write("email,name,topics,hour,timezone,locale,pace\n")
        for n in range(rows):
            domain = f"mail{min(draw.randrange(DOMAINS), draw.randrange(DOMAINS))}.example"
            hour, locale = draw.randrange(24), draw.choice(LOCALES)
            out.write(f"reader.{n}@{domain},Reader Nº {n},{_topics(draw, at_random=at_random)},{hour},,{locale},\n")


def _topics(draw: random.Random, *, at_random: bool) -> str:
    if at_random:
        return "|".join(topic for topic in TOPICS if draw.random() < 0.5)
    some = draw.sample(TOPICS, draw.choice((1, 2, 3, 5)))
    return "" if draw.random() < 0.4 else "|".join(topic for topic in TOPICS if topic in some)


def importing(runtime: Runtime, folder: Path) -> str:
    done = import_file.import_file(runtime, folder / "people.csv", "readers")
    return f"{done.rows:,} rows"


def syncing(runtime: Runtime, folder: Path) -> str:
    """The second sync of a file whose rows are all there."""
    del folder
    done = sync.sync(runtime, "second")
    return f"{done.added:,} added, {done.unchanged:,} unchanged"


def exporting(runtime: Runtime, folder: Path) -> str:
    export_lists.write(runtime, ("readers",), folder / "out.csv", report=silent)
    return f"{(folder / 'out.csv').stat().st_size / 1e6:.0f} MB"


def freezing(runtime: Runtime, folder: Path) -> str:
    """Select, dedupe over two lists, suppress, segment, bound, freeze, in one transaction."""
    del folder
    digest = replace(runtime.settings.digests["morning"], topics=TOPICS, lists=("readers", "second"))
    slot = schedule.slot(digest, newsroom.DAY)
    stories = {t: tuple(world.printed(id=f"{t}{n}", topic=t) for n in range(2)) for t in TOPICS}
    edition = world.edition(
        state=EditionState.APPROVED,
        sections=tuple(Section(topic=t, slug=t.lower(), stories=some) for t, some in stories.items()),
    )
    with runtime.store.write() as db:
        store.slots.open_(db, slot)
        planned = audience.batches(
            edition,
            store.people.candidates(db, digest.lists),
            digest=digest,
            slot=slot,
            contents=audience.contents(edition, aliases={}, themes=()),
            due=partial(schedule.reader_due, slot, digest),
            now=slot.send_at - timedelta(hours=1),
        )
        store.audiences.freeze(db, edition.id, planned, now=slot.send_at)
    with runtime.store.read() as db:
        tally, segments = store.tallies.of_edition(db, edition.id), store.audiences.segments(db, edition.id)
    return f"{tally.candidates:,} candidates, {tally.batched:,} readers, {len(segments):,} segments"


STEPS: dict[str, Callable[[Runtime, Path], str]] = {
    "import": importing,
    "sync, first": syncing,
    "sync, again": syncing,
    "export": exporting,
    "audience": freezing,
}


def _step(name: str, folder: Path) -> None:
    with newsroom.opened(folder / "config.toml") as runtime:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        wall, cpu = time.perf_counter(), time.process_time()
        said = STEPS[name](runtime, folder)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        more = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
        print(f"  {name:12} {wall:6.1f} s, {cpu:6.1f} s CPU, {more:4.0f} MB more   {said}", flush=True)


@contextmanager
def database(kind: str) -> Iterator[str]:
    if kind == "sqlite":
        yield "sqlite:///var/digest.db"
        return
    with postgresql.running() as server:
        yield server.new_database()


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("kinds", nargs="*", default=["sqlite", "postgresql"])
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--random", action="store_true")
    chosen = options.parse_args()
    fresh = multiprocessing.get_context("spawn")
    for kind in chosen.kinds:
        with tempfile.TemporaryDirectory() as name, database(kind) as url:
            folder = Path(name)
            newsroom.make(folder, database_url=url)
            people(folder / "people.csv", chosen.rows, at_random=chosen.random)
            # The second list shares a tenth of its people with the first.
            people(folder / "subscribers" / "second.csv", chosen.rows // 10, at_random=chosen.random)
            print(f"{kind}, {chosen.rows:,} rows, {(folder / 'people.csv').stat().st_size / 1e6:.0f} MB")
            for step in STEPS:
                child = fresh.Process(target=_step, args=(step, folder))
                child.start()
                child.join()


if __name__ == "__main__":
    main()
