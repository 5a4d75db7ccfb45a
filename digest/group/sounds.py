"""How a name sounds, roughly, so that reports in other scripts are known by the people and places in them."""

import functools
import re
import unicodedata
from collections.abc import Iterable

from digest.group.words import SIGNS

SOUNDS_MIN = 3  # a shorter skeleton fits too many words
SOUNDS_CACHED_MAX = 65_536

# Letters that many languages write for each other sound alike here.
_ALIKE = {letter: group[0] for group in ("bpfvw", "kgqcxj", "szß", "tdþð", "rl", "m", "nñ") for letter in group}
_DIGRAPHS = (("sch", "s"), ("sh", "s"), ("zh", "s"), ("ch", "k"), ("th", "t"), ("ph", "f"), ("kh", "k"), ("gh", "g"))
_LETTER = r"[^\W\d_ァ-ヺー]"
_RUN = re.compile(rf"[ァ-ヺー]+|{_LETTER}+(?:[{SIGNS}]+{_LETTER}*)*")  # Japanese writes foreign names in katakana
_VOWELS = frozenset({"ALPHA", "EPSILON", "ETA", "IOTA", "OMICRON", "UPSILON", "OMEGA", "ALEF", "AIN", "AYIN", "YEH"})
_SILENT = frozenset(
    {"WAW", "VAV", "YOD", "HAMZA", "MAKSURA", "MARBUTA", "SIGN", "ANUSVARA", "VIRAMA", "ABOVE", "BELOW"}
)
_LEADING = re.compile(r"[AEIOUY]*(SCH|SH|ZH|CH|TH|PH|KH|GH|TS|[B-DF-HJ-NP-TV-XZ]?)")


def words(text: str) -> Iterable[str]:
    """The words of a text, Japanese names among other characters by themselves."""
    return _RUN.findall(text)


@functools.lru_cache(maxsize=SOUNDS_CACHED_MAX)
def of(word: str) -> str:
    """The consonants of a word in any script, those alike made one; empty where there are too few to know it by."""
    latin = "".join(map(_latin, unicodedata.normalize("NFKD", word.lower())))
    for written, sound in _DIGRAPHS:
        latin = latin.replace(written, sound)
    heard = "".join(_ALIKE.get(letter, " ") for letter in latin)
    skeleton = re.sub(r"(.)\1+", r"\1", heard).replace(" ", "")
    return skeleton if len(skeleton) >= SOUNDS_MIN else ""


def is_caseless(word: str) -> bool:
    """Whether the word's script has no capitals, so that a name looks like any word."""
    return word.lower() == word.upper()


@functools.lru_cache(maxsize=SOUNDS_CACHED_MAX)
def _latin(letter: str) -> str:
    """A letter as Latin ones, by its name in Unicode: "ARABIC LETTER TEH" is a t."""
    if letter.isascii() or letter in "ßþð":
        return letter
    if not letter.isalpha():
        return "" if unicodedata.combining(letter) else " "
    called = unicodedata.name(letter, "").partition(" WITH ")[0].split()
    if not called or "LETTER" not in called or called[-1] in _VOWELS | _SILENT or "VOWEL" in called:
        return " "
    found = _LEADING.match(called[-1])
    return (found[1].lower() if found else "") + " "
