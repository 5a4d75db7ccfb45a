"""Numbers together with what they count, such as twelve dead."""

import re
from collections.abc import Iterator, Mapping

from digest.group import reading, words
from digest.model.article import Article

REACH_WORDS = 3  # how far from a number the word may stand that says what is counted
REACH_TO_WORDS = 6  # … where the number is where something rose or fell to: "cases in Osk climb to 37"
NUMBER_CHARS_MAX = 12  # longer "numbers" are identifiers

_WORDS_OF: Mapping[str, str] = {
    "dead": """dead death deaths toll drown drowned killed kills died dies fatalities lives tote toten todesopfer
        getötet starben morts tués décès muertos fallecidos muertes morti vittime mortos doden döda погибших
        погибли погибло""",
    "injured": """injured wounded hurt injuries verletzte verletzten verletzt blessés heridos feriti feridos gewonden
        skadade heridas verletzter пострадавших пострадали ранены""",
    "missing": "missing vermisste vermissten vermisst disparus desaparecidos dispersi vermisten пропавших",
    "arrested": "arrested arrests detained festgenommen festnahmen arrêtés interpellés detenidos arrestati detidos",
    "evacuated": "evacuated evacuees displaced evakuiert evakuierte évacués evacuados sfollati evacuati",
    "rescued": "rescued saved gerettet gerettete secourus rescatados salvati resgatados gered",
    "homes": "homes houses häuser maisons viviendas case casas woningen",
    "jobs": "jobs stellen arbeitsplätze emplois empleos posti empregos banen",
    "magnitude": "magnitude stärke magnitud magnitudo",
    "cases": "cases patients fälle erkrankte cas malades casos enfermos casi gevallen случаев",
    "votes": "votes stimmen voix votos voti stemmen",
}
_LABEL = {word: label for label, listed in _WORDS_OF.items() for word in listed.split()}
_SPELLED = """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
    eighteen nineteen twenty"""
_VALUE = {word: str(value) for value, word in enumerate(_SPELLED.split(), start=1) if value > 1}
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DATING = frozenset({"on", "am", "aged", "age", "since", "seit"})
"""Words before a number that counts nothing: a day or an age."""
_TOWARDS = frozenset({"to", "reaches", "reached", "auf", "erreicht", "à", "atteint", "hasta", "alcanza", "до"})
_SENTENCE = re.compile(r"(?<=[.!?;:])\s+|\n+")


def numbers(article: Article) -> dict[str, str]:
    """What is counted → the number without its thousands' marks; the title is believed before the lead."""
    found: dict[str, str] = {}
    for text in (article.title, reading.lead_of(article)):
        for sentence in _SENTENCE.split(text[: words.TEXT_CHARS_MAX]):
            for label, number in _said(sentence):
                found.setdefault(label, number)
    return found


def _said(sentence: str) -> Iterator[tuple[str, str]]:
    """Each number with the nearest word that says what it counts, the word after it before the word in front."""
    spoken = [word.rstrip(".,") for word in words.tokens(sentence)]
    values = [(at, value) for at, word in enumerate(spoken) if (value := _value(word))]
    values = [(at, value) for at, value in values if at == 0 or spoken[at - 1].lower() not in _DATING]
    labels = [(at, label) for at, word in enumerate(spoken) if (label := _LABEL.get(word.lower()))]
    reach = sorted(
        (abs(at - place), place > at, place, value, label)
        for at, label in labels
        for place, value in values
        if abs(at - place) <= (REACH_TO_WORDS if at < place and spoken[place - 1].lower() in _TOWARDS else REACH_WORDS)
    )
    used: set[int | str] = set()
    for _, _, place, value, label in reach:
        if place not in used and label not in used:
            used |= {place, label}
            yield label, value


def _value(word: str) -> str | None:
    if word.lower() in _VALUE:
        return _VALUE[word.lower()]
    counts = _NUMBER.fullmatch(word) and len(word) <= NUMBER_CHARS_MAX and not _YEAR.fullmatch(word)
    return word if counts else None
