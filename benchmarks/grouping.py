"""Measure stories, topics and related links on labelled sets, and the time of large days.

    python benchmarks/grouping.py --data FOLDER                     # the table, with the weights that are shipped
    python benchmarks/grouping.py --data FOLDER --folds 4           # stories by weights that never saw them
    python benchmarks/grouping.py --data FOLDER --sizes 1000 10000  # seconds and memory of a day of that many
    python benchmarks/grouping.py --data FOLDER --added 10000       # seconds to add a hundred to a day of that many
    python benchmarks/grouping.py --data FOLDER --portions 10       # stories of a day that comes little by little
    python benchmarks/grouping.py --data FOLDER --corrected huff    # topics after editors' corrections
    python benchmarks/grouping.py --data FOLDER --embeddings …      # any of these with the extra, if it is installed

FOLDER holds .jsonl files of rows with id, title, lead?, story? and topic?, and `topics-<set>.toml` for sets with
topics. BCubed is averaged over articles; P@5 of related is divided by min(5, true matches).
"""

import argparse
import functools
import hashlib
import json
import random
import resource
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import train_pairs
from digest import group
from digest.group import judge, labelled
from digest.group.vectors import Encoder
from digest.model.article import Article
from digest.model.settings import Topic

Rows = list[dict[str, Any]]
CORRECTIONS = (1, 2, 5, 10, 20)
DRAWS = 5
ADDED = 100  # articles that come late on a large day …
TURNS = 5  # … so often, for the time in the middle
EXAMPLES = 20  # of each topic
CHANGED = 0.2  # share of the words replaced in copies that fill a large day


def read(path: Path) -> Rows:
    return [json.loads(line) for line in path.read_text("utf8").splitlines()]


def topics_of(folder: Path, name: str) -> tuple[Topic, ...]:
    path = folder / f"topics-{name}.toml"
    listed = tomllib.loads(path.read_text("utf8"))["topics"] if path.exists() else []
    return tuple(Topic(**{**topic, "keywords": tuple(topic["keywords"])}) for topic in listed)


def grouped(labels: Mapping[str, object]) -> dict[object, set[str]]:
    groups: dict[object, set[str]] = defaultdict(set)
    for article, label in labels.items():
        groups[label].add(article)
    return groups


def bcubed(
    gold: Mapping[str, object], found: Mapping[str, object], over: Collection[str]
) -> tuple[float, float, float]:
    """Precision, recall and F1 of the groups that the articles `over` are in."""
    true, made = grouped(gold), grouped(found)
    shared = {article: len(true[gold[article]] & made[found[article]]) for article in over}
    precision = sum(count / len(made[found[article]]) for article, count in shared.items()) / len(shared)
    recall = sum(count / len(true[gold[article]]) for article, count in shared.items()) / len(shared)
    return precision, recall, 2 * precision * recall / (precision + recall)


def junk(gold: Mapping[str, object], found: Mapping[str, object]) -> float:
    """Share of three or more unrelated events among stories of three or more."""
    many = [len({gold[a] for a in members}) >= 3 for members in grouped(found).values() if len(members) >= 3]
    return sum(many) / max(1, len(many))


def related(gold: Mapping[str, object], ranked: Mapping[str, Sequence[str]]) -> float:
    groups = grouped(gold)
    scores = [
        sum(other in groups[gold[article]] - {article} for other in ranked[article][:5])
        / min(5, len(groups[gold[article]]) - 1)
        for article in gold
        if len(groups[gold[article]]) > 1
    ]
    return sum(scores) / max(1, len(scores))


def topic_scores(gold: Mapping[str, str], found: Mapping[str, object]) -> tuple[float, float]:
    """Accuracy and macro-F1."""
    hits = Counter(topic for article, topic in gold.items() if found[article] == topic)
    wanted, given = Counter(gold.values()), Counter(found[article] for article in gold)
    f1 = [2 * hits[topic] / (wanted[topic] + given[topic]) for topic in wanted]
    return hits.total() / len(gold), sum(f1) / len(f1)


