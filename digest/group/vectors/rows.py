"""Rows of weighted terms and what is measured about two of them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from digest.group.background import Background

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BLOCK_ROWS = 500  # rows compared at once: bounds the memory of one product
BLOCK_PAIRS = 10_000  # pairs looked at in detail at once: bounds the memory of their rows
COMMON_MIN = 300  # on a small day a term of the main event may be in every tenth article
COMMON_SHARE = 0.01  # on a large day a term in more articles than this tells no event from another
NEAREST_MAX = 80  # pairs kept per row: bounds everything after the product
RARITY_POWER = 6  # a power mean this high is nearly the rarest term two texts share


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """One unit row per text; `titles` has the same terms where the title has them; `rarity` is per term."""

    rows: sparse.csr_array
    titles: sparse.csr_array
    rarity: Floats
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Alike texts as parallel arrays, each pair once with left < right, and what is measured about each."""

    left: Ints
    right: Ints
    measures: Mapping[str, Floats]


def vectors(texts: Sequence[tuple[Mapping[str, int], Collection[str]]], background: Background) -> Vectors:
    """TF-IDF rows of unit length for (term counts, terms of the title); rarity is smoothed by `background`."""
    columns: dict[str, int] = {}
    indices: list[int] = []
    weights: list[float] = []
    titled: list[bool] = []
    starts = [0]
    for counts, title in texts:
        for term, count in counts.items():
            indices.append(columns.setdefault(term, len(columns)))
            weights.append(1 + log(count))
            titled.append(term in title)
        starts.append(len(indices))
    places = (np.asarray(indices, dtype=np.int64), np.asarray(starts, dtype=np.int64))
    shape = (len(texts), len(columns))
    rarity = _rarity(places[0], shape, tuple(columns), background)
    data = np.asarray(weights, dtype=np.float64) * rarity[places[0]]
    rows = _unit(sparse.csr_array((data, *places), shape=shape))
    titles = _unit(sparse.csr_array((data * np.asarray(titled, dtype=np.float64), *places), shape=shape))
    return Vectors(rows=rows, titles=titles, rarity=rarity, terms=tuple(columns))


def pairs(found: Vectors, *, cosine_min: float) -> Pairs:
    """For every row its nearest at least `cosine_min` alike, measured in several ways."""
    count = found.rows.shape[0]
    rows = _without_common(found.rows)
    other = rows.T.tocsr()
    parts = [_nearest(rows, other, start, cosine_min) for start in range(0, count, BLOCK_ROWS)]
    if not parts:
        none = np.zeros(0, dtype=np.int64)
        return Pairs(left=none, right=none, measures=_measures(found, none, none, np.zeros(0)))
    left, right, cosine = (np.concatenate(column) for column in zip(*parts, strict=True))
    key, first = np.unique(np.minimum(left, right) * count + np.maximum(left, right), return_index=True)
    left, right, cosine = key // count, key % count, cosine[first]
    return Pairs(left=left, right=right, measures=_measures(found, left, right, cosine))


def row(found: Vectors, place: int) -> list[tuple[str, float]]:
    """The terms of one text with their weights."""
    start, end = found.rows.indptr[place : place + 2].tolist()
    columns, weights = found.rows.indices[start:end].tolist(), found.rows.data[start:end].tolist()
    return [(found.terms[column], weight) for column, weight in zip(columns, weights, strict=True)]


def logistic(columns: Iterable[Floats], weights: Iterable[float], *, constant: float, count: int) -> Floats:
    """1 / (1 + e^-(constant + weights · columns)) for `count` rows; takes one column at a time."""
    total = np.full(count, constant)
    for column, weight in zip(columns, weights, strict=True):
        total += weight * column
    probability: Floats = 1 / (1 + np.exp(-np.clip(total, -30, 30)))
    return probability


def scaled(column: Floats, mean: float, spread: float, limit: float) -> Floats:
    """The column in units of its spread, cut at ± `limit` so that one odd text cannot outweigh all else."""
    return np.clip((column - mean) / spread, -limit, limit)


