"""The sitemap (sitemaps.org 0.9): front page, archives, editions, stories; an index where it is long."""

import math
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from fastapi import APIRouter, HTTPException
from starlette.requests import Request
from starlette.responses import Response

from digest import store
from digest.morning import links
from digest.site.archive import KEEP
from digest.site.house import House
from digest.web.application import READ
from digest.web.fresh import fresh

FILE_URLS_MAX = 10_000  # the protocol allows 50,000; smaller files change less often
FILES_MAX = 50
REMEMBER_S = 300.0  # as long as caches may keep it; short ones are found anew each time
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

Place = tuple[str, datetime | None]
"""An address, and when it changed last."""


def routes(house: House) -> APIRouter:
    """`/sitemap.xml`, and the files `/sitemap-<n>.xml` that it names once there are too many addresses for one."""
    router = APIRouter()
    places_of = _Remembered(house)

    @router.api_route("/sitemap.xml", methods=READ)
    def sitemap(request: Request) -> Response:
        places = places_of()
        found = files(places)
        if len(found) == 1:
            return fresh(request, _xml("urlset", "url", places))
        public = house.runtime.settings.newsroom.public_url
        index = [(f"{public}/sitemap-{n}.xml", _newest(some)) for n, some in enumerate(found, start=1)]
        return fresh(request, _xml("sitemapindex", "sitemap", index))

    @router.api_route("/sitemap-{number:int}.xml", methods=READ)
    def file(request: Request, number: int) -> Response:
        found = files(places_of())
        if not 1 <= number <= len(found):
            raise HTTPException(404)
        return fresh(request, _xml("urlset", "url", found[number - 1]))

    return router


class _Remembered:
    """The addresses as they were a few minutes ago at most: finding those of ten years takes a second."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._until = -math.inf
        self._places: list[Place] = []
        self._lock = threading.Lock()

    def __call__(self) -> list[Place]:
        with self._lock:
            if time.monotonic() >= self._until:
                self._places = _places(self._house)
                self._until = time.monotonic() + (REMEMBER_S if len(self._places) > FILE_URLS_MAX else 0)
            return self._places


def _places(house: House) -> list[Place]:
    """Oldest first, so that a full file does not change any more."""
    settings = house.runtime.settings
    with house.runtime.store.read() as db:
        editions = store.editions.archived_ids(db, list(settings.digests))
        stories = store.printed.archived_stories(db, list(settings.digests), limit=FILE_URLS_MAX * FILES_MAX)
    public = settings.newsroom.public_url
    return [
        (f"{public}/", None),
        *((f"{public}/{name}", None) for name in settings.digests),
        *((public + links.WEB.format(edition=id), out_at) for id, out_at in editions),
        *((links.story(settings, story), out_at) for story, out_at in stories),
    ]


def files(places: Sequence[Place]) -> list[Sequence[Place]]:
    """The addresses in as few files as hold them."""
    starts = range(0, min(len(places), FILE_URLS_MAX * FILES_MAX), FILE_URLS_MAX)
    return [places[start : start + FILE_URLS_MAX] for start in starts]


def _newest(file: Sequence[Place]) -> datetime | None:
    return max((changed for _, changed in file if changed), default=None)


def _xml(root: str, element: str, places: Iterable[Place]) -> Response:
    body = "".join(_lines(root, element, places))
    return Response(body, media_type="application/xml", headers={"Cache-Control": KEEP})


def _lines(root: str, element: str, places: Iterable[Place]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{NAMESPACE}">\n'
    for url, changed in places:
        since = f"<lastmod>{changed.isoformat(timespec='seconds')}</lastmod>" if changed else ""
        yield f"<{element}><loc>{escape(url)}</loc>{since}</{element}>\n"
    yield f"</{root}>\n"
