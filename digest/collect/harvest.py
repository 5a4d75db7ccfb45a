"""What every kind of source is given and gives: the equipment of a visit, and what the visit brought."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from digest import urls
from digest.collect.answers import Failed, FailureKind, Fetched, Result
from digest.collect.fetch import Fetcher
from digest.collect.isolate import Parsers
from digest.model.article import Article
from digest.model.fault import Fault
from digest.model.settings import Source

Known = Callable[[Sequence[str]], set[str]]
"""Which of these addresses an article is known by already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Equipment:
    fetcher: Fetcher
    parsers: Parsers
    known: Known
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """What one visit brought. `answer` is that of the source's own address: it decides state and next visit."""

    answer: Result
    articles: tuple[Article, ...] = ()
    addresses: tuple[tuple[str, str], ...] = ()
    """(address, article id): every address under which the articles were met."""
    found: int = 0
    """Entries, links or files looked at, known ones included."""
    published: tuple[datetime, ...] = field(default=(), repr=False)
    warnings: tuple[Fault, ...] = ()


def where(source: Source) -> str:
    return f'source "{source.id}"'


def shown(url: str) -> str:
    """An address without what may be secret in it: no user, no password, no query."""
    parts = urls.split(url)
    if parts is None or parts.scheme not in {"http", "https"}:
        return url
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"


def is_page(fetched: Fetched) -> bool:
    """Whether the answer may be a web page, going by its type; servers that give none are believed."""
    kind = fetched.headers.get("content-type", "").partition(";")[0].strip().lower()
    return not kind or kind.startswith("text/") or kind.endswith(("html", "xml", "octet-stream"))


def not_a_page() -> Failed:
    return Failed(kind=FailureKind.UNREADABLE, reason="it is not a web page")


def addresses(article: Article, met: Iterable[str]) -> Iterator[tuple[str, str]]:
    for url in dict.fromkeys([*met, article.url or ""]):
        if url:
            yield url, article.id
