"""Articles as grouping reads them, with their senses where an encoder gives some."""

from collections.abc import Mapping
from dataclasses import replace

from digest.group import reading, vectors
from digest.group.reading import Reading
from digest.model.article import Article

ARTICLES_MAX = 20_000  # on a larger day senses would take minutes and hundreds of megabytes: it does without
CHARS_MAX = 400  # of title and lead together: time grows with it, and the event is told by then


def readings(
    articles: Mapping[str, Article], encoder: vectors.Encoder | None, *, known: Mapping[str, Reading]
) -> dict[str, Reading]:
    """A reading of each article, those in `known` as they are: all have a sense, or none has."""
    read = {id: known.get(id) or reading.read(article) for id, article in articles.items()}
    lacking = [id for id, each in read.items() if not each.said.sense]
    wanted = encoder if len(read) <= ARTICLES_MAX else None
    senses = wanted.senses([text_of(articles[id]) for id in lacking]) if wanted else None
    if senses is None:
        return {id: _with(each, b"") if each.said.sense else each for id, each in read.items()}
    return read | {id: _with(read[id], sense) for id, sense in zip(lacking, senses, strict=True)}


def text_of(article: Article) -> str:
    """What an encoder reads: the title, and the start of the lead."""
    return f"{article.title[:CHARS_MAX]}. {reading.lead_of(article)}"[:CHARS_MAX]


def _with(read: Reading, sense: bytes) -> Reading:
    return replace(read, said=read.said._replace(sense=sense))
