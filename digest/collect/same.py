"""Tells that two articles are one: the same address in other clothes, or the same text at another publisher."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import courlan

from digest import text as texts
from digest import urls
from digest.model.article import Article, Precision

CONTAINMENT_MIN = 0.6  # of the shorter text's 3-word runs; recall .977 without a false pair in 154,000
RUN_WORDS = 3
WORDS_MIN = 40  # a shorter text is a teaser, and teasers of different articles can be alike
RARE_RUNS = 24  # a text's rarest runs find its candidates; wire copies share nearly all of them
CANDIDATES_MAX = 40
WORDS_MAX = 2_000  # of a text are compared
ID_LETTERS = 16

_AMP_PATH = re.compile(r"(?:^/amp(?=/))|(?:/amp(?:\.html?)?/?$)|(?:\.amp(?=\.html?$|$))", re.IGNORECASE)
_AMP_QUERY = {
    "amp": {"", "1", "true", "amp"},
    "outputtype": {"amp", "valid_amp"},
    "_amp": {"", "1", "true"},
    "output": {"amp"},
}
_TRACKING = re.compile(
    r"^(?:utm_.*|at_.*|mc_[ce]id|fbclid|gclid|dclid|msclkid|yclid|igshid|cmp|cmpid|icid|ncid|ocid|smid|smtyp|ref"
    r"|ref_?src|referrer|rss|ns_.*|_hs.*|mkt_tok|wt_?mc.*|sr_share"
    r"|partner|src|source|ftag|s_cid|cid|xtor|share|sharetype|spm|guccounter|guce_.*|soc_.*|taid|tpcc|sh|sref"
    r"|feature|fromrss|fb_.*|ito|trk|traffic_source)$",
    re.IGNORECASE,
)
_MOBILE_HOST = re.compile(r"^(?:www\d?|m|mobile|amp|touch|wap)\.(?=[^.]+\.[^.]+)")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?)$", re.IGNORECASE)


@lru_cache(maxsize=20_000)
def canonical(url: str) -> str:
    """The one form of an article's address; for comparing alone, never to be fetched."""
    cleaned = courlan.clean_url(url) or url
    try:
        parts = urlsplit(cleaned)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        return url
    path = _INDEX.sub("/", _AMP_PATH.sub("", parts.path)).rstrip("/")
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _is_noise(name, value)
    ]
    where = _MOBILE_HOST.sub("", host) + (f":{port}" if port and port not in {80, 443} else "")
    return urlunsplit(
        ("https" if parts.scheme in {"http", "https"} else parts.scheme, where, path, urlencode(sorted(kept)), "")
    )


def article_id(url: str | None, *content: str) -> str:
    """The id of the article at `url`, or of one with this content where there is no address."""
    said = canonical(url) if url else "\x1f".join(texts.comparable(part) for part in content)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:ID_LETTERS]


def merged(new: Iterable[Article], earlier: Iterable[Article] = ()) -> tuple[Article, ...]:
    """The new articles, each address once in its fullest version, copies of others marked.

    `copy_of` names the article that was there first: an earlier one, else the one published first. It never
    names a copy. The result is in order of first publication and does not depend on the order of `new`.
    """
    known = {article.id: article for article in earlier}
    once = _versions(new)
    order = sorted(once.values(), key=lambda one: (one.known_at, one.id))
    fresh = [_kept(article, known.get(article.id)) for article in order]
    taken = {article.id for article in fresh}
    originals = _Originals(
        [article for article in known.values() if article.id not in taken and not article.copy_of] + fresh
    )
    return tuple(originals.marked(article) for article in fresh)


def _is_noise(name: str, value: str) -> bool:
    return bool(_TRACKING.match(name)) or value.lower() in _AMP_QUERY.get(name.lower(), ())


def _versions(articles: Iterable[Article]) -> dict[str, Article]:
    """One article per id: the version with the most text, holes filled from the others."""
    once: dict[str, list[Article]] = defaultdict(list)
    for article in articles:
        once[article.id].append(article)
    return {key: _together(versions) for key, versions in once.items()}


def _together(versions: Sequence[Article]) -> Article:
    fullest, *others = sorted(versions, key=lambda one: (-len(one.text), one.known_at, one.source, one.title))
    for other in others:
        fullest = _filled(fullest, other)
    return fullest


