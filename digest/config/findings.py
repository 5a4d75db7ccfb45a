"""What is wrong with a config file, and the spot in the file where it is."""

from collections.abc import Iterable
from dataclasses import dataclass

from parse_errors.source_map import Entry, build_source_map, closest_entry

from digest.model.fault import Fault

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
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in key).removeprefix(".")


def placed(findings: Iterable[Finding], *, file: str, source: str) -> tuple[Fault, ...]:
    """The findings as faults `file:line:column: key: what. hint`, in file order."""
    found = tuple(findings)
    if not found:
        return ()
    spots = build_source_map(source, "toml")
    in_order = sorted(((_spot(spots, each), each) for each in found), key=lambda pair: pair[0])
    return tuple(
        Fault(where=f"{file}:{line}:{column}: {dotted(each.key)}", what=each.what, hint=each.hint)
        for (line, column), each in in_order
    )


def _spot(spots: dict[str, Entry], finding: Finding) -> tuple[int, int]:
    pointer = "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in finding.key)
    # A table that exists only through its subtables has no entry of its own: its first subtable stands for it.
    entry = spots.get(pointer) or next((spots[p] for p in spots if p.startswith(pointer + "/")), None)
    entry = entry or closest_entry(spots, pointer)
    if entry is None:
        return 1, 1
    start = (entry.key_start or entry.value_start) if finding.of_name else entry.value_start
    return start.line + 1, start.column + 1
