"""What is wrong with a config file, and the spot in the file where it is."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from parse_errors.source_map import Entry, build_source_map, closest_entry

from digest.model.fault import Fault

_TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"""|\'{3}.*?\'{3}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*|[\[\]{},]|\s+|[^\s\[\]{},\#"']+''',
    re.DOTALL,
)

Key = tuple[str | int, ...]
"""The way to a value: table names, key names, and places in an array counted from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong at one key."""

    key: Key
    what: str
    hint: str = ""
    of_name: bool = False
    """Whether the key itself is wrong rather than its value."""


def dotted(key: Key) -> str:
    """`sources[2].url`: places in an array counted from 1, as people do."""
    said = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in key).removeprefix(".")
    return "".join(sign if sign.isprintable() else "�" for sign in said)


def placed(findings: Iterable[Finding], *, file: str, source: str) -> tuple[Fault, ...]:
    """The findings as faults `file:line:column: key: what. hint`, in file order."""
    found = tuple(findings)
    if not found:
        return ()
    spots = _spots(source)
    in_order = sorted(((_spot(spots, each, source), each) for each in found), key=lambda pair: pair[0])
    return tuple(
        Fault(where=f"{file}:{line}:{column}: {dotted(each.key)}", what=each.what, hint=each.hint)
        for (line, column), each in in_order
    )


@lru_cache(maxsize=1)  # faults and warnings of one file are placed one after the other
def _spots(source: str) -> dict[str, Entry]:
    return build_source_map(source, "toml")


def _spot(spots: dict[str, Entry], finding: Finding, source: str) -> tuple[int, int]:
    pointer = _pointer(finding.key)
    # A table that exists only through its subtables has no entry of its own: its first subtable stands for it.
    entry = spots.get(pointer) or next((spots[p] for p in spots if p.startswith(pointer + "/")), None)
    entry = entry or closest_entry(spots, pointer)
    if entry is None:
        return 1, 1
    start = (entry.key_start or entry.value_start) if finding.of_name else entry.value_start
    place = finding.key[-1] if finding.key else None
    if isinstance(place, int) and pointer not in spots and _pointer(finding.key[:-1]) in spots:
        return _element(source, start.position, place)
    return start.line + 1, start.column + 1


def _pointer(key: Key) -> str:
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in key)


def _element(source: str, array: int, place: int) -> tuple[int, int]:
    """Where an element of the array that starts at `array` stands; the source map knows only the whole array."""
    starts = [array, *_starts(source, array)]
    offset = starts[place + 1] if place + 1 < len(starts) else array
    return source.count("\n", 0, offset) + 1, offset - source.rfind("\n", 0, offset)


def _starts(source: str, array: int) -> Iterator[int]:
    depth, expected = 0, True
    for token in _TOKEN.finditer(source, array):
        sign = token[0][0]
        if depth == 1 and expected and not (sign in "],#" or sign.isspace()):
            yield token.start()
            expected = False
        depth += (sign in "[{") - (sign in "]}")
        expected = expected or (depth == 1 and sign == ",")
        if depth == 0:
            return