def measured(rows: Rows, topics: tuple[Topic, ...], encoder: Encoder | None) -> dict[str, float]:
    found: dict[str, Any] = {str(row["id"]): row for row in labelled.rows(rows, topics, encoder=encoder)}
    figures: dict[str, float] = {}
    story = {row["id"]: row["story"] for row in rows if row.get("story")}
    if story:
        made = {article: found[article]["story"] for article in story}
        figures |= dict(zip(("precision", "recall", "F1"), bcubed(story, made, story), strict=True))
        figures |= {"junk": junk(story, made)}
        figures["related"] = related(story, {article: found[article]["related"] for article in story})
    topic = {row["id"]: row["topic"] for row in rows if row.get("topic")}
    if topic and topics:
        scores = topic_scores(topic, {article: found[article]["topic"] for article in topic})
        figures |= dict(zip(("topic", "topic F1"), scores, strict=True))
    return figures


def unseen(folder: Path, folds: int, encoder: Encoder | None) -> None:
    """Measures every set's stories, each by weights learned from the other folds' stories."""
    parts: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    junked: dict[str, list[float]] = defaultdict(list)
    for fold in range(folds):
        pairs = train_pairs.pairs_of(folder, folds=folds, left_out=fold, encoder=encoder)
        learned = train_pairs.learned(pairs)
        if encoder:
            learned = judge.joined(learned, train_pairs.learned_of_senses(pairs, learned))
        judge.load = functools.cache(lambda learned=learned, **_: learned)
        for name, rows in sets(folder):
            gold = {row["id"]: row["story"] for row in rows if row.get("story")}
            kept = [article for article, story in gold.items() if train_pairs.fold_of(story, folds) == fold]
            if kept:
                found = {str(row["id"]): row["story"] for row in labelled.rows(rows, (), encoder=encoder)}
                parts[name].append((*bcubed(gold, found, kept)[:2], len(kept)))
                junked[name].append(junk(gold, found))
    for name, each in parts.items():
        total = sum(count for *_, count in each)
        precision, recall = (sum(part[at] * part[2] for part in each) / total for at in (0, 1))
        f1 = 2 * precision * recall / (precision + recall)
        mean_junk = sum(junked[name]) / len(junked[name])
        show(name, {"precision": precision, "recall": recall, "F1": f1, "junk": mean_junk})


def sets(folder: Path) -> Iterable[tuple[str, Rows]]:
    for path in sorted(folder.glob("*.jsonl")):
        yield path.stem, read(path)


def show(name: str, figures: Mapping[str, float]) -> None:
    print(f"{name:8}", "  ".join(f"{key} {value:.3f}" for key, value in figures.items()), flush=True)


def large_day(folder: Path, size: int) -> Rows:
    """The sets' texts, then copies of them with a fifth of the words changed."""
    chance = random.Random(0)
    base = [row for _, rows in sets(folder) for row in rows]
    chance.shuffle(base)
    words = [word for row in base[:4_000] for word in f"{row['title']} {row.get('lead', '')}".split()]

    def copy(at: int) -> dict[str, Any]:
        row = base[at % len(base)]
        texts = {key: row[key] for key in ("title", "lead") if row.get(key)}
        if at >= len(base):
            texts = {key: " ".join(_changed(text.split(), words, chance)) for key, text in texts.items()}
        return {"id": hashlib.sha256(str(at).encode()).hexdigest()[:16], **texts}

    return [copy(at) for at in range(size)]


def _changed(text: Sequence[str], words: Sequence[str], chance: random.Random) -> list[str]:
    return [chance.choice(words) if chance.random() < CHANGED else word for word in text]


def added(folder: Path, size: int, encoder: Encoder | None) -> None:
    """Adds a hundred articles to a day, without topics and with those of the set that has most, and examples."""
    articles = labelled.articles(large_day(folder, size + ADDED))
    taught = [row for row in read(folder / "huff.jsonl") if row.get("topic")]
    examples = [labelled.correction(row) for row in _drawn(taught, EXAMPLES, random.Random(0))]
    topics = topics_of(folder, "huff")
    contexts = {
        "no topics": group.Context(encoder=encoder),
        f"{len(topics)} topics, {len(examples)} examples": group.Context(
            encoder=encoder, topics=topics, corrections=tuple(examples)
        ),
    }
    for name, context in contexts.items():
        known: dict[str, Any] = {"edits": (), "context": context, "now": articles[0].known_at}
        before = group.grouped(articles[:size], earlier=(), **known)
        spent = []
        for _ in range(TURNS):
            cpu = time.process_time()
            group.grouped(articles, earlier=before.stories, before=before, **known)
            spent.append(time.process_time() - cpu)
        print(f"{ADDED} articles more than {size}, {name}: {sorted(spent)[TURNS // 2]:.2f} s of CPU", flush=True)


