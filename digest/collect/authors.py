"""Names of authors out of what publishers write into bylines, meta tags and feeds."""

import re
from collections.abc import Iterable, Sequence

from digest import text as texts
from digest.collect.month_words import DATE_FILLERS, MONTH, WEEKDAYS

NAME_WORDS_MAX = 5  # longer "names" are sentences about the author
NAME_LETTERS_MAX = 60
AUTHORS_MAX = 12

_BY = re.compile(
    r"^(?:(?:written|posted|published|reported|story|words|text|article|review(?:ed)?|opinion|analysis|a report)\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|autor(?:a|es|/?in|en)?|author|authors|auteur|autore|text|texte|testo|reporter|автор"
    r"|авторы|από|yazan|oleh|tekst|作者|记者|記者|文)"
    r"(?:\s*[:：]\s*|\s+)",
    re.IGNORECASE,
)
_BARE_BY = re.compile(r"^(?:作者|记者|記者|文|撰文|本报记者)\s*[:：/／|｜]?\s*")
_SPLIT = re.compile(
    r"\s*(?:[;|•·/]|,(?!\s*(?:jr|sr|ii|iii|phd|md|m\.d|esq)\b)|\s&\s|\s(?:and|und|et|y|e|en|och|og|ja|i|и|with)\s)\s*",
    re.IGNORECASE,
)
_ADDRESS = re.compile(r"\S+@\S+\.\S+|https?://\S+|www\.\S+|\(\s*\)|@\w+")
_BRACKETED = re.compile(r"^[^()]*\(([^()]+)\)$|\s*[(\[][^)\]]*[)\]]\s*$")
_PEN_NAME = re.compile(r"^[\w.@-]{2,30}$")
_DAY = re.compile(r"(?:19|20)\d\d|\d[./:-]\d")
_NO_NAME_SIGNS = re.compile(r"\d|https?:|[<>{}|=#]")
_NO_ONE = re.compile(
    r"^(?:no author|autor(?:in|es|en)?|autore|auteur|gast|leser|kontakt|profil|impressum|posted|admin(?:istrator)?"
    r"|editor(?:s|ial|ial team|ial staff|ial board|-in-chief)?"
    r"|staff|staff (?:writer|reporter|report)s?|guest"
    r"|guest (?:author|post|contributor|writer|blogger)|contributors?|news ?(?:desk|room|wire)|web ?(?:desk|master"
    r"|team)|redaktion|die redaktion|redaccion"
    r"|redacción|rédaction|la rédaction|redazione|la redazione|redactie|redacao|redação|redakcja|redaktionen|user"
    r"|author|authors|unknown|anonymous|none|null|undefined|test"
    r"|team|super ?user|root|press release|sponsored|advertorial|agencies|agency|online|updated|published"
    r"|view (?:all )?posts.*|more from.*|about.*"
    r"|read more.*|follow.*|share.*|subscribe.*|by|von|the editors?|our (?:correspondent|reporter).*"
    r"|special correspondent|correspondent|wire reports?)$",
    re.IGNORECASE,
)
_CORPORATE = re.compile(
    r"\b(?:staff|team|news|media|magazin[e]?|newspaper|zeitung|editors?|editorial|redaktion|inc|ltd|llc|gmbh|group"
    r"|press|agency|agencies"
    r"|desk|network|online|eg|e\.v\.|verein|verband|verlag|foundation|stiftung|association|council|company|committee"
    r"|universit\w*"
    r"|institut\w*|ministry|minist\w*ium|depart\w*ment|bundesamt|landesanstalt|radio|tv|fernsehen|rundfunk|studio"
    r"|forum|blog|shop)\b"
    r"|\.(?:com|org|net|de)\b",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(r"(?i:\b(?:departement|department|landesanstalt|bundesamt|ministerium|ministry)\b)")
_ROLE = re.compile(
    r"\s*[,–—|-]?\s*\b(?:staff (?:writer|reporter)|senior (?:writer|editor|reporter|correspondent)"
    r"|contributing (?:writer|editor)|special to .*|correspondent|reporter"
    r"|editor|columnist|contributor|freelance .*|associated press|reuters|afp|dpa)\b.*$",
    re.IGNORECASE,
)
_CREDENTIALS = re.compile(
    r",?\s+(?:ph\.?\s?d|m\.?d|mba|r\.?d|rn|esq|msc|dpt|pharmd|m\.?a|b\.?a|b\.?sc)\.?(?=$|,|\s)", re.IGNORECASE
)
_LABEL = re.compile(
    r"^(?:interview|text|foto|words|story|protokoll|kommentar|analyse|alles von|mehr von|alle (?:artikel"
    r"|beiträge) von|more (?:from|by)|(?:view )?all posts by|posts by|articles by|tous les articles de|erstellt von"
    r"|veröffentlicht von|geschrieben von|publié par|publicado por)\s*:?\s+",
    re.IGNORECASE,
)


def named(raw: Iterable[str], *, publisher: str = "") -> tuple[str, ...]:
    """The people in `raw`, each once, in order; what is no person's name is left out."""
    found: dict[str, str] = {}
    site = texts.comparable(publisher)
    for value in raw:
        if _AUTHORITY.search(value):
            continue
        for part in _parts(value):
            key = texts.comparable(part)
            if key and key != site and is_name(part):
                found.setdefault(key, part)
    return tuple(found.values())[:AUTHORS_MAX]


def from_byline(line: str) -> tuple[str, ...]:
    """The authors that a line such as "By Ada Byron and Bo Li" names; none for any other line."""
    opened = _BY.match(line) or _BARE_BY.match(line)
    if not opened or texts.length_in_words(line) > 3 * NAME_WORDS_MAX or texts.ends_sentence(line):
        return ()
    parts = _parts(line[opened.end() :])
    return named(parts) if parts and all(is_name(part) and _capital(part) for part in parts) else ()


def undated(line: str) -> str:
    """`line` without the day or hour that stands before or behind the names."""
    words = line.split()
    front = next((place for place, word in enumerate(words) if not _is_of_date(word)), 0)
    end = next((place for place in range(len(words), 0, -1) if not _is_of_date(words[place - 1])), 0)
    front = front if _says_day(words[:front]) else 0
    end = end if _says_day(words[end:]) else len(words)
    return " ".join(words[front:end]).strip(" ,;:-–—|•·@") if front or end < len(words) else line


def _is_of_date(word: str) -> bool:
    bare = word.strip(".,:;()|•·-–—@/").casefold()
    return not bare or word[0].isdigit() or bare in MONTH or bare in WEEKDAYS or bare in DATE_FILLERS


def _says_day(words: Sequence[str]) -> bool:
    """Whether words say a day or an hour and not only a number ("2 stories")."""
    return any(_DAY.search(word) for word in words)


def without_by(line: str) -> str:
    """`line` without the word that bylines begin with ("Posted by …", "Texte :")."""
    opened = _BY.match(line) or _BARE_BY.match(line)
    return line[opened.end() :].strip() if opened else line


def is_name(value: str) -> bool:
    """Whether `value` can be what a person is called."""
    if not 2 <= len(value) <= NAME_LETTERS_MAX or len(value.split()) > NAME_WORDS_MAX:
        return False
    return not _NO_NAME_SIGNS.search(value) and not _NO_ONE.search(value) and any(letter.isalpha() for letter in value)


def is_pen_name(value: str) -> bool:
    """Whether `value` can be the name of a blog's author: one word, digits allowed."""
    return (
        bool(_PEN_NAME.match(value))
        and any(letter.isalpha() for letter in value)
        and not _NO_ONE.search(value)
        and not _CORPORATE.search(value)
    )


def is_person(value: str) -> bool:
    """Whether `value` is rather a person than an outlet or a desk."""
    return is_name(value) and not _CORPORATE.search(value) and not (value.isupper() and len(value) <= 4)


def _parts(value: str) -> list[str]:
    line = texts.clean(_ADDRESS.sub(" ", value)).strip(" ,;:-–—|•·")
    line = line[1:-1] if line.startswith("(") and line.endswith(")") else line  # "address (Name)" of RSS
    return [part for piece in _SPLIT.split(without_by(line)) if (part := _trimmed(_without_desk(piece)))]


def _without_desk(piece: str) -> str:
    """A name without the team that stands behind it ("Ada Byron – Browser Security Team")."""
    sides = re.split(r"\s+[-–—]\s+", piece)
    people = [side for side in sides if not _CORPORATE.search(side)]
    return people[0] if people and len(people) < len(sides) else piece


def _trimmed(piece: str) -> str:
    bare = _BRACKETED.sub("", piece) or piece
    bare = _ROLE.sub("", bare) or bare
    bare = _LABEL.sub("", _CREDENTIALS.sub("", bare))
    bare = _BY.sub("", bare.strip(" ,;:-–—|•·\"'"))
    return bare.strip(" ,;:-–—|•·\"'*")


def _capital(name: str) -> bool:
    first = name[0]
    return first.isupper() or first.lower() == first.upper()
