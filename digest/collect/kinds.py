"""What kind of piece an article is, by what its publisher calls it: section, address, tag, label of the title."""

import re
from collections.abc import Iterable, Sequence
from urllib.parse import unquote

from digest import text as texts
from digest import urls
from digest.collect import kind_words
from digest.model.article import ArticleKind

FOLDERS_MAX = 4  # of an address; deeper ones are dates and numbers
SECTION_LETTERS_MAX = 60  # a longer "section" is a sentence


def _set(*listings: str) -> frozenset[str]:
    return frozenset(
        texts.comparable(phrase) for said in listings for line in said.splitlines() for phrase in line.split("|")
    ) - {""}


_OPINION = _set(kind_words.OPINION)
_OPINION_SECTION = _OPINION | _set(kind_words.OPINION_SECTION)
_OPINION_LABEL = _OPINION | _set(kind_words.OPINION_LABEL)
_LIVE = _set(kind_words.LIVE)
_LIVE_PLACE = _LIVE | _set(kind_words.LIVE_PLACE)
_SPONSORED = _set(kind_words.SPONSORED)
_SPONSORED_PLACE = _SPONSORED | _set(kind_words.SPONSORED_PLACE)

_LABEL = re.compile(
    r"^\s*(?:[\[(【「«](?P<boxed>[^\])】」»]{2,30})[\])】」»]"
    r"|(?P<plain>[^:：|.–—]{2,30}?)\s*(?P<sign>[:：|.]|\s[–—-])(?=\s|\S{2}))"
)
_TAIL = re.compile(r"\s[–—-]\s+(?P<tail>[^–—]{4,30})$")
_TYPES = {
    "AdvertiserContentArticle": ArticleKind.SPONSORED,
    "LiveBlogPosting": ArticleKind.LIVE,
    "OpinionNewsArticle": ArticleKind.OPINION,
    "ReviewNewsArticle": ArticleKind.OPINION,
}


def kind(
    *, url: str, title: str = "", sections: Iterable[str] = (), tags: Iterable[str] = (), types: Sequence[str] = ()
) -> ArticleKind:
    """The kind that a piece is called; unknown where it is called nothing.

    `sections` are the publisher's own headings for the piece, `tags` whatever it is filed under, `types` the kinds of
    its linked data. What is paid for is told first, then what is live. An analysis is news: reporters sign it.
    """
    folders, filed = _folders(url), {texts.comparable(one) for one in tags if len(one) <= SECTION_LETTERS_MAX}
    headed = {texts.comparable(one) for one in sections if len(one) <= SECTION_LETTERS_MAX} | set(folders)
    labels, told = _labels(title), {_TYPES[one] for one in types if one in _TYPES}
    if ArticleKind.SPONSORED in told or filed & _SPONSORED or (headed | labels) & _SPONSORED_PLACE:
        return ArticleKind.SPONSORED
    if ArticleKind.LIVE in told or filed & _LIVE or (headed | labels) & _LIVE_PLACE:
        return ArticleKind.LIVE
    if ArticleKind.OPINION in told or filed & _OPINION or headed & _OPINION_SECTION or labels & _OPINION_LABEL:
        return ArticleKind.OPINION
    is_news = any(one.endswith("NewsArticle") for one in types) or "Report" in types
    return ArticleKind.NEWS if is_news else ArticleKind.UNKNOWN


def _folders(url: str) -> list[str]:
    """The first folders of an address, never its last part; and a host of its own ("opinion.gazette.example")."""
    parts = urls.split(url)
    if parts is None:
        return []
    path = [texts.comparable(unquote(folder)) for folder in parts.path.split("/")[:-1] if folder]
    own = urls.host(url).partition(".")[0]
    return [*path[:FOLDERS_MAX], *([own] if own in _OPINION | _SPONSORED else [])]


def _labels(title: str) -> set[str]:
    """What stands before a title with a mark behind it, and behind it after a dash ("– live", "– as it happened")."""
    said = set()
    if found := _LABEL.match(title):
        label = texts.comparable(found["boxed"] or found["plain"])
        # "Live. Work. Play." is a title; behind a full stop only words count that are a label and nothing else
        if found["sign"] != "." or label in _OPINION or label in _LIVE:
            said.add(label)
    if found := _TAIL.search(title):
        said.add(tail if (tail := texts.comparable(found["tail"])) in _LIVE_PLACE | _SPONSORED else "")
    return said
