"""An app with everything that ours have in common."""

import re
from functools import partial

from fastapi import FastAPI, HTTPException
from starlette.responses import Response

from digest import i18n
from digest.model.settings import Settings
from digest.web import faults
from digest.web.headers import Headers
from digest.web.limits import BodyLimit
from digest.web.origin import SameOrigin
from digest.web.pages import LANGUAGE, Pages
from digest.web.static_files import StaticFiles

READ = ["GET", "HEAD"]
"""Methods that change nothing, ever."""


def application(
    settings: Settings,
    pages: Pages,
    static: StaticFiles,
    *,
    policy: str,
    from_anywhere: re.Pattern[str] | None = None,
    locale: str | None = None,
) -> FastAPI:
    """An app that answers mistakes with pages, and guards its forms.

    `from_anywhere`: paths open to foreign forms. `locale`: the language of those whose browser asks for none that we
    have; None for an app that speaks English alone.
    """
    # Slashes are not redirected: that would build an address from the Host header, which anybody can write.
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    language = _language(locale)
    refuse = partial(faults.Refusal, pages, language)
    faults.answer_with_pages(app, pages, policy=policy, language=language)
    app.add_middleware(BodyLimit, refuse=refuse)
    app.add_middleware(SameOrigin, public_url=settings.newsroom.public_url, refuse=refuse, from_anywhere=from_anywhere)
    app.add_middleware(Headers, policy=policy)

    @app.api_route("/static/{mark}/{name}", methods=READ)
    def static_file(mark: str, name: str) -> Response:
        found = static.answer(mark, name)
        if found is None:
            raise HTTPException(404)
        return found

    return app


def _language(default: str | None) -> faults.Language:
    if default is None:
        return lambda _headers: LANGUAGE
    return lambda headers: i18n.negotiated(headers.get("accept-language", ""), default)
