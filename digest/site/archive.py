"""The archive: every digest, its editions, and one edition as a page."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from fastapi import APIRouter, HTTPException
from starlette.responses import RedirectResponse, Response

from digest import i18n, store
from digest.model.article import Article
from digest.model.edition import Edition, EditionState, EditionStory
from digest.model.settings import Digest
from digest.model.story import Reason, RelatedLink
from digest.morning import links, render
from digest.render import view
from digest.site.house import House
from digest.web.application import READ

ARCHIVE_EDITIONS_MAX = 400  # more than a year of a daily
NEWEST_ON_FRONT = 3
KEEP = "public, max-age=300"
"""Sent editions hardly change; five minutes spare a busy morning."""

_IN_PRINT = frozenset({EditionState.APPROVED, EditionState.SENDING, EditionState.SENT})
_IN_ARCHIVE = frozenset({EditionState.SENDING, EditionState.SENT})


def routes(house: House) -> APIRouter:
    """`/`, `/<digest>` and `/<digest>/<date>`."""
    router = APIRouter()

    @router.api_route("/", methods=READ)
    def front() -> Response:
        shown = [(digest, _editions(house, digest)[:NEWEST_ON_FRONT]) for digest in house.digests]
        return house.pages.html("front", digests=shown, dated=_dated, headers={"Cache-Control": KEEP})

    @router.api_route("/desk", methods=READ)
    def to_the_desk() -> Response:
        return RedirectResponse(f"{house.pages.base}/desk/", status_code=308)

    @router.api_route("/{name}", methods=READ)
    def archive(name: str) -> Response:
        digest = _digest(house, name)
        return house.pages.html(
            "archive",
            digest=digest,
            editions=_editions(house, digest),
            dated=_dated,
            locale=digest.locale,
            headers={"Cache-Control": KEEP},
        )

    @router.api_route("/{name}/{day}", methods=READ)
    def edition(name: str, day: str) -> Response:
        digest = _digest(house, name)
        found = _edition(house, digest, day)
        sent = found.state is EditionState.SENT
        return house.pages.html(
            "edition",
            locale=digest.locale,
            digest=digest,
            edition=found,
            mail=view.mail(
                _in_full(house, found),
                digest=digest,
                newsroom=house.runtime.settings.newsroom,
                locale=digest.locale,
                images=render.image_addresses(house.runtime, found, digest),
                on_web={},
            ),
            counts=i18n.counts(len(found.stories), found.minutes, digest.locale),
            url=links.web_edition(house.runtime.settings, found),
            headers={"Cache-Control": KEEP if sent else "no-cache"},
        )

    return router


def _digest(house: House, name: str) -> Digest:
    found = house.runtime.settings.digests.get(name)
    if found is None:
        raise HTTPException(404)
    return found


def _edition(house: House, digest: Digest, day: str) -> Edition:
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise HTTPException(404) from None
    with house.runtime.store.read() as db:
        found = store.editions.by_id(db, f"{digest.name}/{wanted.isoformat()}")
    if found is None or found.state not in _IN_PRINT:
        raise HTTPException(404, f"There is no edition of {digest.title} of that day.")
    return found


def _editions(house: House, digest: Digest) -> list[Edition]:
    with house.runtime.store.read() as db:
        newest = store.editions.of_digest(db, digest.name, limit=ARCHIVE_EDITIONS_MAX)
    return [edition for edition in newest if edition.state in _IN_ARCHIVE]


def _dated(edition: Edition, locale: str) -> str:
    return i18n.format_date(edition.date, locale)


def _in_full(house: House, edition: Edition) -> Edition:
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
