"""Where the tables of config.toml stand, line by line, with the comments that belong to them. In one pass."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_TOKEN = re.compile(
    r'''"""(?:\\.|[^\\])*?"{3,5}|\'{3}.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|'[^'\n]*'|\#[^\n]*|[\[\]{}]|\s+'''
    r"""|[^\s\[\]{}\#"']+""",
    re.DOTALL,
)
_KEY = re.compile(r"""["']?(?P<name>[^"'=\s]+)["']?\s*=\s*""")
_HEADER = re.compile(r"""(?P<open>\[\[?)\s*["']?(?P<name>[^"'.\]\s]+)["']?\s*(?P<next>[.\]])""")


@dataclass(frozen=True, slots=True)
class Statement:
    """A header, or a key with its value: where it begins and ends in the text, and its first and last line."""

    text: str
    start: int
    end: int
    first_line: int
    last_line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One of an array of tables. Lines count from 0: [start, end) with its comments, the last one with a key."""

    start: int
    end: int
    last_key: int
    statements: tuple[Statement, ...]

    def value(self, key: str) -> tuple[int, int] | None:
        """Where the value of a key begins and ends in the text."""
        for statement in self.statements:
            match = _KEY.match(statement.text)
            if match and match["name"] == key:
                return statement.start + match.end(), statement.end
        return None


def lines(text: str) -> list[str]:
    """The lines with their ends; only a line feed ends one, as in TOML."""
    each = [line + "\n" for line in text.split("\n")]
    return each[:-1] if each[-1] == "\n" else each


def blocks(text: str, table: str) -> list[Block]:
    """Where each `[[table]]` stands. A comment belongs to the header or the keys that it touches, rather a header."""
    split = lines(text)
    found: list[list[Statement]] = []
    is_inside = False
    for statement in _statements(text):
        header = _HEADER.match(statement.text)
        if header:
            is_ours = header["name"] == table
            if is_ours and header["open"] == "[[" and header["next"] == "]":
                found.append([])
            is_inside = is_ours
        if is_inside and found:
            found[-1].append(statement)
    return [_block(split, statements) for statements in found]


def _block(split: Sequence[str], statements: Sequence[Statement]) -> Block:
    start, last_key = statements[0].first_line, statements[-1].last_line
    while start > 0 and split[start - 1].lstrip().startswith("#"):
        start -= 1
    return Block(start=start, end=_end(split, last_key), last_key=last_key, statements=tuple(statements))


def _end(split: Sequence[str], last_key: int) -> int:
    end = last_key + 1
    while end < len(split) and split[end].lstrip().startswith("#"):
        end += 1
    touches_a_header = end < len(split) and split[end].lstrip().startswith("[")
    return last_key + 1 if touches_a_header else end


def _statements(text: str) -> Iterator[Statement]:
    """Headers and keys in their order; a value may go over many lines."""
    depth, line = 0, 0
    start: tuple[int, int] | None = None
    end = (0, 0)
    for token in _TOKEN.finditer(text):
        sign = token[0]
        first, line = line, line + sign.count("\n")
        if sign.isspace():
            if "\n" in sign and depth == 0 and start:
                yield Statement(text[start[0] : end[0]], start[0], end[0], start[1], end[1])
                start = None
        elif not sign.startswith("#"):
            start = start or (token.start(), first)
            end = (token.end(), line)
            depth += (sign in "[{") - (sign in "]}")
    if start:
        yield Statement(text[start[0] : end[0]], start[0], end[0], start[1], end[1])
