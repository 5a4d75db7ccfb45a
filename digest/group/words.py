"""Words of a text, reduced to what two reports of one event share."""

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

TEXT_CHARS_MAX = 3_000  # a title with its lead is far shorter; what is longer is not a title
TERMS_MAX = 250  # distinct terms kept per article, first come first
WORDS_CACHED_MAX = 65_536  # about the words of a large day
HITS_MIN = 2  # function words that tell a language; one alone may be a name
TERM_CHARS_MAX = 40  # longer "words" are addresses or noise

# Vowel signs and points stand on letters of their word, though they count as no letters themselves.
SIGNS = "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0962\u0963\u0981-\u0983\u09bc-\u09cd"
_TOKEN = re.compile(rf"[^\W_](?:[\w{SIGNS}'’.&-]*[^\W_])?[{SIGNS}]*")
# Scripts that write without spaces: their runs are read as pairs of characters.
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+")
# Digits with marks between them; the marks differ by language, so they are read before the words are cut.
_NUMERAL = re.compile(r"(?<![\w.,])\d+(?:[.,'’\u00a0\u202f]\d+)+(?![\d.,]*\d)")
_THOUSANDS = re.compile(r"(?!0)(\d{1,3}(?:([.,'’\u00a0\u202f])\d{3})(?:\2\d{3})*)(?:[.,](\d{1,2}))?")
_DECIMAL = re.compile(r"(\d+)[.,](\d{1,2})")
_POSSESSIVE = re.compile(r"['’]s?$")
_SUFFIXES = (("ies", "y", 5), ("sses", "ss", 5), ("ing", "", 6), ("ed", "", 5), ("es", "", 5), ("s", "", 4))

_FUNCTION_WORDS = {
    "en": """
        a about after again all also am an and any are as at be because been before being between both but by can could
        did do does doing down during each few for from further had has have having he her here hers him his how i if in
        into is it its just like may me more most much my new no nor not now of off on once one only or other our out
        over own said same says say she should so some such than that the their them then there these they this those
        through to too two under until up us very was we were what when where which while who whom why will with would
        year years you your""",
    "de": """
        der die das den dem des ein eine einen einem einer und oder aber nicht mit von vom für auf aus bei nach über
        unter ist sind war wird werden hat haben auch wie sich im am zum zur er sie es wir ihr als dass noch nur vor
        gegen bis seit mehr zu an in um""",
    "fr": """
        le la les un une des du de et ou mais ne pas avec pour par sur dans est sont était a ont au aux ce cette ces il
        elle ils elles qui que se son sa ses leur plus après selon contre entre en d l qu n s c à""",
    "es": """
        el la los las un una unos unas y o pero no con para por sobre en es son fue ha han al de del lo su sus se que
        como más tras a""",
    "it": """
        il lo la i gli le un uno una di del dello della dei delle nel nella da in con su per tra fra è sono ha hanno che
        non si più dopo e a""",
    "pt": """
        o a os as um uma de do da dos das no na nos nas em e ou mas com para por é são foi que se não mais após ao""",
    "nl": """
        de het een en of maar niet met van voor op uit bij naar over is zijn was wordt heeft ook als dat dan nog in te
        aan""",
    "sv": """och att det som en ett på av för med är var har inte till från om i den de""",
    "uk": """і й та в у на з із зі до від за про що як це не а але чи для по при після через та його її їх був була
        було були є також ще""",
    "el": """ο η το οι τα του της των τον την τους τις και σε στο στη στην στον στα στις από με για που να θα δεν
        είναι ήταν έχει ότι ως μετά""",
    "ar": """في من على إلى عن مع أن إن التي الذي بعد قبل كان كانت هذا هذه ذلك ما لا لم لن قد كما أو و ثم بين حتى عند
        خلال قال وقال وقد منذ""",
    "hi": """के का की में से को ने है हैं था थे थी और पर यह वह भी तक एक कि लिए जो कर किया गया गई हो रहे रही रहा तो ही साथ बाद
        इस उस अपने दो नहीं कहा हुई हुआ""",
    "ru": """и в во не что он на я с со как а то все она так его но да к у же за бы по ее мне было от о из""",
}
STOP_WORDS = {language: frozenset(words.split()) for language, words in _FUNCTION_WORDS.items()}


_DAY_NAMES = """
    monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag januar
    februar märz mai juni juli oktober dezember lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes
    miércoles jueves viernes sábado domingo"""
DAYS = frozenset(_DAY_NAMES.split())
"""Days and months, which some languages write like names."""

_LANGUAGES_OF = {
    word: tuple(language for language, stop in STOP_WORDS.items() if word in stop)
    for word in frozenset().union(*STOP_WORDS.values())
}


class Word(NamedTuple):
    """A word with what is needed of it again and again."""

    folded: str
    stem: str
    marked: bool
    """Whether it is written like part of a name, or is a number."""
    spoken_in: tuple[str, ...]
    """Languages that it is a function word of."""


@functools.lru_cache(maxsize=WORDS_CACHED_MAX)
def known(written: str) -> Word:
    folded = written.lower()
    marked = written[0].isupper() or written[0].isdigit()
    return Word(folded, stem(written), marked, _LANGUAGES_OF.get(folded, ()))


def language_of(words: Sequence[str]) -> str | None:
    """The language whose function words occur most among `words`; None where too few occur to tell."""
    hits: dict[str, int] = {}
    for word in words:
        for language in known(word).spoken_in:
            hits[language] = hits.get(language, 0) + 1
    best = max(STOP_WORDS, key=lambda language: hits.get(language, 0))
    return best if hits.get(best, 0) >= HITS_MIN else None


def tokens(text: str) -> list[str]:
    """The words of `text` as written, in order; runs of unspaced scripts become character pairs."""
    read = _NUMERAL.sub(lambda match: numeral(match[0]), text[:TEXT_CHARS_MAX])
    found: list[str] = _TOKEN.findall(read)
    if not _UNSPACED.search(read):
        return found
    return [part for token in found for part in (_pairs(token) if _UNSPACED.search(token) else (token,))]


def numeral(written: str) -> str:
    """A number without thousands' marks and with a decimal point: "1.200" and "1,200" are 1200, "5,80" is 5.8.

    What is neither, such as a date, stays as it is written.
    """
    if thousands := _THOUSANDS.fullmatch(written):
        whole, part = re.sub(r"\D", "", thousands[1]), thousands[3] or ""
    elif decimal := _DECIMAL.fullmatch(written):
        whole, part = decimal[1], decimal[2]
    else:
        return written
    part = part.rstrip("0")
    return f"{whole}.{part}" if part else whole


def stem(word: str) -> str:
    """`word` in lower case without the commonest endings; good enough to match, not to print."""
    folded = _POSSESSIVE.sub("", word.lower())[:TERM_CHARS_MAX]
    for suffix, replacement, length_min in _SUFFIXES:
        if folded.endswith(suffix) and len(folded) >= length_min and not folded.endswith("ss"):
            return folded[: -len(suffix)] + replacement
    return folded


def counts(words: Sequence[str], stop: frozenset[str]) -> dict[str, int]:
    """Stem → how often, in order of their first use; names and numbers count twice, stop words not at all."""
    counted: dict[str, int] = {}
    for written in words:
        folded, term, marked, _ = known(written)
        if folded in stop:
            continue
        if term in counted:
            counted[term] += 2 if marked else 1
        elif len(counted) < TERMS_MAX:
            counted[term] = 2 if marked else 1
    return counted


def _pairs(run: str) -> list[str]:
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]
