"""Mistakes and failures as pages: the right status, one clear sentence, no traceback."""

from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from digest.errors import DigestError, LockedError, NeedsApprovalError, StoreError, TokenError, UsageError
from digest.web import headers
from digest.web.pages import Pages

SENTENCES = {
    400: "We could not make sense of that request.",
    404: "There is no page at this address.",
    405: "This address cannot be used that way.",
    422: "The form was not filled in in a way that we understand.",
    500: "Something went wrong on our side. Nothing of yours is lost; please try again later.",
    503: "We cannot answer just now. Please try again in a minute.",
}

TITLES = {
    400: "That did not work",
    403: "Not this way",
    404: "Nothing here",
    405: "Not this way",
    413: "Too much at once",
    422: "That did not work",
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


def page(pages: Pages, status: int, sentence: str = "", **extra: str) -> Response:
    """A page that says what is the matter."""
    words = sentence or SENTENCES.get(status) or HTTPStatus(status).phrase
    return pages.html(
        "fault", status=status, sentence=words, title=TITLES.get(status) or HTTPStatus(status).phrase, headers=extra
    )


def status_of(error: DigestError) -> int:
    return next((status for kind, status in _STATUS.items() if isinstance(error, kind)), 500)


def sentence_of(error: DigestError) -> str:
    """What went wrong and what to do; places such as file names are for the operator's eyes."""
    return f"{error.fault.what.rstrip('.')}. {error.fault.hint}".strip()


def answer_with_pages(app: FastAPI, pages: Pages, *, policy: str) -> None:
    """Every error of the app becomes a page."""

    def for_http(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        own_words = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
        return page(pages, error.status_code, str(own_words), **dict(error.headers or {}))

    def for_form(_request: Request, _error: Exception) -> Response:
        return page(pages, 422)

    def for_ours(_request: Request, error: Exception) -> Response:
        assert isinstance(error, DigestError)
        status = status_of(error)
        # What the server lacks is not the visitor's to read.
        return page(pages, status, sentence_of(error) if status < 500 else "")

    def for_bug(_request: Request, _error: Exception) -> Response:
        answer = PlainTextResponse(SENTENCES[500] + "\n", status_code=500)  # a broken template must not break this
        answer.headers.update(headers.common(policy))
        return answer

    app.add_exception_handler(HTTPException, for_http)
    app.add_exception_handler(RequestValidationError, for_form)
    app.add_exception_handler(DigestError, for_ours)
    app.add_exception_handler(Exception, for_bug)
