"""Likeness of texts, in numbers; the one door of numpy and scipy."""

from digest.group.vectors.halves import Halves, halves
from digest.group.vectors.loose import firm
from digest.group.vectors.pairs import Near, logistic, measured, near, scaled
from digest.group.vectors.rows import Floats, Ints, Said, Vectors, extended, row, vectors
from digest.group.vectors.sentences import Encoder, installed
from digest.group.vectors.speech import TITLE_FACTOR, Text, speech
from digest.group.vectors.ties import Bools, Edges, Hours, Ties, bools, edges, hours, ints, joined, ties

__all__ = [
    "TITLE_FACTOR",
    "Bools",
    "Edges",
    "Encoder",
    "Floats",
    "Halves",
    "Hours",
    "Ints",
    "Near",
    "Said",
    "Text",
    "Ties",
    "Vectors",
    "bools",
    "edges",
    "extended",
    "firm",
    "halves",
    "hours",
    "installed",
    "ints",
    "joined",
    "logistic",
    "measured",
    "near",
    "row",
    "scaled",
    "speech",
    "ties",
    "vectors",
]
