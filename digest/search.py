"""Words as the archive's search sees them: what a text is found by, what a reader asks for, where it stands in a text.

The databases get words that are split and folded here, so both find the same, in every language: accents of letters,
vowel signs that may be left out and case do not count. Scripts without spaces are split into their signs, and
neighbouring signs are looked for as neighbours.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

QUESTION_LETTERS_MAX = 200  # more is no question but a paste
PARTS_MAX = 12  # words and quoted phrases of one question; each costs the database a look
WORD_LETTERS_MAX = 60  # the longest compounds that are written; longer runs are no words
BEGINNING_LETTERS_MIN = 3  # shorter beginnings would find nearly everything
EXCERPT_LETTERS_MAX = 240  # three lines of a phone

_OPTIONAL_MARKS = re.compile(
    r"[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u064b-\u065f\u0670\u0640]"
)
"""Accents of Latin, Greek and Cyrillic; points of Hebrew and Arabic. Not the vowels of Indian scripts, which count."""
_JOINERS = re.compile("[\u00ad\u200c\u200d]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]")
_STROKES = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i"})
"""Letters whose stroke Unicode does not take for an accent, but keyboards without them do."""
_QUOTED = re.compile(r'["“”„«»](?P<phrase>[^"“”„«»]*)["“”„«»]|(?P<word>[^\s"“”„«»]+)')


@dataclass(frozen=True, slots=True)
class Part:
    """Neighbouring words to look for; the last one may be the beginning of a longer word."""

    words: tuple[str, ...]
    beginning: bool = False


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text, and whether it is what was asked for."""

    text: str
    found: bool = False


def words(text: str) -> list[str]:
    """The words of a text, folded, in order: letters, digits and their marks alone."""
    return [word for _, _, word in _words(text)]


def question(text: str) -> tuple[Part, ...]:
    """What a reader asks for: every word and "quoted phrase" has to be there. Empty where nothing can be looked for."""
    parts: list[Part] = []
    for match in _QUOTED.finditer(text[:QUESTION_LETTERS_MAX]):
        found = tuple(words(match["phrase"] or match["word"] or ""))
        if found:
            may_go_on = match["word"] is not None and len(found[-1]) >= BEGINNING_LETTERS_MIN
            parts.append(Part(found, beginning=may_go_on))
    return tuple(dict.fromkeys(parts))[:PARTS_MAX]


def excerpt(text: str, parts: Sequence[Part], letters_max: int = EXCERPT_LETTERS_MAX) -> tuple[Span, ...]:
    """The text in spans, shortened around the first place where something of the question stands."""
    places = _places(text, parts)
    if len(text) <= letters_max:
        return tuple(_spans(text, places))
    start = _start(text, places[0][0] if places else 0, letters_max)
    cut = text[start : start + letters_max]
    end = len(text) if start + letters_max >= len(text) else start + (cut.rfind(" ") if " " in cut else len(cut))
    inside = [(max(start, a) - start, min(end, b) - start) for a, b in places if a < end and b > start]
    return tuple(
        span
        for span in (
            Span("…" if start else ""),
            *_spans(text[start:end], inside),
            Span("" if end == len(text) else "…"),
        )
        if span.text
    )


def _start(text: str, first: int, letters_max: int) -> int:
    """Where to begin so that the place at `first` is well inside: after a space."""
    if first < letters_max // 2:
        return 0
    wanted = min(first - letters_max // 3, len(text) - letters_max)
    return text.find(" ", wanted, first) + 1 or wanted


def _spans(text: str, places: Sequence[tuple[int, int]]) -> Iterator[Span]:
    here = 0
    for start, end in places:
        if start > here:
            yield Span(text[here:start])
        yield Span(text[start:end], found=True)
        here = end
    if here < len(text):
        yield Span(text[here:])


def _places(text: str, parts: Sequence[Part]) -> list[tuple[int, int]]:
    """Where parts of the question stand in the text: (start, end), in order, none over another."""
    there = list(_words(text))
    found = sorted(
        (there[n][0], there[n + len(part.words) - 1][1])
        for part in parts
        for n in range(len(there) - len(part.words) + 1)
        if _stands(part, [word for _, _, word in there[n : n + len(part.words)]])
    )
    apart: list[tuple[int, int]] = []
    for start, end in found:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart


def _stands(part: Part, there: Sequence[str]) -> bool:
    *before, last = part.words
    return list(there[:-1]) == before and (there[-1].startswith(last) if part.beginning else there[-1] == last)


def _words(text: str) -> Iterator[tuple[int, int, str]]:
    """(start, end, folded word) of each word in the text as written."""
    start = 0
    for place, sign in enumerate(text):
        if not _in_word(sign):
            yield from _word(text, start, place)
            start = place + 1
        elif _UNSPACED.match(sign):
            yield from _word(text, start, place)
            yield from _word(text, place, place + 1)
            start = place + 1
    yield from _word(text, start, len(text))


def _in_word(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNM" or _JOINERS.match(sign) is not None


def _word(text: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    for word in _folded(text[start:end]).split():
        yield start, end, word[:WORD_LETTERS_MAX]


def _folded(text: str) -> str:
    """Without case, accents and joiners; what folding opens, such as ½, is split again."""
    bare = _JOINERS.sub("", unicodedata.normalize("NFKD", text).casefold())
    bare = _OPTIONAL_MARKS.sub("", unicodedata.normalize("NFKD", bare)).translate(_STROKES)
    whole = unicodedata.normalize("NFC", bare)
    return "".join(sign if unicodedata.category(sign)[0] in "LNM" else " " for sign in whole)
