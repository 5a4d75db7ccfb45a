"""Likeness of texts, in numbers; the one door of numpy and scipy."""

from digest.group.vectors.halves import Halves, halves
from digest.group.vectors.rows import Pairs, Vectors, logistic, pairs, row, scaled, vectors
from digest.group.vectors.speech import Text, speech

__all__ = ["Halves", "Pairs", "Text", "Vectors", "halves", "logistic", "pairs", "row", "scaled", "speech", "vectors"]
