"""Reads an article from the layout of plain text: which line is date, headline, heading or pointer elsewhere."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from digest import text as texts
from digest import urls
from digest.collect import authors, dates, furniture, related_words
from digest.model.article import Block, BlockKind, Link

LINES_MAX = 20_000  # a longer file is no article
FRONT_LINES_MAX = 8  # date, headline, standfirst, byline and address all stand above the body's second paragraph
TITLE_WORDS_MAX = 32
STANDFIRST_WORDS_MAX = 45
HEADING_WORDS_MAX = 14
KICKER_WORDS_MAX = 3
WRAPPED_WIDTH_MAX = 110  # letters a line; editors and mail programs that wrap stay below
WRAPPED_SHARE_MIN = 0.2  # of lines go on in small letters where a program broke them
COMMENT_FORM_SHARE_MAX = 0.4  # of a text; a "Leave a reply" with more than this below it is no form

_LINE_END = re.compile(r"\r\n?|\n|\u2028|\x85|\x0b")
_PAGE_END = re.compile(r"\u2029|\x0c")
_BULLET = re.compile(r"^(?:[-*•·▪◦‣–]|\d{1,2}[.)])\s+(?=\S)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One stretch of the file; `kind` is None where only its looks can tell, `level` counts for headings."""

    text: str
    kind: BlockKind | None = None
    level: int = 0
    url: str | None = None
    """The address the whole line links to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What the arrangement of a text says about it."""

    title: str = ""
    standfirst: str = ""
    when: dates.When | None = None
    date_text: str = ""
    authors: tuple[str, ...] = ()
    url: str | None = None
    blocks: tuple[Block, ...] = ()
    related: tuple[Link, ...] = ()


def read(text: str) -> Layout:
    """The article in a plain text file, its date line, headline and standfirst in any order."""
    return arranged(list(lines(text)))


def arranged(found: Sequence[Line]) -> Layout:
    """The article that these lines make."""
    front, rest = _front(found)
    blocks, related = _body(rest)
    if not front.title and blocks:
        front = replace(front, title=texts.shortened(blocks[0].text.split("\n")[0], 110))
    return replace(front, blocks=blocks, related=related)


def lines(text: str) -> Iterator[Line]:
    """The paragraphs of `text`, whether blank lines, line ends or wrapped lines make them."""
    rows = [texts.clean(row) for row in _LINE_END.split(_PAGE_END.sub("\n\n", text))[:LINES_MAX]]
    wrapped = _is_wrapped(rows)
    width = max(map(len, rows), default=0)
    held: list[str] = []
    for row, following in zip(rows, [*rows[1:], ""], strict=True):
        held += [row] if row else []
        goes_on = wrapped and row and following and not _BULLET.match(following) and len(row) > 0.6 * width
        if held and not goes_on:
            yield _line(" ".join(held))
            held = []


def _line(text: str) -> Line:
    if text.startswith("> "):
        return Line(text=text.removeprefix("> "), kind=BlockKind.QUOTE)
    return Line(text=text)


def _is_wrapped(rows: Sequence[str]) -> bool:
    pairs = [(one, two) for one, two in pairwise(rows) if one and two]
    if not pairs or max(map(len, rows)) > WRAPPED_WIDTH_MAX:
        return False
    return sum(two[0].islower() for _, two in pairs) >= WRAPPED_SHARE_MIN * len(pairs)


def _front(found: Sequence[Line]) -> tuple[Layout, Sequence[Line]]:
    """What stands above the body, and the lines below it."""
    front, taken, before = Layout(), 0, ""
    for place, line in enumerate(found[:FRONT_LINES_MAX]):
        step = _front_step(front, before, line, found[place + 1 :])
        if step is None:
            break
        front, before = step
        taken = place + 1
    if not front.title:  # no line looks like a headline: take the first that could be one
        return _titled_by_first(front, found)
    return (replace(front, standfirst=before) if before else front), found[taken:]


def _titled_by_first(front: Layout, found: Sequence[Line]) -> tuple[Layout, Sequence[Line]]:
    rest = [line for line in found if not dates.is_date_line(line.text) and not authors.from_byline(line.text)]
    first = rest[0].text if rest else ""
    if len(rest) > 1 and 0 < texts.length_in_words(first) <= TITLE_WORDS_MAX:
        return replace(front, title=first), rest[1:]
    return front, rest


def _front_step(front: Layout, before: str, line: Line, rest: Sequence[Line]) -> tuple[Layout, str] | None:
    """`front` and the sentence before the headline, with `line` taken in; None where the body begins."""
    text = line.text
    if line.level == 1 and not front.title:
        return replace(front, title=text), before
    if line.kind is not None:
        return None
    if dates.is_date_line(text) and not front.when:
        when = dates.read(text)
        return replace(front, when=when, date_text="" if when else front.date_text or text), before
    if not front.authors and (names := authors.from_byline(text)):
        return replace(front, authors=names), before
    if not front.url and urls.is_web(text):
        return replace(front, url=text), before
    return _headline_step(front, before, text, rest)


