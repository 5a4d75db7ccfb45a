"""How a filled theme says where readers' values go and which parts depend on the reader's topics.

A theme prints these marks among its text; `parts` cuts the result at them. They are made of control
characters, which no cleaned text holds, so no story can forge one.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import Protocol

from digest.model.rendered import Condition, Field, Part, SegmentField

_FIELD, _OPEN, _CLOSE, _END = "\x02", "\x0e", "\x0f", "\x03"
_MARK = re.compile(f"{_FIELD}([^{_END}]*){_END}|({_OPEN})([^{_END}]*){_END}|{_CLOSE}")

_SEGMENT_FIELDS = frozenset(field.value for field in SegmentField)
_LATIN_1 = re.compile("[\x80-\xff]")

When = tuple[frozenset[Condition], ...]


class Mark(str):
    """Text that is printed as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


class Marks(Protocol):
    """What a theme calls for everything that is not the same for all readers."""

    def field(self, field: Field | SegmentField) -> str: ...

    def when(self, conditions: frozenset[Condition], body: Callable[[], str]) -> str: ...


class PartMarks:
    """Leaves marks, for mail that is spliced later.

    A mark is a number: conditions hold topics' names, and a page's letters are not left as they are.
    """

    def __init__(self) -> None:
        self.conditions: list[frozenset[Condition]] = []

    def field(self, field: Field | SegmentField) -> str:
        return Mark(f"{_FIELD}{field}{_END}")

    def when(self, conditions: frozenset[Condition], body: Callable[[], str]) -> str:
        number = len(self.conditions)
        self.conditions.append(conditions)
        return Mark(f"{_OPEN}{number}{_END}{body()}{_CLOSE}")


def parts(filled: str, marks: PartMarks) -> tuple[Part, ...]:
    """A theme filled with `marks`, cut at them. What stands inside two conditions needs both."""
    return tuple(_merged(_pieces(filled, marks.conditions)))


def _pieces(filled: str, conditions: Sequence[frozenset[Condition]]) -> Iterator[Part]:
    around: list[When] = [()]
    at = 0
    for mark in _MARK.finditer(filled):
        if mark.start() > at:
            yield Part(when=around[-1], pieces=(filled[at : mark.start()],))
        at = mark.end()
        if mark[1] is not None:
            yield _field(mark[1], around[-1])
        elif mark[2]:
            around.append((*around[-1], conditions[int(mark[3])]))
        else:
            around.pop()
    if at < len(filled):
        yield Part(when=around[-1], pieces=(filled[at:],))


def _field(name: str, when: When) -> Part:
    if name in _SEGMENT_FIELDS:
        return Part(when=when, segment_field=SegmentField(name))
    return Part(when=when, pieces=("", Field(name), ""))


def _merged(cut: Iterable[Part]) -> Iterator[Part]:
    """Neighbours under the same conditions are one part, so that splicing has less to do."""
    for (when, of_segment), group in groupby(cut, key=lambda part: (part.when, part.segment_field)):
        if of_segment is not None:
            yield from group
            continue
        pieces = [""]
        for part in group:
            pieces[-1] += part.pieces[0]
            pieces += part.pieces[1:]
        yield Part(when=when, pieces=tuple(pieces))


def latin_1_as_entities(html: str) -> str:
    """The page with U+0080 to U+00FF written as entities.

    Text whose only foreign letters are these may be sent on as iso-8859-1, which one large client takes for clipped.
    """
    return _LATIN_1.sub(lambda letter: f"&#{ord(letter[0])};", html)
