"""The site put together."""

import re

from fastapi import FastAPI

from digest.model.settings import Images
from digest.runtime import Runtime
from digest.site import archive, choosing, confirming, data, feeds, files, joining, leaving, searching, sitemap, stories
from digest.site.house import House
from digest.web.application import application
from digest.web.headers import site_policy
from digest.web.origin import origin
from digest.web.pages import base_path, open_pages
from digest.web.static_files import StaticFiles

ONE_CLICK = re.compile(r"/u/[^/]+")
"""Mail programs post here, from wherever they are."""


def app(runtime: Runtime) -> FastAPI:
    """The readers' site, to be mounted at the root. Raises ThemeError where a page of the newsroom has a mistake."""
    settings = runtime.settings
    links_pictures = any(digest.images is Images.LINK for digest in settings.digests.values())
    policy = site_policy(origin(settings.newsroom.public_url), links_pictures=links_pictures)
    static = StaticFiles(base_path(settings.newsroom.public_url))
    pages = open_pages(settings, "site", static)
    house = House(runtime, pages)
    site = application(settings, pages, static, policy=policy, from_anywhere=ONE_CLICK, locale=house.locale)
    for room in (
        files,
        leaving,
        choosing,
        joining,
        confirming,
        data,
        sitemap,
        searching,
        stories,
        feeds,
        archive,
    ):  # the archive's match anything
        site.include_router(room.routes(house))
    return site
