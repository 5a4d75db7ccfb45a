"""Changes config.toml the way a careful person would: one block, and every comment and blank line stays as it was."""

import os
import shutil
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomlkit
from parse_errors.source_map import Entry, build_source_map

from digest.config import loading
from digest.errors import ConfigError, DigestError

Value = str | bool | int | float | Sequence[str]
Row = Mapping[str, Value]
"""The keys of one [[sources]] block, in the order in which they are written."""

BOM = "\ufeff"
_TABLE = "sources"
_NOTHING: Mapping[str, Value] = {}


def block(row: Row) -> str:
    """The row as it stands in config.toml."""
    return f"[[{_TABLE}]]\n" + "".join(f"{key} = {_toml(value)}\n" for key, value in row.items())


def add(text: str, rows: Sequence[Row]) -> str:
    """The file with further sources after the last one."""
    expected = _rows(text) + [_plain(row) for row in rows]
    if _is_array(text):
        return _checked(_array(text, lambda sources: sources.extend(map(_inline, rows))), expected)
    blocks = _blocks(text)
    lines = _lines(text)
    at = blocks[-1].end if blocks else len(lines)
    new = [line for row in rows for line in ("\n", *_lines(block(row)))]
    if at == 0 or not lines[at - 1].strip():
        new = new[1:]
    if at < len(lines) and lines[at].strip():
        new.append("\n")
    return _checked("".join([*lines[:at], *new, *lines[at:]]), expected)


def remove(text: str, place: int) -> str:
    """The file without its source number `place` (from 0), and without the comments that stand at it."""
    expected = _rows(text)
    del expected[place]
    if _is_array(text):
        return _checked(_array(text, lambda sources: sources.__delitem__(place)), expected)
    lines, gone = _lines(text), _blocks(text)[place]
    start, end = gone.start, gone.end
    while end < len(lines) and not lines[end].strip():
        end += 1
    before = "\n" if end == len(lines) else ""
    while before and start > 0 and not lines[start - 1].strip():
        start -= 1
    return _checked("".join([*lines[:start], *lines[end:]]), expected)


def switch(text: str, place: int, key: str, *, on: bool) -> str:
    """The file with a yes-or-no key of its source number `place` set; off means that the key is not needed."""
    expected = _rows(text)
    expected[place] = {k: v for k, v in expected[place].items() if k != key} | ({key: True} if on else {})
    if _is_array(text):
        return _checked(_array(text, lambda sources: _switch_inline(sources[place], key, on=on)), expected)
    spot = _spots(text).get(f"/{_TABLE}/{place}/{key}")
    if spot is None:
        lines, at = _lines(text), _blocks(text)[place].last_key + 1
        return _checked("".join([*lines[:at], *([f"{key} = true\n"] if on else []), *lines[at:]]), expected)
    if not on and _is_alone(text, spot):
        lines = _lines(text)
        return _checked("".join([*lines[: spot.value_start.line], *lines[spot.value_end.line + 1 :]]), expected)
    said = "true" if on else "false"
    changed = text[: spot.value_start.position] + said + text[spot.value_end.position :]
    return _checked(changed, expected, but={key: False})


def read(path: Path) -> str:
    """The file's text with plain line ends."""
    try:
        return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, UnicodeDecodeError) as error:
        raise DigestError("cannot be read", where=str(path)) from error


def write(path: Path, text: str, *, environ: Mapping[str, str] = os.environ) -> None:
    """Puts the text in the file's place at one stroke, with its line ends and permissions; not if it has a fault."""
    checked = loading.check_text(text, path, environ=environ)
    if checked.settings is None:
        raise ConfigError(checked.faults)
    real = path.resolve()
    new = real.with_name(f".{real.name}.new")
    try:
        raw = real.read_bytes()
        new.write_bytes(_as_it_was(text, raw))
        shutil.copymode(real, new)
        new.replace(real)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise DigestError(f"cannot be written ({error.strerror})", where=str(path)) from error


def _as_it_was(text: str, raw: bytes) -> bytes:
    if raw.count(b"\r\n") * 2 > raw.count(b"\n"):
        text = text.replace("\n", "\r\n")
    mark = BOM if raw.startswith(BOM.encode()) else ""
    return (mark + text).encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    """Lines of one source, counted from 0: [start, end) with its comments; the last with a key."""

    start: int
    end: int
    last_key: int


def _blocks(text: str) -> list[_Block]:
    """Where each source stands. A comment belongs to the header or keys that it touches; headers have precedence."""
    spots, lines = _spots(text), _lines(text)
    found: list[_Block] = []
    while header := spots.get(f"/{_TABLE}/{len(found)}"):
        below = f"/{_TABLE}/{len(found)}/"
        last_key = max((s.value_end.line for p, s in spots.items() if p.startswith(below) and s.key_start), default=0)
        start = header.value_start.line
        last_key = max(last_key, start)
        while start > 0 and lines[start - 1].lstrip().startswith("#"):
            start -= 1
        found.append(_Block(start=start, end=_end(lines, last_key), last_key=last_key))
    return found


def _end(lines: Sequence[str], last_key: int) -> int:
    end = last_key + 1
    while end < len(lines) and lines[end].lstrip().startswith("#"):
        end += 1
    touches_a_header = end < len(lines) and lines[end].lstrip().startswith("[")
    return last_key + 1 if touches_a_header else end


def _is_alone(text: str, spot: Entry) -> bool:
    """Whether nothing else stands in the lines of a key, such as a comment."""
    rest = text[spot.value_end.position :].partition("\n")[0]
    return not rest.strip() and spot.key_start is not None


def _lines(text: str) -> list[str]:
    """The lines with their ends; only a line feed ends one, as in TOML."""
    lines = [line + "\n" for line in text.split("\n")]
    return lines[:-1] if lines[-1] == "\n" else lines


def _spots(text: str) -> dict[str, Entry]:
    return build_source_map(text, "toml")


def _rows(text: str) -> list[dict[str, Any]]:
    rows = tomllib.loads(text).get(_TABLE, [])
    return [dict(row) for row in rows]


def _checked(text: str, expected: Sequence[Mapping[str, Any]], *, but: Mapping[str, Value] = _NOTHING) -> str:
    """The text, once it is sure that it says what it should; `but` are values that may stand in any row besides."""
    rows = [{k: v for k, v in row.items() if k not in but or v != but[k]} for row in _rows(text)]
    if rows != list(expected):
        hint = "Write the change into the file by hand."
        raise DigestError("its [[sources]] cannot be changed without harm to the rest", where="config.toml", hint=hint)
    return text


def _is_array(text: str) -> bool:
    """Whether the sources stand as one array, `sources = [{…}]`, rather than as tables."""
    spots = _spots(text)
    return f"/{_TABLE}" in spots and f"/{_TABLE}/0" not in spots


def _array(text: str, change: Callable[[Any], object]) -> str:
    document = tomlkit.parse(text)
    change(document[_TABLE])
    return tomlkit.dumps(document)


def _inline(row: Row) -> Any:  # noqa: ANN401  tomlkit's own table, which only it can name
    table = tomlkit.inline_table()
    table.update(_plain(row))
    return table


def _switch_inline(source: Any, key: str, *, on: bool) -> None:  # noqa: ANN401  as above
    source[key] = True
    if not on:
        del source[key]


def _plain(row: Row) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, list | tuple) else value for key, value in row.items()}


def _toml(value: Value) -> str:
    return str(tomlkit.item(list(value) if isinstance(value, list | tuple) else value).as_string())
