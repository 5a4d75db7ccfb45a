"""Small questions about text that every room asks: folding, counting, cutting."""

import re
import unicodedata
from collections.abc import Iterable

_SPACES = re.compile(r"[\s\u200b\u2060\ufeff\u3000]+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]|[\ud800-\udfff]")
_WORD = re.compile(r"\w+")
_NOT_WORD = re.compile(r"[\W_]+")
_ASCII_NOT_WORD = {code: None for code in range(128) if not chr(code).isalnum()}
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SENTENCE_END = re.compile(r"[.!?…。！？؟۔।։।॥።][\"'”’»›)\]」』]*\s*$")

ENDING_LETTERS = 12  # a full stop, closing marks and blanks have room in them; texts can be megabytes long
LETTERS_A_WORD = 2  # in scripts without spaces, two signs carry about what a word does


def clean(text: str) -> str:
    """`text` on one line: control characters out, any run of white space one space, ends trimmed."""
    joined = " ".join(text.split())
    if joined.isprintable():  # nearly every text, at a third of the cost
        return joined
    return _SPACES.sub(" ", _CONTROLS.sub("", text)).strip()


def without_controls(text: str) -> str:
    """`text` without the characters that no document may hold; line ends stay."""
    return _CONTROLS.sub("", text)


def words(text: str) -> list[str]:
    """The runs of letters and digits in `text`, as written."""
    return _WORD.findall(text)


def comparable(text: str) -> str:
    """Letters and digits alone, case and width folded: equal for two spellings of one title."""
    if text.isascii():
        return text.lower().translate(_ASCII_NOT_WORD)
    return _NOT_WORD.sub("", unicodedata.normalize("NFKC", text).casefold())


def length_in_words(text: str) -> int:
    """About how many words `text` has, in scripts that do not write spaces too."""
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return len(text.split())
    return len(_UNSPACED.sub(" ", text).split()) + unspaced // LETTERS_A_WORD


def ends_sentence(text: str) -> bool:
    """Whether the last sign of `text` closes a sentence, in any of the scripts we meet."""
    return bool(_SENTENCE_END.search(text[-ENDING_LETTERS:]))


def sentences_joined(rows: Iterable[str]) -> list[str]:
    """Rows joined to paragraphs: one that ends in the middle of a sentence goes on in the next."""
    held: list[str] = []
    joined: list[str] = []
    for row in rows:
        if held and ends_sentence(held[-1]):
            joined.append(" ".join(held))
            held.clear()
        if row:
            held.append(row)
    return [*joined, " ".join(held)] if held else joined


def shortened(text: str, letters_max: int) -> str:
    """`text` cut after a whole word with an ellipsis where it is longer than `letters_max`."""
    if len(text) <= letters_max:
        return text
    cut = text[: letters_max - 1]
    head, space, _ = cut.rpartition(" ")
    return (head if space and len(head) > letters_max // 2 else cut).rstrip(" ,;:–—-") + "…"
