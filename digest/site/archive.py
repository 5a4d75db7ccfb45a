"""The archive: every digest, its editions, and one edition as a page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from digest import i18n, store
from digest.model.edition import IN_ARCHIVE, Edition, Span
from digest.model.settings import Digest
from digest.morning import links
from digest.render import view
from digest.render.printed import ImageView
from digest.site import shelf
from digest.site.house import House
from digest.store.editions import Archived
from digest.web.application import READ
from digest.web.fresh import fresh

PAGE_EDITIONS = 30  # a month of a daily
PAGES_MAX = 500  # forty years of one
NEWEST_ON_FRONT = 4
KEEP = "public, max-age=300"
"""Sent editions hardly change; five minutes spare a busy morning."""
ASK_AGAIN = "no-cache"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An edition in a list."""

    edition: str
    date: date
    dated: str
    subject: str
    preheader: str
    counts: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A digest on the front page, in its own language: its newest edition large, the ones before as rows."""

    digest: Digest
    newest: Row | None
    picture: ImageView | None
    before: Sequence[Row]


def routes(house: House) -> APIRouter:
    """`/`, `/<digest>` and `/<digest>/<date>`, with `/week` where an edition covers one."""
    router = APIRouter()
    pages = ArchivePages(house)
    router.api_route("/", methods=READ)(pages.front)
    router.api_route("/desk", methods=READ)(pages.to_the_desk)
    router.api_route("/{name}", methods=READ)(pages.archive)
    router.api_route("/{name}/{day}", methods=READ)(pages.of_day)
    router.api_route("/{name}/{day}/{span}", methods=READ)(pages.of_span)
    return router


@dataclass(frozen=True, slots=True)
class ArchivePages:
    """What `routes` offers, a method a page."""

    house: House

    def front(self, request: Request) -> Response:
        shown = [_opening(self.house, digest) for digest in self.house.digests]
        answer = self.house.pages.html(
            "front", openings=shown, locale=self.house.locale, headers={"Cache-Control": KEEP}
        )
        return fresh(request, answer)

    def to_the_desk(self) -> Response:
        return RedirectResponse(f"{self.house.pages.base}/desk/", status_code=308)

    def archive(self, request: Request, name: str, page: str = "1") -> Response:
        digest = shelf.digest(self.house, name)
        number = shelf.page_number(page, PAGES_MAX)
        found = _page_of(self.house, digest, number)
        answer = self.house.pages.html(
            "archive",
            digest=digest,
            months=_months((_row(each.edition, digest) for each in found[:PAGE_EDITIONS]), digest.locale),
            page=number,
            older=len(found) > PAGE_EDITIONS,
            locale=digest.locale,
            headers={"Cache-Control": KEEP},
        )
        return fresh(request, answer, modified=found[0].out_at if found else None)

    def of_day(self, request: Request, name: str, day: str) -> Response:
        return _edition(self.house, request, name, day, Span.DAY)

    def of_span(self, request: Request, name: str, day: str, span: str) -> Response:
        if span == Span.DAY or span not in set(Span):
            raise HTTPException(404)
        return _edition(self.house, request, name, day, Span(span))


def _edition(house: House, request: Request, name: str, day: str, span: Span) -> Response:
    digest = shelf.digest(house, name)
    found = shelf.edition(house, digest, day, span)
    edition = found.edition
    with house.runtime.store.read() as db:
        before, after = store.editions.neighbours(db, edition)
    answer = house.pages.html(
        "edition",
        locale=digest.locale,
        digest=digest,
        edition=edition,
        mail=shelf.shown(house, shelf.in_full(house, edition), digest),
        shared=_shared_picture(house, edition, digest),
        told_before={story.id for story in edition.stories if story.day > 1 or story.more_sources},
        counts=i18n.counts(len(edition.stories), edition.minutes, digest.locale),
        url=links.web_edition(house.runtime.settings, edition),
        out_at=found.out_at,
        before=before,
        after=after,
        headers={"Cache-Control": KEEP if edition.state in IN_ARCHIVE else ASK_AGAIN},
    )
    return fresh(request, answer, modified=found.approved_at)


def _page_of(house: House, digest: Digest, page: int) -> tuple[Archived, ...]:
    """The editions of a page of the archive, and one more where there are older ones."""
    found = shelf.newest(house, digest, limit=PAGE_EDITIONS + 1, offset=(page - 1) * PAGE_EDITIONS)
    if page > 1 and not found:
        raise HTTPException(404, "The archive does not reach so far back.")
    return found


def _opening(house: House, digest: Digest) -> Opening:
    found = shelf.newest(house, digest, limit=NEWEST_ON_FRONT)
    rows = [_row(each.edition, digest) for each in found]
    picture = _lead_picture(house, found[0].edition, digest) if found else None
    return Opening(digest=digest, newest=rows[0] if rows else None, picture=picture, before=rows[1:])


def _row(edition: Edition, digest: Digest) -> Row:
    return Row(
        edition=edition.id,
        date=edition.date,
        dated=i18n.format_date(edition.date, digest.locale),
        subject=view.clean(edition.subject, view.HEADLINE_LETTERS_MAX),
        preheader=view.clean(edition.preheader, view.HEADLINE_LETTERS_MAX),
        counts=i18n.counts(len(edition.stories), edition.minutes, digest.locale),
    )


def _months(rows: Iterable[Row], locale: str) -> list[tuple[str, list[Row]]]:
    """The rows, newest first, under the names of their months."""
    by_month = groupby(rows, key=lambda row: row.date.replace(day=1))
    return [(i18n.format_month(month, locale), list(some)) for month, some in by_month]


def _lead_picture(house: House, edition: Edition, digest: Digest) -> ImageView | None:
    lead = next((s.stories[0].id for s in edition.sections if s.topic == edition.lead_topic and s.stories), "")
    printed = shelf.shown_story(house, edition, digest, lead)
    return printed.image if printed else None


def _shared_picture(house: House, edition: Edition, digest: Digest) -> ImageView | None:
    """The picture that programs show beside a link to the edition: only one that lies with us."""
    picture = _lead_picture(house, edition, digest)
    return picture if picture and house.is_ours(picture.src) else None
