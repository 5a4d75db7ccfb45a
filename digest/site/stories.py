"""A story's own page: how it was told over the editions, and every report on it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from digest import i18n, store
from digest.model.article import Article, Precision
from digest.model.edition import IN_ARCHIVE, IN_PRINT, EditionState
from digest.model.settings import Digest
from digest.model.story import Story
from digest.morning import links
from digest.render import view
from digest.render.printed import StoryView
from digest.schedule.instants import local_date
from digest.site import shelf
from digest.site.archive import ASK_AGAIN, KEEP
from digest.site.house import House
from digest.store.editions import Archived
from digest.web.application import READ
from digest.web.fresh import fresh

TELLINGS_MAX = 60  # two months, day by day; older ones stay in their editions
REPORTS_MAX = 200  # of the largest events; a page of links stays a page
_ID = re.compile(r"[0-9a-z]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """The story in one edition."""

    edition: str
    title: str
    """Of the digest."""
    date: date
    dated: str
    out_at: datetime
    state: EditionState
    story: StoryView


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One article of the story."""

    title: str
    url: str | None
    publisher: str
    dated: str
    lang: str
    dir: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A story as far as readers were told: `tellings` newest first, never empty."""

    story: Story
    digest: Digest
    """The one that told it last; the page speaks its language."""
    tellings: Sequence[Telling]
    reports: Sequence[Report]


def routes(house: House) -> APIRouter:
    """`/story/<id>`; an id that was merged into another story leads to that one."""
    router = APIRouter()

    @router.api_route("/story/{id}", methods=READ)
    def story(request: Request, id: str) -> Response:
        found = _story(house, id)
        if found.id != id:
            return RedirectResponse(f"{house.pages.base}/story/{found.id}", status_code=301)
        known = _known(house, found)
        locale = known.digest.locale
        newest = known.tellings[0]
        answer = house.pages.html(
            "story",
            locale=locale,
            known=known,
            newest=newest.story,
            several=len({telling.title for telling in known.tellings}) > 1,
            told=i18n.told(len(known.tellings), i18n.format_date(known.tellings[-1].date, locale, "long"), locale),
            counts=i18n.reports(len(known.reports), locale),
            url=links.story(house.runtime.settings, found.id),
            shared=newest.story.image if newest.story.image and house.is_ours(newest.story.image.src) else None,
            headers={"Cache-Control": KEEP if newest.state in IN_ARCHIVE else ASK_AGAIN},
        )
        return fresh(request, answer, modified=newest.out_at)

    return router


def _story(house: House, id: str) -> Story:
    with house.runtime.store.read() as db:
        found = store.stories.by_id(db, id) if _ID.fullmatch(id) else None
    if found is None:
        raise HTTPException(404, "There is no story at this address.")
    return found


def _known(house: House, story: Story) -> Known:
    """Raises 404 for what no edition has told yet: what the newsroom knows is not news before."""
    names = (story.id, *story.aliases)
    digests = house.runtime.settings.digests
    with house.runtime.store.read() as db:
        printed = [one for one in store.printed.of_stories(db, names, IN_PRINT) if one.digest in digests]
        newest_first = printed[: -TELLINGS_MAX - 1 : -1]
        editions = store.editions.all_in_print(db, {one.edition for one in newest_first})
        last_slot = store.slots.by_id(db, newest_first[0].edition) if newest_first else None
        articles = store.articles.by_id(db, set(story.articles))
    if last_slot is None:
        raise HTTPException(404, "No edition has told this story yet.")
    digest = digests[newest_first[0].digest]
    until = [a for id in story.articles if (a := articles.get(id)) and a.known_at <= last_slot.cutoff_at]
    return Known(
        story=story,
        digest=digest,
        tellings=[_telling(house, editions[one.edition], one.story, digest.locale) for one in newest_first],
        reports=[_report(article, digest) for article in until[: -REPORTS_MAX - 1 : -1]],
    )


def _telling(house: House, archived: Archived, story: str, locale: str) -> Telling:
    edition = archived.edition
    digest = house.runtime.settings.digests[edition.digest]
    shown = shelf.shown_story(house, edition, digest, story, locale=locale)
    assert shown, "what is in the index is in its edition"
    return Telling(
        edition=edition.id,
        title=digest.title,
        date=edition.date,
        dated=i18n.format_date(edition.date, locale),
        out_at=archived.out_at,
        state=edition.state,
        story=shown,
    )


def _report(article: Article, digest: Digest) -> Report:
    around = i18n.direction(i18n.language_tag(digest.locale))
    direction = i18n.direction(article.language) if article.language else i18n.direction_of_text(article.title, around)
    known = i18n.locale_of(article.language)
    foreign = known and known.language != i18n.language_tag(digest.locale).partition("-")[0]
    return Report(
        title=view.clean(article.title, view.HEADLINE_LETTERS_MAX),
        url=view.link(article.url),
        publisher=i18n.isolated(view.clean(article.publisher), around),
        dated=_dated(article, digest),
        lang=known.language if known and foreign else "",
        dir="" if direction == around else direction,
    )


def _dated(article: Article, digest: Digest) -> str:
    """The day a report appeared, where its publisher said so."""
    if article.published_at is None or article.published_precision is Precision.UNKNOWN:
        return ""
    return i18n.format_date(local_date(article.published_at, digest.timezone), digest.locale, "long")
