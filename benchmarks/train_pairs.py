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
from collections.abc import Mapping
from dataclasses import dataclass
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


def products(names: list[str]) -> list[tuple[int, ...]]:
    """The measures, then every product of two."""
    count = len(names)
    return [(at,) for at in range(count)] + [(at, to) for at in range(count) for to in range(at, count)]


def design(columns: Floats, terms: list[tuple[int, ...]]) -> Floats:
    return np.stack([np.ones(len(columns)), *(columns[:, list(term)].prod(axis=1) for term in terms)], axis=1)


def fit(matrix: Floats, same: Floats, weight: Floats) -> Floats:
    def loss(weights: Floats) -> tuple[float, Floats]:
        total = matrix @ weights
        surprise = weight * (np.logaddexp(0, total) - same * total)
        slope = matrix.T @ (weight * (1 / (1 + np.exp(-total)) - same))
        slope[1:] += 2 * RIDGE * weights[1:]
        return float(surprise.sum() + RIDGE * (weights[1:] ** 2).sum()), slope

    found: Floats = optimize.minimize(loss, np.zeros(matrix.shape[1]), jac=True, method="L-BFGS-B").x
    return found


def learned(
    folder: Path, *, folds: int = 0, left_out: int | None = None, encoder: vectors.Encoder | None = None
) -> judge.Judge:
    """The decision that the pairs teach, without those that touch a story of the fold `left_out`."""
    told = lessons(folder, folds, encoder)
    names = list(told[0].measures)
    columns = np.concatenate([np.stack([each.measures[name] for name in names], axis=1) for each in told])
    same = np.concatenate([each.same for each in told])
    weight = np.concatenate([each.weight for each in told])
    if left_out is not None:
        left, right = (np.concatenate([each.folds[side] for each in told]) for side in (0, 1))
        seen = (left != left_out) & (right != left_out)
        columns, same, weight = columns[seen], same[seen], weight[seen]
    mean = np.average(columns, axis=0, weights=weight)
    spread = np.sqrt(np.average((columns - mean) ** 2, axis=0, weights=weight))
    terms = products(names)
    weights = fit(design(np.clip((columns - mean) / spread, -judge.LIMIT, judge.LIMIT), terms), same, weight)
    return judge.Judge(
        scales={name: (float(m), float(s)) for name, m, s in zip(names, mean, spread, strict=True)},
        constant=float(weights[0]),
        weights={tuple(names[at] for at in term): float(value) for term, value in zip(terms, weights[1:], strict=True)},
    )


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
    made = learned(asked.data, encoder=extra() if asked.embeddings else None)
    print("# Made by benchmarks/train_pairs.py. Measures are scaled by (mean, spread), cut at ±4, weighed and summed.")
    print(f"constant = {made.constant:.4f}\n\n[scales]")
    for name, (mean, spread) in made.scales.items():
        print(f'"{name}" = [{mean:.4f}, {spread:.4f}]')
    print("\n[weights]")
    for names, value in made.weights.items():
        print(f'"{" × ".join(names)}" = {value:.4f}')


if __name__ == "__main__":
    main()
