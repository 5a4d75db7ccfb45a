"""Rows of weighted terms, one per text."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from digest.group.background import Background
from digest.group.vectors import sentences

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]
Halfs = NDArray[np.float16]

NAMED_SHARE = 0.3  # of the texts with a term: written as a name in so many it is one


class Said(NamedTuple):
    """What a text says."""

    terms: Sequence[str]
    """Those of its title come first."""
    often: bytes
    """How often it says each term, a byte a term."""
    titled: int
    """How many terms are the title's."""
    named: Sequence[str]
    """Terms that are written as names."""
    sense: bytes = b""
    """What `sentences` made of the whole text; empty where there is no encoder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vectors:
    """One unit row per text; `titles` has the same terms where the title has them."""

    rows: sparse.csr_array
    titles: sparse.csr_array
    rarity: Floats
    plain: Floats
    """Per term 1 where it is an ordinary word, 0 where it is a name."""
    columns: Mapping[str, int]
    terms: tuple[str, ...]
    senses: Halfs | None = None
    """One row per text, where every text has a sense."""


def vectors(texts: Sequence[Said], background: Background) -> Vectors:
    """TF-IDF rows of unit length; rarity is smoothed by `background`."""
    columns: dict[str, int] = {}
    indices = _indices(texts, columns)
    found_in = np.bincount(indices, minlength=len(columns))
    rarity = _rarity(found_in, len(texts), tuple(columns), background)
    rows, titles = _weighed(texts, indices, rarity)
    plain = _plain(texts, columns, found_in)
    return Vectors(
        rows=rows,
        titles=titles,
        rarity=rarity,
        plain=plain,
        columns=columns,
        terms=tuple(columns),
        senses=sentences.matrix([text.sense for text in texts]),
    )


def extended(before: Vectors, texts: Sequence[Said], background: Background) -> Vectors:
    """The rows of `before`, and below them those of more texts; terms known before keep their rarity."""
    columns = dict(before.columns)
    indices = _indices(texts, columns)
    fresh = tuple(columns)[len(before.terms) :]
    known = len(before.terms)
    found_in = np.bincount(indices, minlength=len(columns))
    count = before.rows.shape[0] + len(texts)
    rarity = np.concatenate([before.rarity, _rarity(found_in[known:], count, fresh, background)])
    rows, titles = _weighed(texts, indices, rarity)
    return Vectors(
        rows=_below(before.rows, rows),
        titles=_below(before.titles, titles),
        rarity=rarity,
        plain=np.concatenate([before.plain, _plain(texts, columns, found_in)[known:]]),
        columns=columns,
        terms=(*before.terms, *fresh),
        senses=_senses_below(before.senses, texts),
    )


def row(found: Vectors, place: int) -> list[tuple[str, float]]:
    """The terms of one text with their weights."""
    start, end = found.rows.indptr[place : place + 2].tolist()
    columns, weights = found.rows.indices[start:end].tolist(), found.rows.data[start:end].tolist()
    return [(found.terms[column], weight) for column, weight in zip(columns, weights, strict=True)]


def unit(matrix: sparse.csr_array) -> sparse.csr_array:
    """The rows at length 1; changes `matrix`."""
    starts = matrix.indptr[:-1]
    full = np.diff(matrix.indptr) > 0
    squares = np.zeros(matrix.shape[0], dtype=np.float64)
    if full.any():
        squares[full] = np.add.reduceat(matrix.data.astype(np.float64) ** 2, starts[full])
    lengths = np.sqrt(squares)
    lengths[lengths == 0] = 1
    matrix.data /= np.repeat(lengths, np.diff(matrix.indptr)).astype(matrix.data.dtype)
    return matrix


def _indices(texts: Iterable[Said], columns: dict[str, int]) -> Ints:
    """The column of every term of every text; a term that has none gets the next one."""
    spoken = chain.from_iterable(text.terms for text in texts)
    return np.fromiter((columns.setdefault(term, len(columns)) for term in spoken), dtype=np.int32)


def _weighed(texts: Sequence[Said], indices: Ints, rarity: Floats) -> tuple[sparse.csr_array, sparse.csr_array]:
    lengths = np.fromiter((len(text.terms) for text in texts), dtype=np.int32, count=len(texts))
    titled = np.fromiter((text.titled for text in texts), dtype=np.int32, count=len(texts))
    starts = np.concatenate([np.zeros(1, np.int32), np.cumsum(lengths, dtype=np.int32)])
    often = np.frombuffer(b"".join(text.often for text in texts), dtype=np.uint8)
    data = (1 + np.log(often, dtype=np.float32)) * rarity[indices]
    shape = (len(texts), len(rarity))
    in_title = np.arange(len(indices)) - np.repeat(starts[:-1], lengths) < np.repeat(titled, lengths)
    title_starts = np.concatenate([np.zeros(1, np.int32), np.cumsum(titled, dtype=np.int32)])
    titles = sparse.csr_array((data[in_title], indices[in_title], title_starts), shape=shape)
    return unit(sparse.csr_array((data, indices, starts), shape=shape)), unit(titles)


def _plain(texts: Iterable[Said], columns: Mapping[str, int], found_in: NDArray[np.int64]) -> Floats:
    """Which terms are ordinary words: few write a headline's words small, so some texts of many make a name."""
    named = (columns[term] for text in texts for term in text.named if term in columns)
    as_name = np.bincount(np.fromiter(named, dtype=np.int64), minlength=len(columns))
    return (as_name < NAMED_SHARE * found_in).astype(np.float32)


def _senses_below(upper: Halfs | None, texts: Sequence[Said]) -> Halfs | None:
    lower = sentences.matrix([text.sense for text in texts])
    return upper if upper is None or lower is None else np.concatenate([upper, lower])


def _below(upper: sparse.csr_array, lower: sparse.csr_array) -> sparse.csr_array:
    return sparse.csr_array(
        (
            np.concatenate([upper.data, lower.data]),
            np.concatenate([upper.indices, lower.indices]),
            np.concatenate([upper.indptr, upper.indptr[-1] + lower.indptr[1:]]),
        ),
        shape=(upper.shape[0] + lower.shape[0], lower.shape[1]),
    )


def _rarity(found_in: NDArray[np.int64], texts: int, terms: Sequence[str], background: Background) -> Floats:
    general = np.fromiter((background.found_in.get(term, 0) for term in terms), dtype=np.float64, count=len(terms))
    rarity = 1 + np.log((1 + texts + background.texts) / (1 + found_in + general))
    return rarity.astype(np.float32)
