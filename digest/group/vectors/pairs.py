"""Which texts are alike, and what is measured about two of them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from digest.group.vectors import sentences
from digest.group.vectors.rows import Floats, Ints, Vectors, unit

BLOCK_ROWS = 500  # rows compared at once: bounds the memory of one product
BLOCK_PAIRS = 10_000  # pairs measured at once: bounds the memory
COMMON_MIN = 300  # on a small day a term of the main event may be in every tenth article
COMMON_SHARE = 0.01  # on a large day a term in more articles than this tells no event from another
NEAREST_MAX = 80  # pairs kept per row: bounds everything after the product
RARITY_POWER = 6  # a power mean this high is nearly the rarest term two texts share


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Texts with words in common as parallel arrays, each pair once with left < right."""

    left: Ints
    right: Ints
    cosine: Floats

    def part(self, chosen: slice) -> "Near":
        return Near(left=self.left[chosen], right=self.right[chosen], cosine=self.cosine[chosen])


def near(found: Vectors, *, cosine_min: float, since: int = 0) -> Near:
    """For every row from `since` on its nearest at least `cosine_min` alike."""
    count = found.rows.shape[0]
    rows = _without_common(found.rows)
    other = rows.T.tocsr()
    parts = [_nearest(rows, other, start, cosine_min) for start in range(since, count, BLOCK_ROWS)]
    if not parts:
        return Near(left=np.zeros(0, np.int32), right=np.zeros(0, np.int32), cosine=np.zeros(0, np.float32))
    left, right, cosine = (np.concatenate(column) for column in zip(*parts, strict=True))
    key = np.minimum(left, right).astype(np.int64) * count + np.maximum(left, right)
    key, first = np.unique(key, return_index=True)
    return Near(left=(key // count).astype(np.int32), right=(key % count).astype(np.int32), cosine=cosine[first])


def measured(found: Vectors, pairs: Near, *, known: Near | None = None) -> Iterator[Mapping[str, Floats]]:
    """What the pair decision looks at, by name, some pairs at a time; see the names in pair_weights.toml.

    `known` are further pairs, which count for the circles of the texts.
    """
    if not len(pairs.left):
        return
    ruler = _Ruler(found, [pairs, known] if known else [pairs])
    for start in range(0, len(pairs.left), BLOCK_PAIRS):
        yield ruler.measures(pairs.part(slice(start, start + BLOCK_PAIRS)))


def logistic(columns: Iterable[Floats], weights: Iterable[float], *, constant: float, count: int) -> Floats:
    """1 / (1 + e^-(constant + weights · columns)) for `count` rows; takes one column at a time."""
    total = np.full(count, constant, dtype=np.float32)
    for column, weight in zip(columns, weights, strict=True):
        total += np.float32(weight) * column
    probability: Floats = (1 / (1 + np.exp(-np.clip(total, -30, 30)))).astype(np.float32)
    return probability


def scaled(column: Floats, mean: float, spread: float, limit: float) -> Floats:
    """The column in units of its spread, cut at ± `limit` so that one odd text cannot outweigh all else."""
    within: Floats = np.clip((column - mean) / spread, -limit, limit).astype(np.float32)
    return within


def _nearest(
    rows: sparse.csr_array, other: sparse.csr_array, start: int, cosine_min: float
) -> tuple[Ints, Ints, Floats]:
    alike = (rows[start : start + BLOCK_ROWS] @ other).tocoo()
    left, right = alike.row.astype(np.int32) + start, alike.col.astype(np.int32)
    keep = (alike.data >= cosine_min) & (left != right)
    left, right, cosine = left[keep], right[keep], alike.data[keep]
    order = np.lexsort((right, -np.round(cosine, 5), left))
    left, right, cosine = left[order], right[order], cosine[order]
    begins = np.searchsorted(left, left, side="left")
    near = np.arange(len(left)) - begins < NEAREST_MAX
    return left[near], right[near], cosine[near]


class _Ruler:
    """Measures pairs of texts, by their own words and by the circles of texts alike to either."""

    def __init__(self, found: Vectors, parts: Sequence[Near]) -> None:
        self.rows, self.titles = found.rows, found.titles
        self.senses = found.senses
        self.lengths = np.diff(found.rows.indptr)
        ones = np.ones_like(found.rows.data)
        self.present = sparse.csr_array((ones, found.rows.indices, found.rows.indptr), shape=found.rows.shape)
        every, rare = np.ones_like(found.rarity), found.rarity**RARITY_POWER
        self.weights = np.stack([every, rare, found.plain, found.plain * rare], axis=1)
        count = found.rows.shape[0]
        left, right = np.concatenate([p.left for p in parts]), np.concatenate([p.right for p in parts])
        cosine = np.concatenate([part.cosine for part in parts])
        both = (np.concatenate([left, right]), np.concatenate([right, left]))
        graph = sparse.csr_array((np.concatenate([cosine, cosine]), both), shape=(count, count))
        self.best = graph.max(axis=1).toarray().ravel()
        self.circles = unit((graph + sparse.eye_array(count, dtype=np.float32)).tocsr())

    def measures(self, pairs: Near) -> Mapping[str, Floats]:
        left, right = pairs.left, pairs.right
        shared, rarest, plain, plain_rarest = (_shared(self.present, left, right) @ self.weights).T
        share = [pairs.cosine / np.maximum(self.best[side], 1e-9) for side in (left, right)]
        lengths = np.sort(np.stack([self.lengths[left], self.lengths[right]]), axis=0)
        return {
            "cosine": pairs.cosine,
            "title": _shared(self.titles, left, right).sum(axis=1),
            "circle": _shared(self.circles, left, right).sum(axis=1),
            "share of best, less": np.minimum(*share),
            "share of best, more": np.maximum(*share),
            "terms shared": np.log1p(shared),
            "terms of shorter": np.log1p(lengths[0], dtype=np.float32),
            "terms of longer": np.log1p(lengths[1], dtype=np.float32),
            "rarest shared": rarest ** np.float32(1 / RARITY_POWER),
            "names shared": np.log1p(shared - plain),
            "plain words shared": np.log1p(plain),
            "rarest plain word shared": plain_rarest ** np.float32(1 / RARITY_POWER),
            **({} if self.senses is None else {"sense": sentences.alike(self.senses, left, right)}),
        }


def _shared(matrix: sparse.csr_array, left: Ints, right: Ints) -> sparse.csr_array:
    """Per pair the product of what both rows have."""
    product: sparse.csr_array = matrix[left].multiply(matrix[right])
    return product


def _without_common(matrix: sparse.csr_array) -> sparse.csr_array:
    """Leaves out terms of one row, which join nothing, and terms of very many, which make the product quadratic."""
    found_in = np.bincount(matrix.indices, minlength=matrix.shape[1])
    limit = max(COMMON_MIN, int(COMMON_SHARE * matrix.shape[0]))
    kept = matrix.tocsc()[:, (found_in > 1) & (found_in <= limit)]
    return kept.tocsr()
