"""Plain text that fits: lines by display width, in scripts with and without spaces."""

import unicodedata
from functools import lru_cache

COLUMNS_MAX = 76  # of 78, so that a quoted answer still fits
_NEVER_FIRST = frozenset("、。，．・：；？！）」』】〕》…ー々ゝ’”,.;:?!)]}%")


def width(value: str) -> int:
    """Columns that `value` takes in a terminal or a fixed-width mail window."""
    return len(value) if value.isascii() else sum(map(_columns, value))


@lru_cache(maxsize=20_000)
def _columns(letter: str) -> int:
    if unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def wrapped(value: str, indent: int = 0, columns: int = COLUMNS_MAX) -> str:
    """`value` in lines of at most `columns`, all but the first indented."""
    room = max(columns - indent, 10)
    words = value.split()
    measure = len if value.isascii() else width
    if len(value) <= room and measure is len:
        return " ".join(words)
    lines: list[str] = []
    line, used = "", 0
    for word in words:
        columns_of_word = measure(word)
        if used + 1 + columns_of_word <= room:
            line, used = (f"{line} {word}", used + 1 + columns_of_word) if line else (word, columns_of_word)
            continue
        *full, line = _broken(line, word, room)
        used = width(line)
        lines += full
    return ("\n" + " " * indent).join([*lines, line])


def _broken(line: str, word: str, room: int) -> list[str]:
    """The lines that `word` makes after `line`, which it does not fit on."""
    if width(word) <= room and not _unspaced(word):
        return [line, word] if line else [word]
    pieces = _cut(f"{line} {word}" if line else word, room)
    return pieces or [word]


def _unspaced(word: str) -> bool:
    return any(_columns(letter) == 2 for letter in word)


def _cut(value: str, room: int) -> list[str]:
    """`value` broken between any two signs, but for those that no line begins with."""
    lines: list[str] = []
    line, used = "", 0
    for letter in value:
        columns = _columns(letter)
        if used + columns > room and not (letter in _NEVER_FIRST and used <= room):
            lines.append(line.rstrip())
            line, used = "", 0
        line, used = line + letter, used + columns
    return [*lines, line.lstrip() or line]


def rule(heading: str) -> str:
    """A line of dashes as wide as its heading."""
    return "-" * min(width(heading), COLUMNS_MAX)
