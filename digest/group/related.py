"""The links under a story's lead, each with the reason it is there."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from urllib.parse import urlsplit

from digest.group import lead as leads
from digest.group import reading
from digest.group.context import Context
from digest.model.article import Article, ArticleKind
from digest.model.story import Reason, RelatedLink

LINKS_MAX = 4
DETAIL_WORDS_MIN = 300  # "most detail" is a promise of a long read …
DETAIL_FACTOR = 1.5  # … clearly longer than the lead
OWN_TITLE_WORDS_MIN = 4  # a link whose target we do not hold needs a title that says enough
CITED_BY_MIN = 2  # independent families that cite an address before it counts as the source
BACKGROUND_AGE_MIN = timedelta(hours=20)  # what led the story less than a day ago is not background
NO_SOURCES = frozenset({"facebook.com", "instagram.com", "t.co", "twitter.com", "x.com", "youtube.com", "youtu.be"})
"""Hosts that everybody links to, and that are nobody's source."""

REPORTS = frozenset({Reason.ALSO_REPORTED, Reason.FIRST_REPORT, Reason.MOST_DETAIL, Reason.NO_PAYWALL})
"""Reasons to link a report, which only another family's deserves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """What the reasons look at: the lead, the other articles of its story, and all articles by address."""

    lead: Article
    others: tuple[Article, ...]
    families: Mapping[str, str]
    by_url: Mapping[str, Article]
    length: Callable[[Article], int]
    before: Article | None = None
    known: bool = False

    def follows(self) -> bool:
        """Whether the story was there on an earlier day, so that none of these is its first report."""
        return self.known or self.background() is not None

    def background(self) -> Article | None:
        """What led the story before, if that is long enough ago."""
        long_ago = self.before and self.lead.known_at - self.before.known_at >= BACKGROUND_AGE_MIN
        return self.before if long_ago else None

    def family(self, article: Article) -> str:
        return self.families.get(article.publisher, article.publisher)

    def longest(self, article: Article) -> tuple[int, str]:
        """Sorts longer articles first."""
        return (-self.length(article), article.id)


def links(
    lead: Article,
    members: Sequence[Article],
    *,
    context: Context,
    by_url: Mapping[str, Article],
    before: Article | None = None,
    known: bool = False,
    length: Callable[[Article], int] = reading.length,
) -> tuple[RelatedLink, ...]:
    """At most four links, no target and, among reports, no family twice.

    `before` led the story on an earlier day; `known` says that readers know it, so that these came after its first
    report, whether that is held or not; `length` is a report's, in words.
    """
    others = tuple(member for member in members if member.id != lead.id and member.copy_of is None)
    linking = Linking(
        lead=lead,
        others=others,
        families=context.families(),
        by_url=by_url,
        length=length,
        before=before,
        known=known,
    )
    return tuple(islice(_unlike(linking, _candidates(linking)), LINKS_MAX))


def _candidates(linking: Linking) -> Iterator[RelatedLink]:
    yield from _no_paywall(linking)
    yield from _first_report(linking)
    yield from _most_detail(linking)
    yield from _primary_source(linking)
    yield from _other_view(linking)
    yield from _also_reported(linking)
    yield from _publishers_own(linking)
    yield from _background(linking)


def _unlike(linking: Linking, candidates: Iterator[RelatedLink]) -> Iterator[RelatedLink]:
    targets = {linking.lead.url, linking.lead.id, linking.lead.title}
    families = {linking.family(linking.lead)}
    for link in candidates:
        family = linking.families.get(link.publisher, link.publisher)
        if targets & {link.url or link.title, link.article or link.title}:
            continue
        if _is_own(linking, link) or (link.reason is Reason.ALSO_REPORTED and family in families):
            continue
        targets |= {link.url or link.title, link.article or link.title, link.title}
        families.add(family)
        yield link


def _no_paywall(linking: Linking) -> Iterator[RelatedLink]:
    if linking.lead.paywalled:
        open_ones = [other for other in _news(linking) if other.paywalled is False]
        yield from (_to(other, Reason.NO_PAYWALL) for other in sorted(open_ones, key=linking.longest)[:1])


def _first_report(linking: Linking) -> Iterator[RelatedLink]:
    if linking.follows():
        return
    first = leads.first_report((linking.lead, *linking.others))
    yield from (_to(other, Reason.FIRST_REPORT) for other in linking.others if other.id == first)


def _is_own(linking: Linking, link: RelatedLink) -> bool:
    """Whether a report of the lead's own family is offered, which says what the lead says; its other views do not."""
    family = linking.families.get(link.publisher, link.publisher)
    return link.reason in REPORTS and family == linking.family(linking.lead)


def _most_detail(linking: Linking) -> Iterator[RelatedLink]:
    least = max(DETAIL_WORDS_MIN, int(DETAIL_FACTOR * linking.length(linking.lead)))
    longest = sorted(_news(linking), key=linking.longest)[:1]
    yield from (_to(other, Reason.MOST_DETAIL) for other in longest if linking.length(other) >= least)


def _other_view(linking: Linking) -> Iterator[RelatedLink]:
    views = [other for other in linking.others if other.kind is ArticleKind.OPINION]
    yield from (_to(other, Reason.OTHER_VIEW) for other in sorted(views, key=linking.longest)[:1])


def _also_reported(linking: Linking) -> Iterator[RelatedLink]:
    yield from (_to(other, Reason.ALSO_REPORTED) for other in sorted(_news(linking), key=linking.longest))


def _primary_source(linking: Linking) -> Iterator[RelatedLink]:
    cited: dict[str, set[str]] = defaultdict(set)
    for article in (linking.lead, *linking.others):
        for url in article.outbound:
            cited[url].add(linking.family(article))
    for url in sorted(cited, key=lambda url: (-len(cited[url]), url)):
        if len(cited[url]) >= CITED_BY_MIN and _is_source(url) and url not in linking.by_url:
            host = _host(url)
            yield RelatedLink(reason=Reason.PRIMARY_SOURCE, title=host, url=url, publisher=host)
            return


def _publishers_own(linking: Linking) -> Iterator[RelatedLink]:
    for link in linking.lead.related:
        held = linking.by_url.get(link.url) if link.url else None
        if held or len(link.title.split()) >= OWN_TITLE_WORDS_MIN:
            yield RelatedLink(
                reason=Reason.PUBLISHERS_OWN,
                title=link.title or (held.title if held else ""),
                url=link.url,
                publisher=linking.lead.publisher,
                article=held.id if held else None,
                language=linking.lead.language,
            )


def _background(linking: Linking) -> Iterator[RelatedLink]:
    if before := linking.background():
        yield _to(before, Reason.BACKGROUND)


def _news(linking: Linking) -> list[Article]:
    return [other for other in linking.others if reading.is_report(other)]


def _is_source(url: str) -> bool:
    """A document, not a front page and not a page on a social network."""
    return _host(url) not in NO_SOURCES and len(urlsplit(url).path) > 1


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # a broken address of a foreign page
        return ""


def _to(article: Article, reason: Reason) -> RelatedLink:
    return RelatedLink(
        reason=reason,
        title=article.title,
        url=article.url,
        publisher=article.publisher,
        article=article.id,
        language=article.language,
    )