def _headline_step(front: Layout, before: str, text: str, rest: Sequence[Line]) -> tuple[Layout, str] | None:
    length = texts.length_in_words(text)
    headline = (
        length <= TITLE_WORDS_MAX and not texts.ends_sentence(text.rstrip("?!？！")) and not text.endswith((":", "："))
    )
    if not front.title:
        if headline and related_words.introduced(text) is None:
            return replace(front, title=text), before
        return (front, text) if not before and length <= STANDFIRST_WORDS_MAX else None
    if headline and texts.length_in_words(front.title) <= KICKER_WORDS_MAX < length and not before:
        return replace(front, title=text), before
    if front.standfirst or before or not _is_standfirst(text, front.title, rest):
        return None
    return replace(front, standfirst=text), before


def _is_standfirst(text: str, title: str, rest: Sequence[Line]) -> bool:
    """A standfirst says the headline over again in other words, and is no longer than the paragraphs below it."""
    length = texts.length_in_words(text)
    below = [texts.length_in_words(line.text) for line in rest[:12] if texts.ends_sentence(line.text)]
    if len(below) < 2 or not 4 <= length <= STANDFIRST_WORDS_MAX or related_words.introduced(text) is not None:
        return False
    shared = _telling(text) & _telling(title)
    return len(shared) >= 2 or (length <= 0.8 * sum(below) / len(below) and not _has_dateline(text))


def _telling(text: str) -> set[str]:
    return {word.casefold()[:6] for word in texts.words(text) if len(word) > 3}


def _has_dateline(text: str) -> bool:
    """Whether a paragraph opens as agencies open theirs: PLACE (Agency) — …"""
    return bool(re.match(r"^[^.!?]{2,40}(?:\([^)]{2,20}\)\s*)?\s[—–-]+\s", text))


def _body(found: Sequence[Line]) -> tuple[tuple[Block, ...], tuple[Link, ...]]:
    kept = _without_comment_form(found)
    blocks: list[Block] = []
    related: list[Link] = []
    listing = False  # below "Related:" alone, where titles follow a line each
    below = sum(len(line.text) for line in kept)
    total = below
    for place, line in enumerate(kept):
        below -= len(line.text)
        title = related_words.introduced(line.text)
        if title is None and listing and line.kind is not BlockKind.HEADING and _is_pointer(line, kept[place + 1 :]):
            title = _BULLET.sub("", line.text)
        listing = title == "" or (listing and title is not None)
        if title is not None:
            related += [Link(title=title, url=line.url)] if title else []
        elif not furniture.is_furniture(line.text, at_end=below <= furniture.END_SHARE * total):
            blocks.append(_block(line, kept[place + 1 :]))
    return joined(blocks), tuple(related)


def _is_pointer(line: Line, rest: Sequence[Line]) -> bool:
    """A short line without a full stop, below which the text goes on or another such line stands."""
    bullet = bool(_BULLET.match(line.text)) or line.kind is BlockKind.LIST or line.url is not None
    return texts.length_in_words(line.text) <= related_words.TITLE_WORDS_MAX and (
        bullet or (not texts.ends_sentence(line.text) and bool(rest))
    )


def _without_comment_form(found: Sequence[Line]) -> Sequence[Line]:
    below = total = sum(len(line.text) for line in found)
    for place, line in enumerate(found):
        if place and below <= COMMENT_FORM_SHARE_MAX * total and related_words.opens_comment_form(line.text):
            return found[:place]
        below -= len(line.text)
    return found


def _block(line: Line, rest: Sequence[Line]) -> Block:
    if line.kind is not None:
        return Block(kind=line.kind, text=line.text)
    if _BULLET.match(line.text):
        return Block(kind=BlockKind.LIST, text=line.text)
    return Block(kind=BlockKind.HEADING if _is_heading(line.text, rest) else BlockKind.PARAGRAPH, text=line.text)


def _is_heading(text: str, rest: Sequence[Line]) -> bool:
    """A short line without a closing sign, above a paragraph."""
    if not rest or texts.length_in_words(text) > HEADING_WORDS_MAX or text.endswith((",", ";", ":", "：", "，")):
        return False
    if texts.ends_sentence(text) and not text.endswith(("?", "？")):
        return False
    return texts.length_in_words(rest[0].text) > texts.length_in_words(text) and texts.ends_sentence(rest[0].text)


def joined(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Blocks with neighbouring list items made one list; a single marked line is a paragraph, dashes and all."""
    runs: list[list[Block]] = []
    for block in blocks:
        if runs and block.kind is BlockKind.LIST and runs[-1][0].kind is BlockKind.LIST:
            runs[-1].append(block)
        else:
            runs.append([block])
    return tuple(_run(run) for run in runs)


def _run(run: Sequence[Block]) -> Block:
    first = run[0]
    if first.kind is not BlockKind.LIST:
        return first
    if len(run) == 1 and "\n" not in first.text and _BULLET.match(first.text):
        return Block(kind=BlockKind.PARAGRAPH, text=first.text)
    items = [_BULLET.sub("", item) for block in run for item in block.text.split("\n")]
    return Block(kind=BlockKind.LIST, text="\n".join(items))
