"""Forms of other sites are refused: what changes something must come from a page of ours."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
REFUSAL = "This form was not sent from a page of ours, so nothing was changed. Open the page anew and try again."

Refuse = Callable[[int, str], ASGIApp]
"""(status, sentence) → what answers so."""


class SameOrigin:
    """Lets unsafe methods through only from our own pages; paths that `from_anywhere` matches are open to all.

    Browsers say where a form comes from in Sec-Fetch-Site or, over plain http to another machine, only in Origin;
    what says neither is no browser of today.
    """

    def __init__(
        self, app: ASGIApp, *, public_url: str, refuse: Refuse, from_anywhere: re.Pattern[str] | None = None
    ) -> None:
        self._app = app
        self._ours = origin(public_url)
        self._refuse = refuse
        self._from_anywhere = from_anywhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or self._may_pass(scope):
            await self._app(scope, receive, send)
        else:
            await self._refuse(403, REFUSAL)(scope, receive, send)

    def _may_pass(self, scope: Scope) -> bool:
        if scope["method"] in SAFE_METHODS:
            return True
        if self._from_anywhere and self._from_anywhere.fullmatch(own_path(scope)):
            return True
        return is_own(Headers(scope=scope), self._ours)


def is_own(headers: Headers, ours: str) -> bool:
    """Whether a request with these headers was sent by a page of our origin, or by the person alone."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    return headers.get("origin") == ours


def origin(url: str) -> str:
    """The origin of a web address, as browsers write it."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def own_path(scope: Scope) -> str:
    """The request's path inside the app, wherever that is mounted."""
    path, root = str(scope["path"]), str(scope.get("root_path", ""))
    return path.removeprefix(root) if root else path
