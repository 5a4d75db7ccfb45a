"""Sparse vectors of weighted terms and their cosines; the one door of numpy and scipy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from digest.group.background import Background

BLOCK_ROWS = 2_000  # rows compared at once: bounds the memory of one product
COMMON_MIN = 300  # on a small day a term of the main event may be in every tenth article
COMMON_SHARE = 0.01  # on a large day a term in more articles than this tells no event from another


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """One unit row per text; `terms` names the columns, `weights` holds their rarity."""

    rows: sparse.csr_array
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Alike texts as three parallel arrays, each pair once with left < right."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    cosine: NDArray[np.float64]


def vectors(texts: Sequence[Mapping[str, int]], background: Background) -> Vectors:
    """TF-IDF rows of unit length; rarity is smoothed by `background`."""
    columns: dict[str, int] = {}
    indices: list[int] = []
    counts: list[float] = []
    starts = [0]
    for text in texts:
        for term, count in text.items():
            indices.append(columns.setdefault(term, len(columns)))
            counts.append(1 + log(count))
        starts.append(len(indices))
    matrix = sparse.csr_array(
        (np.asarray(counts, dtype=np.float64), np.asarray(indices, dtype=np.int64), np.asarray(starts, dtype=np.int64)),
        shape=(len(texts), len(columns)),
    )
    terms = tuple(columns)
    rarity = _rarity(matrix, terms, background)
    return Vectors(rows=_unit(matrix @ sparse.diags_array(rarity).tocsr()), terms=terms)


def pairs(found: Vectors, *, cosine_min: float) -> Pairs:
    """Every two rows at least `cosine_min` alike by terms that are not common to very many rows."""
    rows = _without_common(found.rows)
    other = rows.T.tocsr()
    parts = [_block(rows, other, start, cosine_min) for start in range(0, rows.shape[0], BLOCK_ROWS)]
    if not parts:
        empty = np.zeros(0, dtype=np.int64)
        return Pairs(left=empty, right=empty, cosine=np.zeros(0))
    left, right, cosine = (np.concatenate(column) for column in zip(*parts, strict=True))
    return Pairs(left=left, right=right, cosine=cosine)


def _block(
    rows: sparse.csr_array, other: sparse.csr_array, start: int, cosine_min: float
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]:
    alike = (rows[start : start + BLOCK_ROWS] @ other).tocoo()
    left = alike.row.astype(np.int64) + start
    keep = (alike.data >= cosine_min) & (left < alike.col)
    return left[keep], alike.col[keep].astype(np.int64), alike.data[keep].astype(np.float64)


def _rarity(matrix: sparse.csr_array, terms: Sequence[str], background: Background) -> NDArray[np.float64]:
    here = np.bincount(matrix.indices, minlength=len(terms))
    general = np.fromiter((background.found_in.get(term, 0) for term in terms), dtype=np.float64, count=len(terms))
    rarity: NDArray[np.float64] = 1 + np.log((1 + matrix.shape[0] + background.texts) / (1 + here + general))
    return rarity


def _unit(matrix: sparse.csr_array) -> sparse.csr_array:
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    scaled: sparse.csr_array = (sparse.diags_array(1 / lengths) @ matrix).tocsr()
    return scaled


def _without_common(matrix: sparse.csr_array) -> sparse.csr_array:
    """Leaves out terms of one row, which join nothing, and terms of very many, which make the product quadratic."""
    found_in = np.bincount(matrix.indices, minlength=matrix.shape[1])
    limit = max(COMMON_MIN, int(COMMON_SHARE * matrix.shape[0]))
    kept = matrix.tocsc()[:, (found_in > 1) & (found_in <= limit)]
    return kept.tocsr()


def row(found: Vectors, place: int) -> list[tuple[str, float]]:
    """The terms of one text with their weights."""
    start, end = found.rows.indptr[place : place + 2].tolist()
    columns, weights = found.rows.indices[start:end].tolist(), found.rows.data[start:end].tolist()
    return [(found.terms[column], weight) for column, weight in zip(columns, weights, strict=True)]
