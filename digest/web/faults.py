"""Mistakes and failures as pages: the right status, one clear sentence, no traceback."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from digest import i18n
from digest.errors import DigestError, LockedError, NeedsApprovalError, StoreError, TokenError, UsageError
from digest.web import headers
from digest.web.pages import LANGUAGE, Pages

SENTENCES = {
    400: "We could not make sense of that request.",
    404: "There is no page at this address.",
    405: "This address cannot be used that way.",
    410: "What was here has been taken away.",
    422: "The form was not filled in in a way that we understand.",
    429: "That was very often in a short time. Please try again in some minutes.",
    500: "Something went wrong on our side. Nothing of yours is lost; please try again later.",
    503: "We cannot answer just now. Please try again in a minute.",
}

TITLES = {
    400: "That did not work",
    403: "Not this way",
    404: "Nothing here",
    405: "Not this way",
    410: "No longer here",
    413: "Too much at once",
    422: "That did not work",
    429: "One moment",
    503: "Back in a moment",
}
"""For people; the status's own phrase is for programs."""

_STATUS: dict[type[DigestError], int] = {
    TokenError: 400,
    UsageError: 409,
    NeedsApprovalError: 409,
    LockedError: 409,
    StoreError: 503,
}


Language = Callable[[Headers], str]
"""The language of a fault page, by what a request's headers ask for."""


def page(pages: Pages, status: int, *sentences: str, locale: str = LANGUAGE, **extra: str) -> Response:
    """A page that says what is the matter; sentences that have a translation are told in it."""
    told = i18n.catalogue(locale).gettext
    words = [sentence for sentence in sentences if sentence] or [SENTENCES.get(status) or HTTPStatus(status).phrase]
    title = TITLES.get(status) or HTTPStatus(status).phrase
    return pages.html(
        "fault",
        status=status,
        missing=status == HTTPStatus.NOT_FOUND,
        locale=locale,
        sentence=" ".join(map(told, words)),
        title=told(title),
        headers=extra,
    )


class Refusal:
    """A fault page that is printed when it is known who asks."""

    def __init__(self, pages: Pages, language: Language, status: int, sentence: str) -> None:
        self._print = partial(page, pages, status, sentence)
        self._language = language

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._print(locale=self._language(Headers(scope=scope)))(scope, receive, send)


def status_of(error: DigestError) -> int:
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)


def sentence_of(error: DigestError) -> str:
    """What went wrong and what to do; places such as file names are for the operator's eyes."""
    return " ".join(sentences_of(error)).strip()


def sentences_of(error: DigestError) -> tuple[str, str]:
    """The two parts of `sentence_of`, as they are translated."""
    return f"{error.fault.what.rstrip('.')}.", error.fault.hint


def answer_with_pages(app: FastAPI, pages: Pages, *, policy: str, language: Language) -> None:
    """Every error of the app becomes a page."""

    def for_http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        own_words = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
        locale = language(request.headers)
        return page(pages, error.status_code, str(own_words), locale=locale, **dict(error.headers or {}))

    def for_form(request: Request, _error: Exception) -> Response:
        return page(pages, 422, locale=language(request.headers))

    def for_ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, DigestError)
        status = status_of(error)
        # What the server lacks is not the visitor's to read.
        sentences = sentences_of(error) if status < 500 else ()
        return page(pages, status, *sentences, locale=language(request.headers))

    def for_bug(_request: Request, _error: Exception) -> Response:
        answer = PlainTextResponse(SENTENCES[500] + "\n", status_code=500)  # a broken template must not break this
        answer.headers.update(headers.common(policy))
        return answer

    app.add_exception_handler(HTTPException, for_http)
    app.add_exception_handler(RequestValidationError, for_form)
    app.add_exception_handler(DigestError, for_ours)
    app.add_exception_handler(Exception, for_bug)
