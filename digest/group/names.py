"""Names as people read them: runs of capitalised words that several reports share."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from digest.group import reading, words
from digest.model.article import Article

NAME_WORDS_MAX = 4
FULL_NAME_WORDS_MIN = 2  # one capitalised word alone is as often a place, a people or a noun
TOLD_BY_MIN = 2  # reports
PLACED_SHARE = 0.5  # of a name's mentions behind a word such as "in", from which it is a place
_BEFORE_PLACES = "in at near from to off across aus bei nach en à dans vers desde hacia a nel da em naar"
_ARTICLE_WORDS = "the a der die das dem den le la les l el los las il lo i de het"
_PLACING, _ARTICLES = (frozenset(listed.split()) for listed in (_BEFORE_PLACES, _ARTICLE_WORDS))
_POSSESSIVE = re.compile(r"['’]s?$")
_DATELINE = re.compile(r"(?:^|(?<=\s))(?:[^\W\d_][\w'’-]*,?\s){1,4}\([^()\n]{2,30}\)\s*[-–—:]\s")
"""“PORT TIMBO (Compass) - ”, “Berlin (dpa) – ”."""
_SENTENCE = re.compile(r"(?<=[.!?…:])[\"'”’»)]*\s+|\n+")


def of(article: Article) -> set[str]:
    """The names of an article's title and lead, but for those that open a sentence."""
    stop = _stop(article)
    return {name for text in (article.title, _lead(article)) for name, _ in _mentions(text, stop)}


def telling(members: Sequence[Article]) -> tuple[str, ...]:
    """Full names of people and bodies worth announcing, commonest first: in a headline or in two reports, no place."""
    heard: Counter[str] = Counter()
    placed: Counter[str] = Counter()
    titled: set[str] = set()
    for member in members:
        stop = _stop(member)
        mentions = [*_mentions(member.title, stop), *_mentions(_lead(member), stop)]
        titled.update(name for name, _ in _mentions(member.title, stop))
        heard.update({name for name, _ in mentions})
        placed.update({name for name, place in mentions if place})
    kept = [
        name
        for name, count in heard.items()
        if len(name.split()) >= FULL_NAME_WORDS_MIN
        and (count >= TOLD_BY_MIN or name in titled)
        and placed[name] < PLACED_SHARE * count
    ]
    return tuple(sorted(kept, key=lambda name: (-heard[name], -len(name), name)))


def _lead(article: Article) -> str:
    """The lead without its dateline, which names no place and nobody of the story, but who reports it from where."""
    return _DATELINE.sub(" ", reading.lead_of(article))


def _stop(article: Article) -> frozenset[str]:
    language = article.language or words.language_of(words.tokens(article.title)) or "en"
    return words.STOP_WORDS.get(language, frozenset())


def _mentions(text: str, stop: frozenset[str]) -> Iterable[tuple[str, bool]]:
    """Each name with whether a word in front of it says that it is a place."""
    for spoken in _sentences(text):
        yield from _runs(spoken, stop)


def _sentences(text: str) -> Iterable[list[str]]:
    """The words of each sentence as written."""
    return ([word.rstrip(".") for word in words.tokens(sentence)] for sentence in _SENTENCE.split(text))


def shared(members: Sequence[Article]) -> tuple[str, ...]:
    """Names in at least two of the articles, commonest first; all names of a single one.

    A sentence that starts with what another article writes as a name starts with that name.
    """
    read = [([*_sentences(member.title), *_sentences(_lead(member))], _stop(member)) for member in members]
    sure = [{name for spoken in sentences for name, _ in _runs(spoken, stop)} for sentences, stop in read]
    known = frozenset().union(*sure)
    first = {name.partition(" ")[0] for name in known}
    counted: Counter[str] = Counter()
    for (sentences, stop), named in zip(read, sure, strict=True):
        opened = [spoken for spoken in sentences if spoken and _POSSESSIVE.sub("", spoken[0]) in first]
        counted.update(named | {name for spoken in opened for name, _ in _runs(spoken, stop, opening=True)} & known)
    least = min(2, len(members))
    kept = [name for name, count in counted.items() if count >= least]
    return tuple(sorted(kept, key=lambda name: (-counted[name], -len(name), name)))


def _runs(spoken: Sequence[str], stop: frozenset[str], *, opening: bool = False) -> Iterable[tuple[str, bool]]:
    """The names of a sentence; with `opening` also what may be one at its start."""
    content = [word for word in spoken if word.lower() not in stop]
    if len(content) > 3 and sum(word[0].isupper() for word in content) > 0.7 * len(content):
        return  # a headline in capitals names nothing by them
    run: list[str] = []
    before = ""
    for at, word in enumerate([*spoken, ""]):
        plain = _POSSESSIVE.sub("", word)
        named = _is_name(plain, stop) and (at > 0 or opening or len(spoken) == 1)
        if run and (not named or len(run) == NAME_WORDS_MAX):
            yield " ".join(run), before in _PLACING
            run = []
        if named:
            before = before if run else _ahead(spoken[:at])
            run.append(plain)
        if run and plain != word:  # what is owned is not part of its owner's name
            yield " ".join(run), before in _PLACING
            run = []


def _ahead(spoken: Sequence[str]) -> str:
    """The last word that is no article."""
    return next((folded for word in reversed(spoken) if (folded := word.lower()) not in _ARTICLES), "")


def _is_name(word: str, stop: frozenset[str]) -> bool:
    folded = word.lower()
    return word[:1].isupper() and folded not in stop and folded not in words.DAYS
