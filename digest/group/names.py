"""Names as people read them: runs of capitalised words that several reports share."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from digest.group import reading, words
from digest.model.article import Article

NAME_WORDS_MAX = 4
_SENTENCE = re.compile(r"(?<=[.!?…:])[\"'”’»)]*\s+|\n+")


def of(article: Article) -> set[str]:
    """The names of an article's title and lead."""
    spoken = words.tokens(article.title)
    language = article.language or words.language_of(spoken) or "en"
    stop = words.STOP_WORDS.get(language, frozenset())
    found: set[str] = set()
    for text in (article.title, reading.lead_of(article)):
        for sentence in _SENTENCE.split(text):
            found.update(_runs(sentence, stop))
    return found


def shared(members: Sequence[Article]) -> tuple[str, ...]:
    """Names in at least two of the articles, commonest first; all names of a single one."""
    counted = Counter(name for member in members for name in of(member))
    least = min(2, len(members))
    kept = [name for name, count in counted.items() if count >= least]
    return tuple(sorted(kept, key=lambda name: (-counted[name], -len(name), name)))


def _runs(sentence: str, stop: frozenset[str]) -> Iterable[str]:
    spoken = [word.rstrip(".") for word in words.tokens(sentence)]
    content = [word for word in spoken if word.lower() not in stop]
    if len(content) > 3 and sum(word[0].isupper() for word in content) > 0.7 * len(content):
        return  # a headline in capitals names nothing by them
    run: list[str] = []
    for at, word in enumerate([*spoken, ""]):
        named = word[:1].isupper() and word.lower() not in stop and (at > 0 or len(spoken) == 1)
        if named and len(run) < NAME_WORDS_MAX:
            run.append(re.sub(r"['’]s$", "", word))
        elif run:
            yield " ".join(run)
            run = [re.sub(r"['’]s$", "", word)] if named else []
