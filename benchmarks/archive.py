"""How quickly the archive of ten years of a daily is searched and shown.

    .venv/bin/python -m benchmarks.archive [--database URL] [--years 10]

Makes 16 stories a day out of a made-up vocabulary whose words are as unevenly frequent as those of a language, then
asks questions of one to three words, and gets pages from the site as it is served. Without a URL: SQLite in a temporary
folder. The database of a URL must be empty.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from digest import schedule, search, store
from digest.model.edition import Edition, EditionState, Section
from digest.runtime import Runtime
from tests import world
from tests.web import house

STORIES_A_DAY = 16
WORDS = 30_000
QUESTIONS = 200
PAGES = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", default="")
    parser.add_argument("--years", type=int, default=10)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = chosen.database or f"sqlite:///{folder}/digest.db"
        with house.opened(Path(folder), database) as runtime:
            measure(runtime, days=365 * chosen.years)


def measure(runtime: Runtime, *, days: int) -> None:
    rng = random.Random(7)
    vocabulary = [_word(rng) for _ in range(WORDS)]
    weights = [1 / rank for rank in range(1, WORDS + 1)]

    def text(length: int) -> str:
        return " ".join(rng.choices(vocabulary, weights, k=length)).capitalize()

    began = time.perf_counter()
    _fill(runtime, days, text)
    stories = days * STORIES_A_DAY
    print(f"{stories:,} stories of {days:,} editions stored in {time.perf_counter() - began:.1f} s")

    for length in (1, 2, 3):
        rare = [" ".join(rng.choices(vocabulary[50:], weights[50:], k=length)) for _ in range(QUESTIONS)]
        _tell(f"{length} words", [_timed(partial(_find, runtime, q)) for q in rare])
    _tell("the most frequent word", [_timed(partial(_find, runtime, vocabulary[0])) for _ in range(20)])

    client = house.client(runtime)
    day = house.DAY.isoformat()
    pages = {
        "front": "/",
        "archive": "/morning?page=7",
        "edition": f"/morning/{day}",
        "story": f"/story/{_id(0)}",
        "search": f"/search?q={vocabulary[80]}",
        "feed": "/morning/feed.xml",
        "sitemap index": "/sitemap.xml",
    }
    for name, path in pages.items():
        assert client.get(path).status_code == 200, path
        _tell(f"page: {name}", [_timed(partial(client.get, path)) for _ in range(PAGES)])


def _fill(runtime: Runtime, days: int, text: Callable[[int], str]) -> None:
    for start in range(0, days, 100):
        with runtime.store.write() as db:
            for back in range(start, min(days, start + 100)):
                slot = schedule.slot(house.digest_of(runtime), house.DAY - timedelta(days=back))
                edition = _edition(back, text)
                store.slots.open_(db, slot)
                store.stories.put(db, [world.story(id=story.id, lead="", articles=()) for story in edition.stories])
                store.editions.put(db, replace(edition, id=slot.id, date=slot.date), now=runtime.now())
                sent = replace(edition, id=slot.id, date=slot.date, state=EditionState.SENT, version=2)
                store.editions.put(db, sent, now=runtime.now())


def _edition(back: int, text: Callable[[int], str]) -> Edition:
    stories = tuple(
        world.printed(
            id=_id(back * STORIES_A_DAY + n), headline=text(9), dek=text(28), url=f"https://gazette.example/{back}/{n}"
        )
        for n in range(STORIES_A_DAY)
    )
    sections = (Section(topic="World", slug="world", stories=stories),)
    return world.edition(sections=sections, state=EditionState.APPROVED, subject=stories[0].headline)


def _find(runtime: Runtime, question: str) -> None:
    with runtime.store.read() as db:
        store.printed.find(db, search.question(question), ["morning"], limit=20)


def _id(number: int) -> str:
    return f"{number:016x}"


def _word(rng: random.Random) -> str:
    return "".join(rng.choice("bdfgklmnprst") + rng.choice("aeiou") for _ in range(rng.randint(2, 5)))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1_000


def _tell(what: str, times_ms: Sequence[float]) -> None:
    p95 = statistics.quantiles(times_ms, n=20)[18]
    print(f"{what}: median {statistics.median(times_ms):.1f} ms, p95 {p95:.1f} ms")


if __name__ == "__main__":
    main()
