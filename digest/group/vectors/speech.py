"""How texts of each topic speak: learned from texts whose topic is half known, without labels."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from digest.group.vectors.examples import likeness

Floats = NDArray[np.float64]

TITLE_FACTOR = 1.5  # a word of the title says more than one of the lead
ROUNDS = 2  # what a third round changes is noise
SHARPNESS = 2.0  # how fast a lead in points becomes certainty
SMOOTHING = 0.003  # of a topic's words, spread over all terms as the whole day uses them
GENERAL_WEIGHT = 2_000.0  # words of general language beside the day's: they matter on small days only
TEACHES_MIN = 0.2  # learned points without which a group that no word speaks for would only teach itself
CLIP = 2.0  # a single word moves a topic by no more than e²
KNOWN_PART = 0.7  # of the known points that stays beside what is learned
SHARE_PART = 0.6  # how much a topic's share of the day counts
BLOCK_TEXTS = 2_000  # looked at together: bounds the memory
SHARE_MIN = 1e-12  # of what is said: nothing at all has no logarithm
TAUGHT_MIN = 1e-6  # what rounding leaves where a group alone has taught a word
EXAMPLE_WEIGHT = 4.0  # texts that one editor's example is worth; more drown the topic's other words


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Distinct terms, those of the title first, and the points for each topic that are known beforehand."""

    terms: Sequence[str]
    titled: int
    known: Sequence[float] = ()


def speech(
    groups: Sequence[Sequence[Text]],
    *,
    examples: Sequence[tuple[Text, int]],
    topics: int,
    general: Mapping[str, float],
) -> list[tuple[list[float], list[float]]]:
    """Per group the final points for each topic, and the part of them that was learned.

    Texts teach in proportion to how sure their group's topic is; examples (text, topic) teach most of all, and speak
    for texts that are like them.
    `general` says how common each term is elsewhere, as a share of all that is said.
    """
    texts = [text for group in groups for text in group]
    if not texts or not topics:
        return [([0.0] * topics, [0.0] * topics) for _ in groups]
    used = _used([*texts, *(text for text, _ in examples)], len(texts), general)
    pool = _pool([len(group) for group in groups])
    of_group = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    own = _own(used.matrix[: len(texts)], of_group)
    known = pool @ np.asarray([text.known for text in texts], dtype=np.float64)
    labels = np.zeros((len(examples), topics))
    labels[np.arange(len(examples)), [topic for _, topic in examples]] = EXAMPLE_WEIGHT
    alike = pool @ likeness(used.matrix, used.rarity, [topic for _, topic in examples], topics=topics)
    points, learned = known, np.zeros_like(known)
    for _ in range(ROUNDS):
        teaches = (np.ptp(known, axis=1) > 0) | (learned.max(axis=1) >= TEACHES_MIN)
        sure = (_sure(points) * teaches[:, None])[of_group]
        learned = pool @ _learned(used, np.concatenate([sure, labels]), own, len(texts)) + alike
        share = sure.sum(axis=0) / max(float(sure.sum()), 1e-9)
        points = KNOWN_PART * known + learned + SHARE_PART * np.log(share * topics + 0.05)
    return list(zip(points.tolist(), learned.tolist(), strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Used:
    """Which text uses which terms, how common each is, and which can teach."""

    matrix: sparse.csr_array
    share: Floats
    """Of each term in all that is said, here and in general."""
    teaches: NDArray[np.bool_]
    """Terms of one text alone would only teach that text what it guessed about itself; an example's always count."""

    @property
    def rarity(self) -> Floats:
        """Of each term, 0 where everything says it."""
        rare: Floats = -np.log(np.maximum(self.share, SHARE_MIN))
        return rare


def _used(texts: Sequence[Text], own: int, general: Mapping[str, float]) -> _Used:
    columns: dict[str, int] = {}
    indices = [columns.setdefault(term, len(columns)) for text in texts for term in text.terms]
    parts = [count for text in texts for count in (text.titled, len(text.terms) - text.titled)]
    starts = np.cumsum([0, *parts])[::2]
    values = np.repeat(np.tile([TITLE_FACTOR, 1.0], len(texts)), parts)
    shape = (len(texts), max(1, len(columns)))
    matrix = sparse.csr_array((values, np.asarray(indices, np.int64), starts), shape=shape)
    elsewhere = np.zeros(shape[1])
    elsewhere[: len(columns)] = [general.get(term, 0.0) for term in columns]
    said = np.asarray(matrix.sum(axis=0)).ravel() + GENERAL_WEIGHT * elsewhere
    spread = np.bincount(matrix.indices, minlength=shape[1]) + np.bincount(matrix[own:].indices, minlength=shape[1])
    return _Used(matrix=matrix, share=said / (float(matrix.sum()) + GENERAL_WEIGHT), teaches=spread > 1)


def _pool(sizes: Sequence[int]) -> sparse.csr_array:
    """Sums the texts of a group; many texts that agree say more than one, but less than their number."""
    values = np.repeat([size**-0.5 for size in sizes], sizes)
    starts = np.cumsum([0, *sizes])
    return sparse.csr_array((values, np.arange(len(values)), starts), shape=(len(sizes), len(values)))


def _sure(points: Floats) -> Floats:
    """Points as probabilities."""
    lead = np.exp(np.clip(SHARPNESS * (points - points.max(axis=1, keepdims=True)), -50, 0))
    sure: Floats = lead / lead.sum(axis=1, keepdims=True)
    return sure


def _own(matrix: sparse.csr_array, of_group: NDArray[np.int64]) -> Floats:
    """For each word of each text how often the text's whole group says it."""
    rows = np.repeat(of_group, np.diff(matrix.indptr))
    keys = rows.astype(np.int64) * matrix.shape[1] + matrix.indices
    _, same = np.unique(keys, return_inverse=True)
    said: Floats = np.bincount(same, matrix.data, minlength=1).astype(np.float64)[same]
    return said


def _learned(used: _Used, sure: Floats, own: Floats, count: int) -> Floats:
    """Naive Bayes by the soft labels: log odds of each topic for the first `count` texts, by the root of the length.

    A group does not learn from itself: what it says itself is taken out of what was taught about each word.
    """
    taught = used.matrix.T @ sure
    spoken = taught.sum(axis=0)
    smooth = SMOOTHING * max(float(spoken.mean()), 1.0)
    matrix, ends = used.matrix, used.matrix.indptr
    learned = np.zeros((count, sure.shape[1]))
    for start in range(0, count, BLOCK_TEXTS):
        stop = min(start + BLOCK_TEXTS, count)
        part = slice(ends[start], ends[stop])
        terms = matrix.indices[part]
        rows = np.repeat(np.arange(start, stop), np.diff(ends[start : stop + 1]))
        others = np.maximum(taught[terms] - own[part, None] * sure[rows], 0)
        share = np.maximum(used.share[terms], SHARE_MIN)[:, None]
        odds = np.log((others + smooth * share) / (spoken + smooth) / share)
        odds[~used.teaches[terms] | (others.sum(axis=1) <= TAUGHT_MIN)] = 0
        weighed = np.clip(odds, -CLIP, CLIP) * matrix.data[part, None]
        for topic in range(sure.shape[1]):
            learned[start:stop, topic] = np.bincount(rows - start, weighed[:, topic], minlength=stop - start)
    lengths = np.maximum(np.asarray(matrix[:count].sum(axis=1)).ravel(), 1.0)
    learned /= np.sqrt(lengths)[:, None]
    return learned
