"""Lines that stand on a page but belong to no article: share bars, promotions, notices, contact lines."""

import re
from collections.abc import Sequence

from digest import text as texts
from digest.collect import furniture_words, related_words

LINE_LETTERS_MAX = 260  # longer lines are somebody's paragraph
OPENED_LETTERS_MAX = 160  # a longer line that begins so is a sentence
END_SHARE = 0.15  # promotions and legal lines count only in the last part of a text, where they live


def _phrases(listing: str) -> tuple[str, ...]:
    return tuple(
        phrase.replace("_", " ") for line in listing.split("\n") for phrase in line.split("|") if phrase.strip()
    )


_WHOLE = frozenset(phrase.strip() for phrase in _phrases(furniture_words.WHOLE))
_OPENING = _phrases(furniture_words.OPENING)
_ENDING = _phrases(furniture_words.ENDING)
_BUTTONS = frozenset(furniture_words.BUTTONS.split())
_COUNT = re.compile(
    r"^\d+ (?:comments?|shares?|views?|likes?|of \d+|min(?:ute)?s? read|min\. lesezeit|kommentare?|commentaires?"
    r"|comentarios?)$"
)
_ADDRESS = re.compile(r"^\S+@\S+\.\w+$|^https?://\S+$")
_IS = re.compile(
    r"\s*,?\s(?:is|are|has been|writes|covers|reports|ist|schreibt|berichtet|est|écrit|es|escribe|é|escreve|è|scrive"
    r"|jest|är|er|on|to|—|–)\s"
)
_RULE = re.compile(r"^[\W_]+$")


def is_furniture(line: str, *, at_end: bool = False) -> bool:
    """Whether this line is the site's and not the article's; `at_end` tells that little text comes after it."""
    if len(line) > LINE_LETTERS_MAX:
        return False
    folded = line.casefold().replace("’", "'").strip()
    bare = folded.strip(" .:!?*…»›→>|-–—[]()")
    if bare in _WHOLE or _RULE.match(folded) or _COUNT.match(bare) or _is_buttons(bare):
        return True
    if len(folded) <= OPENED_LETTERS_MAX and folded.startswith(_OPENING):
        return True
    if related_words.opens_comment_form(line):
        return True
    return at_end and (bool(_ADDRESS.match(bare)) or any(phrase in folded for phrase in _ENDING))


def is_about(line: str, people: Sequence[str]) -> bool:
    """Whether a line at the end tells who the author is ("Ada Byron is a writer and …")."""
    return len(line) <= LINE_LETTERS_MAX and any(
        line.startswith(name) and _IS.match(line[len(name) :].casefold()) for name in people
    )


def _is_buttons(bare: str) -> bool:
    """Whether a line is nothing but the names of share buttons and their counts."""
    words = texts.words(bare)
    return (
        len(words) > 1
        and all(word in _BUTTONS or word.isdigit() for word in words)
        and any(word in _BUTTONS for word in words)
    )