def portioned(folder: Path, count: int) -> None:
    """The stories of a day that comes in so many portions, oldest first and in any order, beside those of one batch."""
    for name, rows in sets(folder):
        gold = {str(row["id"]): row["story"] for row in rows if row.get("story")}
        if not gold:
            continue
        articles = sorted(labelled.articles(rows), key=lambda article: (article.known_at, article.id))
        shuffled = random.Random(0).sample(articles, len(articles))
        days = {"batch": (articles, 1), "oldest first": (articles, count), "any order": (shuffled, count)}
        show(name, {how: bcubed(gold, _by_portions(*day), gold)[2] for how, day in days.items()})


def _by_portions(articles: Sequence[Article], count: int) -> dict[str, object]:
    """Article id → story id after the last portion."""
    now = max(article.known_at for article in articles)
    made: group.Grouped | None = None
    for turn in range(1, count + 1):
        known = articles[: len(articles) * turn // count]
        earlier = made.stories if made else ()
        made = group.grouped(known, earlier=earlier, edits=(), context=group.Context(), now=now, before=made)
    assert made, "there is a portion"
    return {article: story.id for story in made.stories for article in story.articles}


def corrected(folder: Path, name: str) -> None:
    """Accuracy on one half of a set after so many corrections a topic from the other half, and the worst draw."""
    rows = sorted(read(folder / f"{name}.jsonl"), key=lambda row: str(row["id"]))
    topics = topics_of(folder, name)
    taught, asked = rows[::2], rows[1::2]
    gold = {row["id"]: row["topic"] for row in asked}

    def accuracy(examples: Rows) -> float:
        found: dict[str, object] = {str(row["id"]): row["topic"] for row in labelled.rows(asked, topics, examples)}
        return topic_scores(gold, found)[0]

    start = accuracy([])
    print(f"no corrections: {start:.3f}", flush=True)
    for count in CORRECTIONS:
        draws = [accuracy(_drawn(taught, count, random.Random(draw))) for draw in range(DRAWS)]
        print(f"{count} a topic: {sum(draws) / DRAWS:.3f}, worst change {min(draws) - start:+.3f}", flush=True)


def _drawn(rows: Rows, count: int, chance: random.Random) -> Rows:
    """So many rows of each topic, all where there are fewer."""
    of_topic: dict[str, Rows] = defaultdict(list)
    for row in rows:
        of_topic[row["topic"]].append(row)
    return [row for listed in of_topic.values() for row in chance.sample(listed, min(count, len(listed)))]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folds", type=int, default=0)
    parser.add_argument("--sizes", type=int, nargs="*", default=[])
    parser.add_argument("--added", type=int, nargs="*", default=[])
    parser.add_argument("--portions", type=int, default=0)
    parser.add_argument("--corrected", metavar="SET")
    parser.add_argument("--embeddings", action="store_true")
    asked = parser.parse_args()
    encoder = train_pairs.extra() if asked.embeddings else None
    if asked.corrected:
        corrected(asked.data, asked.corrected)
    for size in asked.added:
        added(asked.data, size, encoder)
    if asked.portions:
        portioned(asked.data, asked.portions)
    if asked.folds:
        unseen(asked.data, asked.folds, encoder)
    elif not (asked.sizes or asked.added or asked.portions or asked.corrected):
        for name, rows in sets(asked.data):
            show(name, measured(rows, topics_of(asked.data, name), encoder))
    for size in asked.sizes:
        rows = large_day(asked.data, size)
        began, cpu = time.perf_counter(), time.process_time()
        stories = {row["story"] for row in labelled.rows(rows, (), encoder=encoder)}
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        took, used = time.perf_counter() - began, time.process_time() - cpu
        print(
            f"{size} articles: {took:.1f} s ({used:.1f} s of CPU), peak {peak} MB, {len(stories)} stories", flush=True
        )


if __name__ == "__main__":
    main()
