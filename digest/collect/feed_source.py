"""Feeds, over HTTP or from a file: their new entries become articles, teasers with the text of their page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

from digest import urls
from digest.collect import limits, local, wanted
from digest.collect.answers import Failed, FailureKind, Fetched, Purpose, Request, Result, Validators
from digest.collect.article_pages import Pages
from digest.collect.harvest import Equipment, Harvest, addresses, where
from digest.collect.outline import Cleaned, Head, Outline
from digest.model.article import Article
from digest.model.fault import Fault
from digest.model.settings import Source

_READING = "digest.collect.reading:"
CLEANED_AT_ONCE = 100  # entries of one hand-over, so that the CPU limit is one of a document, not of a day
_NUMBER = re.compile(r"\d{1,9}")
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def read(source: Source, validators: Validators, equipment: Equipment) -> Harvest:
    """One visit to a feed."""
    answer = ask(source, validators, equipment)
    if not isinstance(answer, Fetched):
        return Harvest(answer=answer)
    outline = _outline(answer, equipment)
    if isinstance(outline, Failed):
        return Harvest(answer=outline)
    heads = _each_once([*outline.heads, *_heads_of_sitemaps(outline, equipment)])
    harvest = Harvest(
        answer=_kept_as_asked(answer, outline),
        found=len(heads),
        published=tuple(head.published for head in heads if head.published),
        warnings=(Fault(where=where(source), what=outline.problem),) if outline.problem else (),
    )
    return _articles(harvest, _new(heads, source, equipment), outline, source, equipment)


def ask(source: Source, validators: Validators, equipment: Equipment) -> Result:
    """The bytes of a feed, or that they are unchanged."""
    if urls.is_web(source.url):
        return equipment.fetcher.get(Request(url=source.url, purpose=Purpose.FEED, validators=validators))
    return local.feed(Path(source.url), validators)


def _outline(answer: Fetched, equipment: Equipment) -> Outline | Failed:
    outline = equipment.parsers.run(Outline, _READING + "feed", answer.data, answer.url, answer.headers)
    if isinstance(outline, Outline) and outline.problem and not outline.is_feed:
        kind = FailureKind.CONSENT if outline.stands_before else FailureKind.NOT_A_FEED
        return Failed(kind=kind, reason=outline.problem)
    return outline


def _kept_as_asked(answer: Fetched, outline: Outline) -> Fetched:
    asked = (outline.fresh_minutes or 0) * 60
    return replace(answer, fresh_for_s=max(answer.fresh_for_s or 0, asked)) if asked else answer


def _heads_of_sitemaps(index: Outline, equipment: Equipment) -> Iterator[Head]:
    """Heads of the sitemaps that an index leads to; those for news first, then those with the highest numbers."""
    chosen = sorted(index.sitemaps, key=_newness, reverse=True)[: limits.SITEMAPS_MAX]
    for _, answer in equipment.fetcher.many([Request(url=url, purpose=Purpose.FEED) for url in chosen]):
        outline = _outline(answer, equipment) if isinstance(answer, Fetched) else answer
        if isinstance(outline, Outline):
            yield from outline.heads


def _newness(sitemap: str) -> tuple[bool, list[int]]:
    return "news" in sitemap.lower(), [int(number) for number in _NUMBER.findall(sitemap)]


def _each_once(heads: Sequence[Head]) -> list[Head]:
    """The heads, newest first; of two with one address the first."""
    once: dict[str, Head] = {}
    for place, head in enumerate(heads):
        once.setdefault(head.url or str(place), head)
    return sorted(once.values(), key=lambda head: _moment(head.published) or _LONG_AGO, reverse=True)


def _moment(at: datetime | None) -> datetime | None:
    return at.replace(tzinfo=UTC) if at is not None and at.tzinfo is None else at


def _new(heads: Sequence[Head], source: Source, equipment: Equipment) -> list[Head]:
    """Heads that are wanted and not known by either form of their address, at most as many as the source may bring."""
    heads = [head for head in heads if wanted.may_be(head.link, source)]
    known = equipment.known([form for head in heads for form in {head.url, head.link} if form])
    fresh = (head for head in heads if not {head.url, head.link} & known)
    return list(islice(fresh, source.articles_max))


def _articles(
    harvest: Harvest, heads: Sequence[Head], outline: Outline, source: Source, equipment: Equipment
) -> Harvest:
    """The harvest with its articles; where some could not be read, the whole feed is asked for again next time."""
    cleaned = list(_cleaned(heads, outline, source, equipment))
    warnings = [Fault(where=where(source), what=f"some entries: {c.reason}") for c in cleaned if isinstance(c, Failed)]
    made = {h.packed: c for h, c in zip(heads, cleaned, strict=True) if isinstance(c, Cleaned)}
    found = {packed: one.article for packed, one in made.items() if _may_be_wanted(one.article, source)}
    teasers = {h.link: h for h in heads if h.packed in found and _wants_page(h, made[h.packed], source, equipment.now)}
    pages = Pages(source, equipment, tuple(teasers))
    for link, page in pages:
        head = teasers[link]
        article = pages.article(
            _READING + "entry_on_page", head.packed, outline.packed, source, equipment.now, (page.data, page.url)
        )
        found[head.packed] = article or found[head.packed]
    kept = [(h, found[h.packed]) for h in heads if h.packed in found and _is_kept(found[h.packed], source)]
    if heads and not made:
        return Harvest(answer=next(c for c in cleaned if isinstance(c, Failed)))
    return replace(
        harvest,
        answer=_to_be_read_again(harvest.answer) if warnings else harvest.answer,
        articles=tuple(article for _, article in kept),
        addresses=tuple(pair for head, article in kept for pair in addresses(article, (head.link, head.url))),
        warnings=(*harvest.warnings, *warnings[:1], *pages.warnings),
    )


def _to_be_read_again(answer: Result) -> Result:
    return replace(answer, validators=Validators()) if isinstance(answer, Fetched) else answer


def _cleaned(
    heads: Sequence[Head], outline: Outline, source: Source, equipment: Equipment
) -> Iterator[Cleaned | Failed]:
    """Each head as an article; a hand-over that fails fails for its heads only."""
    home = "" if urls.is_web(source.url) else Path(source.url).parent.as_uri()
    for start in range(0, len(heads), CLEANED_AT_ONCE):
        some = tuple(head.packed for head in heads[start : start + CLEANED_AT_ONCE])
        answer = equipment.parsers.run(tuple, _READING + "entries", some, outline.packed, source, equipment.now, home)
        yield from (answer if isinstance(answer, tuple) else [answer] * len(some))


def _wants_page(head: Head, cleaned: Cleaned, source: Source, now: datetime) -> bool:
    """Whether the entry is a recent teaser of a source on the web."""
    if cleaned.is_whole or not source.full_text or not head.link or not urls.is_web(source.url):
        return False
    published = _moment(head.published)
    return published is None or published > now - timedelta(days=limits.FULL_TEXT_DAYS)


def _may_be_wanted(article: Article, source: Source) -> bool:
    """An entry without a title may get one from its page."""
    return not article.title or wanted.is_wanted(article, source)


def _is_kept(article: Article, source: Source) -> bool:
    says_something = bool(article.title or article.standfirst or article.blocks)
    return says_something and wanted.is_wanted(article, source)
