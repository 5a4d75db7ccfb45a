"""What stands in the archive, ready to be shown: editions, their stories, and where their pictures lie."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fastapi import HTTPException

from digest import store
from digest.model.article import Article
from digest.model.edition import Edition, EditionStory, Span
from digest.model.settings import Digest
from digest.model.story import Reason, RelatedLink
from digest.morning import links, render
from digest.render import view
from digest.render.printed import MailView, StoryView
from digest.site.house import House
from digest.store.editions import Archived


def digest(house: House, name: str) -> Digest:
    """The digest of this name, or 404."""
    found = house.runtime.settings.digests.get(name)
    if found is None:
        raise HTTPException(404)
    return found


def edition(house: House, digest: Digest, day: str, span: str = Span.DAY) -> Archived:
    """The digest's edition of that day, as soon as it is approved, or 404."""
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise HTTPException(404) from None
    id = f"{digest.name}/{wanted.isoformat()}" + ("" if span == Span.DAY else f"/{span}")
    with house.runtime.store.read() as db:
        found = store.editions.in_print(db, id)
    if found is None:
        raise HTTPException(404, "There is no edition of that day.")
    return found


def page_number(text: str, pages_max: int) -> int:
    """The page that an address asks for, counted from 1, or 404."""
    if not (text.isascii() and text.isdecimal() and 1 <= int(text[:9]) <= pages_max):
        raise HTTPException(404)
    return int(text)


def newest(house: House, digest: Digest, *, limit: int, offset: int = 0) -> tuple[Archived, ...]:
    with house.runtime.store.read() as db:
        return store.editions.archived(db, digest.name, limit=limit, offset=offset)


def shown(house: House, edition: Edition, digest: Digest, *, locale: str = "") -> MailView:
    """The edition in words and links that a page can print, in the digest's locale unless another is named."""
    return view.mail(
        links.with_story_pages(house.runtime.settings, edition),
        digest=digest,
        newsroom=house.runtime.settings.newsroom,
        locale=locale or digest.locale,
        images=render.image_addresses(house.runtime, edition, digest),
        on_web={},
    )


def shown_story(house: House, edition: Edition, digest: Digest, story: str, *, locale: str = "") -> StoryView | None:
    """One story as the edition printed it."""
    section = next((s for s in edition.sections if any(one.id == story for one in s.stories)), None)
    if section is None:
        return None
    alone = replace(section, stories=tuple(one for one in section.stories if one.id == story))
    return shown(house, replace(edition, sections=(alone,)), digest, locale=locale).sections[0].stories[0]


def in_full(house: House, edition: Edition) -> Edition:
    """The edition with links to the reports that the mail only counts, as far as they were known at its cutoff."""
    with house.runtime.store.read() as db:
        slot = store.slots.by_id(db, edition.id)
        stories = {printed.id: store.stories.by_id(db, printed.id) for printed in edition.stories}
        articles = store.articles.by_id(db, {a for story in stories.values() if story for a in story.articles})
    known = {id: a for id, a in articles.items() if slot is None or a.known_at <= slot.cutoff_at}

    def printed(one: EditionStory) -> EditionStory:
        story = stories[one.id]
        ours = [known[id] for id in story.articles if id in known] if story else []
        further = _further(one, ours)
        return replace(one, related=one.related + further, more_sources=max(0, one.more_sources - len(further)))

    return replace(
        edition, sections=tuple(replace(s, stories=tuple(map(printed, s.stories))) for s in edition.sections)
    )


def _further(printed: EditionStory, articles: Sequence[Article]) -> tuple[RelatedLink, ...]:
    """One link for each publisher that is not linked yet."""
    seen = {printed.publisher, *(link.publisher for link in printed.related)}
    first = {article.publisher: article for article in reversed(articles) if article.publisher not in seen}
    return tuple(
        RelatedLink(
            reason=Reason.ALSO_REPORTED,
            title=article.title,
            url=article.url,
            publisher=article.publisher,
            language=article.language,
        )
        for article in reversed(first.values())
    )
