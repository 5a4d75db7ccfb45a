"""Changes config.toml the way a careful person would: one block, and every comment and blank line stays as it was."""

import os
import shutil
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit

from digest.config import layout, loading
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
    blocks = layout.blocks(text, _TABLE)
    lines = layout.lines(text)
    at = blocks[-1].end if blocks else len(lines)
    new = [line for row in rows for line in ("\n", *layout.lines(block(row)))]
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
    lines, gone = layout.lines(text), layout.blocks(text, _TABLE)[place]
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
    lines, there = layout.lines(text), layout.blocks(text, _TABLE)[place]
    value = there.value(key)
    if value is None:
        at = there.last_key + 1
        return _checked("".join([*lines[:at], *([f"{key} = true\n"] if on else []), *lines[at:]]), expected)
    if not on and _is_alone(text, value[1]):
        at = text.count("\n", 0, value[0])
        return _checked("".join([*lines[:at], *lines[at + 1 :]]), expected)
    changed = text[: value[0]] + ("true" if on else "false") + text[value[1] :]
    return _checked(changed, expected, but={key: False})


def _is_alone(text: str, end: int) -> bool:
    """Whether nothing stands in the line after a value, such as a comment."""
    return not text[end:].partition("\n")[0].strip()


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
    return _TABLE in tomllib.loads(text) and not layout.blocks(text, _TABLE)


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
