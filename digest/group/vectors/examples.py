"""How much texts sound like examples whose topic an editor has said."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Floats = NDArray[np.float64]

NEAREST = 3  # examples of a topic that speak for it: the others tell other things
LIKENESS_POINTS = 12.0  # of one example that says the very same, were there many …
FIRM_AT = 5  # … and half of it where a topic has this many: a few examples may be of one event
BLOCK_TEXTS = 2_000  # looked at together: bounds the memory


def likeness(matrix: sparse.csr_array, rarity: Floats, topic_of: Sequence[int], *, topics: int) -> Floats:
    """Points of each text for each topic by its nearest examples, which are the last rows of `matrix`.

    `rarity` is the weight of each column. The more examples a topic has, the more they count.
    """
    count = matrix.shape[0] - len(topic_of)
    points = np.zeros((count, topics))
    if not topic_of:
        return points
    weighed = _unit(matrix, rarity)
    columns = weighed[count:].T.tocsr()
    of_topic = np.asarray(topic_of, dtype=np.int64)
    for start in range(0, count, BLOCK_TEXTS):
        stop = min(start + BLOCK_TEXTS, count)
        cosines = (weighed[start:stop] @ columns).toarray()
        for topic in np.unique(of_topic):
            points[start:stop, topic] = _nearest(cosines[:, of_topic == topic])
    many = np.bincount(of_topic, minlength=topics)
    weighted: Floats = points * (LIKENESS_POINTS * many / (many + FIRM_AT))
    return weighted


def _unit(matrix: sparse.csr_array, rarity: Floats) -> sparse.csr_array:
    """The rows by rarity of their columns, each of length 1."""
    weights = matrix.data * rarity[matrix.indices]
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    lengths = np.sqrt(np.bincount(rows, weights**2, minlength=matrix.shape[0]))
    weights = weights / np.maximum(lengths, 1e-9)[rows]
    return sparse.csr_array((weights, matrix.indices, matrix.indptr), shape=matrix.shape)


def _nearest(cosines: Floats) -> Floats:
    kept = min(NEAREST, cosines.shape[1])
    summed: Floats = np.partition(cosines, -kept, axis=1)[:, -kept:].sum(axis=1)
    return summed