def _filled(one: Article, other: Article) -> Article:
    """`one` with what only `other` knows; first seen when either was."""
    dated = one if one.published_precision is not Precision.UNKNOWN else other
    return replace(
        one,
        standfirst=one.standfirst or other.standfirst,
        authors=one.authors or other.authors,
        published_at=dated.published_at,
        published_precision=dated.published_precision,
        date_text=one.date_text or other.date_text,
        collected_at=min(one.collected_at, other.collected_at),
        language=one.language or other.language,
        image=one.image or other.image,
        paywalled=one.paywalled if one.paywalled is not None else other.paywalled,
        related=one.related or other.related,
        outbound=one.outbound or other.outbound,
        tags=one.tags or other.tags,
    )


def _kept(article: Article, before: Article | None) -> Article:
    """A version of an article we know keeps its first sight, its source, and what it is a copy of."""
    if before is None:
        return article
    fuller = _filled(article, before)
    if len(before.text) > 2 * len(article.text):  # a teaser of what we hold in full
        fuller = replace(fuller, blocks=before.blocks)
    return replace(fuller, source=before.source, copy_of=before.copy_of)


@dataclass(frozen=True, slots=True)
class _Runs:
    """An article's runs of three words."""

    article: Article
    runs: frozenset[int]


class _Originals:
    """Articles in the order in which they take precedence, found again by their rarest runs of words."""

    def __init__(self, articles: Sequence[Article]) -> None:
        self._items = [_Runs(article, runs(article)) for article in articles]
        self._place = {item.article.id: place for place, item in enumerate(self._items)}
        self._counts = Counter(run for item in self._items for run in item.runs)
        self._holders: dict[int, list[int]] = defaultdict(list)
        for place, item in enumerate(self._items):
            for run in item.runs:
                if self._counts[run] > 1:
                    self._holders[run].append(place)
        self._copies: dict[str, str] = {}

    def marked(self, article: Article) -> Article:
        """`article` with `copy_of` set where an article before it holds its text."""
        if article.copy_of:
            self._copies[article.id] = article.copy_of
            return article
        place = self._place[article.id]
        for candidate in self._candidates(place):
            other = self._items[candidate]
            alike = containment(self._items[place].runs, other.runs) >= CONTAINMENT_MIN
            if alike and _may_be_one(article, other.article):
                original = self._copies.get(other.article.id, other.article.id)
                self._copies[article.id] = original
                return replace(article, copy_of=original)
        return article

    def _candidates(self, place: int) -> list[int]:
        """Earlier articles that share the rarest of this one's runs, most shared first."""
        shared = [run for run in self._items[place].runs if run in self._holders]
        rarest = sorted(shared, key=lambda run: (self._counts[run], run))[:RARE_RUNS]
        votes = Counter(holder for run in rarest for holder in self._holders[run] if holder < place)
        return [holder for holder, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:CANDIDATES_MAX]]


def _may_be_one(one: Article, other: Article) -> bool:
    """Not where one site puts the same boilerplate under different titles."""
    if not one.url or not other.url or urls.host(one.url) != urls.host(other.url):
        return True
    titles = [{word.casefold() for word in texts.words(article.title)} for article in (one, other)]
    return 2 * len(titles[0] & titles[1]) >= min(map(len, titles))


def runs(article: Article) -> frozenset[int]:
    """The hashed three-word runs of an article's text; none where the text is too short to tell."""
    said = " ".join([article.standfirst, *(block.text for block in article.blocks)])
    words = [word.casefold() for word in texts.words(said)[:WORDS_MAX]]
    if texts.length_in_words(said) < WORDS_MIN:
        return frozenset()
    if len(words) < WORDS_MIN:  # a script without spaces: runs of signs
        signs = texts.comparable(said)[: 4 * WORDS_MAX]
        return frozenset(_hashed(signs[place : place + 6]) for place in range(len(signs) - 5))
    return frozenset(_hashed(" ".join(words[place : place + RUN_WORDS])) for place in range(len(words) - RUN_WORDS + 1))


def containment(one: frozenset[int], other: frozenset[int]) -> float:
    """The share of the smaller set that the larger holds."""
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller else 0.0


def _hashed(run: str) -> int:
    """A number that is the same in every process, as `hash` is not."""
    return int.from_bytes(hashlib.blake2b(run.encode("utf-8", "replace"), digest_size=8).digest(), "big")
