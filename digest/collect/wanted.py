"""Which articles of a source are wanted, by its include and exclude patterns.

A pattern with a slash is looked for in the address, one without among the words of the title. `*` stands for anything,
capitals do not matter.
"""

from collections.abc import Iterable

from digest import text as texts
from digest.model.article import Article
from digest.model.settings import Source


def may_be(url: str, source: Source) -> bool:
    """Whether an article at this address may be wanted, as far as the address alone tells."""
    if _any_fits(source.exclude, url=url):
        return False
    tells = bool(source.include) and all(map(_is_of_address, source.include))
    return not tells or _any_fits(source.include, url=url)


def is_wanted(article: Article, source: Source) -> bool:
    """Whether the article fits one of the include patterns, if there are any, and none of the exclude patterns."""
    url, title = article.url or "", article.title
    included = not source.include or _any_fits(source.include, url=url, title=title)
    return included and not _any_fits(source.exclude, url=url, title=title)


def _any_fits(patterns: Iterable[str], *, url: str, title: str = "") -> bool:
    return any(_fits(pattern, url if _is_of_address(pattern) else title) for pattern in patterns)


def _is_of_address(pattern: str) -> bool:
    return "/" in pattern


def _fits(pattern: str, text: str) -> bool:
    """Whether the pieces between the stars stand in the text one after the other; time grows with its length alone."""
    at, text = 0, texts.clean(text).casefold()
    for piece in texts.clean(pattern).casefold().split("*"):
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True