def _nearest(
    rows: sparse.csr_array, other: sparse.csr_array, start: int, cosine_min: float
) -> tuple[Ints, Ints, Floats]:
    alike = (rows[start : start + BLOCK_ROWS] @ other).tocoo()
    left, right = alike.row.astype(np.int64) + start, alike.col.astype(np.int64)
    keep = (alike.data >= cosine_min) & (left != right)
    left, right, cosine = left[keep], right[keep], alike.data[keep].astype(np.float64)
    order = np.lexsort((right, -np.round(cosine, 9), left))
    left, right, cosine = left[order], right[order], cosine[order]
    begins = np.searchsorted(left, left, side="left")
    near = np.arange(len(left)) - begins < NEAREST_MAX
    return left[near], right[near], cosine[near]


def _measures(found: Vectors, left: Ints, right: Ints, cosine: Floats) -> dict[str, Floats]:
    """What the pair decision looks at; see the names in pair_weights.toml."""
    count = found.rows.shape[0]
    both = (np.concatenate([left, right]), np.concatenate([right, left]))
    graph = sparse.csr_array((np.concatenate([cosine, cosine]), both), shape=(count, count))
    best = np.zeros(count)
    np.maximum.at(best, both[0], np.concatenate([cosine, cosine]))
    circles = _unit((graph + sparse.eye_array(count).tocsr()).tocsr())
    lengths = np.diff(found.rows.indptr)
    present = found.rows.copy()
    present.data = np.ones_like(present.data)
    rare = found.rarity**RARITY_POWER
    shared, rarest = _dots(present, left, right, np.ones_like(rare), rare)
    share = [cosine / np.maximum(best[side], 1e-9) for side in (left, right)]
    return {
        "cosine": cosine,
        "title": _dots(found.titles, left, right, np.ones_like(rare))[0],
        "circle": _dots(circles, left, right, np.ones(count))[0],
        "share of best, less": np.minimum(*share),
        "share of best, more": np.maximum(*share),
        "terms shared": np.log1p(shared),
        "terms of shorter": np.log1p(np.minimum(lengths[left], lengths[right])),
        "terms of longer": np.log1p(np.maximum(lengths[left], lengths[right])),
        "rarest shared": rarest ** (1 / RARITY_POWER),
    }


def _dots(matrix: sparse.csr_array, left: Ints, right: Ints, *scales: Floats) -> tuple[Floats, ...]:
    """The products of the two rows of each pair, once for each way to scale the columns."""
    found = np.zeros((len(scales), len(left)))
    scaling = np.stack(scales, axis=1)
    for start in range(0, len(left), BLOCK_PAIRS):
        part = slice(start, start + BLOCK_PAIRS)
        found[:, part] = (matrix[left[part]].multiply(matrix[right[part]]) @ scaling).T
    return tuple(found)


def _rarity(indices: Ints, shape: tuple[int, int], terms: Sequence[str], background: Background) -> Floats:
    here = np.bincount(indices, minlength=shape[1])
    general = np.fromiter((background.found_in.get(term, 0) for term in terms), dtype=np.float64, count=len(terms))
    rarity: Floats = 1 + np.log((1 + shape[0] + background.texts) / (1 + here + general))
    return rarity


def _unit(matrix: sparse.csr_array) -> sparse.csr_array:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    unit: sparse.csr_array = (sparse.diags_array(1 / lengths) @ matrix).tocsr()
    return unit


def _without_common(matrix: sparse.csr_array) -> sparse.csr_array:
    """Leaves out terms of one row, which join nothing, and terms of very many, which make the product quadratic."""
    found_in = np.bincount(matrix.indices, minlength=matrix.shape[1])
    limit = max(COMMON_MIN, int(COMMON_SHARE * matrix.shape[0]))
    kept = matrix.tocsc()[:, (found_in > 1) & (found_in <= limit)]
    return kept.tocsr()
