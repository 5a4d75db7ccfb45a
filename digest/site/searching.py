"""Searching the archive: a form, and what was found, by relevance and then newest first."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from digest import i18n, search, store
from digest.render import view
from digest.search import Part, Span
from digest.site import shelf
from digest.site.house import House
from digest.store.printed import Hits, Printed
from digest.web.application import READ
from digest.web.fresh import fresh

PAGE_HITS = 20
PAGES_MAX = 25  # who reads on after five hundred asks something else
KEEP = "public, max-age=60"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A story that was found, with what was asked for marked in its words."""

    story: str
    edition: str
    title: str
    """Of the digest."""
    dated: str
    publisher: str
    headline: Sequence[Span]
    dek: Sequence[Span]
    lang: str
    dir: str


def routes(house: House) -> APIRouter:
    """`/search?q=…&digest=…&page=…`; a digest that is none has nothing."""
    router = APIRouter()

    @router.api_route("/search", methods=READ)
    def found(request: Request, q: str = "", digest: str = "", page: str = "1") -> Response:
        asked = view.clean(q, search.QUESTION_LETTERS_MAX)
        question = search.question(asked)
        digests = [each for each in house.digests if digest in ("", each.name)]
        number = shelf.page_number(page, PAGES_MAX)
        hits = _hits(house, question, [each.name for each in digests], number)
        locale = digests[0].locale if digest and digests else house.locale
        answer = house.pages.html(
            "search",
            locale=locale,
            asked=asked,
            question=question,
            within=digest if digests else "",
            digests=house.digests,
            hits=[_hit(house, one, question, locale) for one in hits.stories],
            total=hits.total,
            counted=i18n.stories(hits.total, locale),
            page=number,
            pages=min(PAGES_MAX, -(-hits.total // PAGE_HITS)),
            headers={"Cache-Control": KEEP},
        )
        return fresh(request, answer)

    return router


def _hits(house: House, question: Sequence[Part], digests: Sequence[str], page: int) -> Hits:
    with house.runtime.store.read() as db:
        return store.printed.find(db, question, digests, limit=PAGE_HITS, offset=(page - 1) * PAGE_HITS)


def _hit(house: House, printed: Printed, question: Sequence[Part], locale: str) -> Hit:
    around = i18n.direction(i18n.language_tag(locale))
    known = i18n.locale_of(printed.language)
    direction = i18n.direction(printed.language) if known else i18n.direction_of_text(printed.headline, around)
    foreign = known and known.language != i18n.language_tag(locale).partition("-")[0]
    return Hit(
        story=printed.story,
        edition=printed.edition,
        title=house.runtime.settings.digests[printed.digest].title,
        dated=i18n.format_date(printed.date, locale, "long"),
        publisher=i18n.isolated(view.clean(printed.publisher), around),
        headline=search.excerpt(view.clean(printed.headline, view.HEADLINE_LETTERS_MAX), question),
        dek=search.excerpt(view.clean(printed.dek, view.DEK_LETTERS_MAX), question),
        lang=known.language if known and foreign else "",
        dir="" if direction == around else direction,
    )
