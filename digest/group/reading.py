"""One article as grouping reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.group import sounds, vectors, words
from digest.model.article import Article, ArticleKind

LEAD_CHARS_MAX = 1_000  # beyond its first paragraphs a report turns to background, which ties unlike events
LEAD_BLOCKS_MAX = 8
OFTEN_MAX = 255  # a byte holds it
NOUNS_LIKE_NAMES = frozenset({"de", "lb"})  # languages that write every noun like a name
LABEL_WORDS = range(1, 3)
REPORT_KINDS = frozenset({ArticleKind.NEWS, ArticleKind.UNKNOWN})
TERMS_MIN = 2  # a text of one term ("Weather") tells no event


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """Terms, names and numbers of an article, and when it became known. Held for each of a large day, so kept small."""

    id: str
    said: vectors.Said
    """Stems of title and lead."""
    names: tuple[str, ...]
    """Stems written as names where a common word would not be."""
    numbers: tuple[str, ...]
    sounds: frozenset[str]
    """How every word sounds, in a script without capitals, where any word may be a name."""
    language: str | None
    at: datetime
    length: int
    """Words of standfirst and text, all of it."""
    label: tuple[str, ...] = ()
    """The publisher, and the stems before a colon in a report's title: a column such as "Weather: …", or a name."""

    @property
    def hour(self) -> float:
        """`at` in hours since 1970."""
        return self.at.timestamp() / 3600

    @property
    def terms(self) -> Sequence[str]:
        return self.said.terms

    @property
    def title(self) -> Sequence[str]:
        """Stems of the title alone."""
        return self.said.terms[: self.said.titled]

    @property
    def counts(self) -> dict[str, int]:
        """Stem → how often."""
        return dict(zip(self.said.terms, self.said.often, strict=True))

    @property
    def key(self) -> object:
        """The same for readings of the same words."""
        return frozenset(zip(self.said.terms, self.said.often, strict=True))

    @property
    def tells(self) -> bool:
        """Whether there is enough text to tell an event."""
        return len(self.said.terms) >= TERMS_MIN


def read(article: Article) -> Reading:
    """Reads title and lead of an article; the lead is its standfirst with the start of the text."""
    title, lead = article.title[: words.TEXT_CHARS_MAX], lead_of(article)
    title_words, lead_words = words.tokens(title), words.tokens(lead)
    spoken = [*title_words, *lead_words]
    language = article.language or words.language_of(spoken)
    stop = words.STOP_WORDS.get(language or "en", frozenset())
    names = tuple(sorted(_names(title_words, stop) | _names(lead_words, stop)))
    return Reading(
        id=article.id,
        said=_said(spoken, title_words, stop, names if language not in NOUNS_LIKE_NAMES else ()),
        names=names,
        numbers=tuple(sorted({word for word in spoken if word[0].isdigit()})),
        sounds=_sounds(title_words, f"{title} {lead}"),
        language=language,
        at=article.known_at,
        length=length(article),
        label=_label(article, title) if is_report(article) else (),
    )


def is_report(article: Article) -> bool:
    """Whether it tells news once, as opinion, live and sponsored pages do not; those say by a label what they are."""
    return article.kind in REPORT_KINDS


def length(article: Article) -> int:
    """Words of standfirst and text."""
    return len(article.standfirst.split()) + sum(len(block.text.split()) for block in article.blocks)


def _label(article: Article, title: str) -> tuple[str, ...]:
    head, colon, _ = title.partition(":")
    spoken = words.tokens(head) if colon else []
    return (article.publisher, *(words.known(word).stem for word in spoken)) if len(spoken) in LABEL_WORDS else ()


def _said(spoken: Sequence[str], title: Sequence[str], stop: frozenset[str], named: Sequence[str]) -> vectors.Said:
    counts = words.counts(spoken, stop)
    titled = len({known.stem for known in map(words.known, title) if known.folded not in stop})
    return vectors.Said(
        terms=tuple(counts),
        often=bytes(min(count, OFTEN_MAX) for count in counts.values()),
        titled=min(titled, len(counts)),
        named=named,
    )


def terms_of(title: str, lead: str) -> tuple[dict[str, int], frozenset[str]]:
    """The stems of a text that is no article, with how often, and those of its title."""
    title_words = words.tokens(title)
    spoken = [*title_words, *words.tokens(lead)]
    stop = words.STOP_WORDS.get(words.language_of(spoken) or "en", frozenset())
    return words.counts(spoken, stop), frozenset(words.counts(title_words, stop))


def lead_of(article: Article) -> str:
    """The words under the title: the standfirst and the start of the text."""
    return " ".join((article.standfirst, *(block.text for block in article.blocks[:LEAD_BLOCKS_MAX])))[:LEAD_CHARS_MAX]


def _sounds(title: Sequence[str], text: str) -> frozenset[str]:
    if not any(sounds.is_caseless(word) for word in title if word[0].isalpha()):
        return frozenset()
    return frozenset(filter(None, (sounds.of(word) for word in sounds.words(text) if sounds.is_caseless(word))))


def _names(spoken: Sequence[str], stop: frozenset[str]) -> set[str]:
    """Stems of capitalised words; none in a line where nearly every word is capitalised, for there it says nothing."""
    content = [word for word in spoken if words.known(word).folded not in stop]
    capitals = [word for word in content if word[0].isupper() and words.known(word).folded not in words.DAYS]
    if len(capitals) > 0.8 * len(content) and len(content) > 4:
        return set()
    return {words.known(word).stem for word in capitals if word is not spoken[0]}
