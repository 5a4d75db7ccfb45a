"""Mistakes as problem documents (RFC 9457): a status, a title, one clear sentence, and where the mistake is."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from digest.errors import DigestError
from digest.web import faults, headers


class Refusal(StrEnum):
    """What the API will not do, whoever asks: a problem of its own kind each. The value is its name in the type."""

    LEFT = "left"
    SUPPRESSED = "suppressed"


REFUSALS = {
    Refusal.LEFT: ("This reader left", "Only their own sign-up brings them back."),
    Refusal.SUPPRESSED: (
        "This address is suppressed",
        "Mail to it bounced, was complained about, or its owner asked for none; only their own sign-up lifts that.",
    ),
}
"""Refusal → (title, what it means)."""


class Refused(Exception):  # noqa: N818 (an answer, not a mistake of ours)
    """Ends a request with a refusal."""

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal
        super().__init__(refusal)


MEDIA_TYPE = "application/problem+json"
ERRORS_MAX = 20  # of a body where everything is wrong, the first say enough

SENTENCES = {
    400: "The request could not be understood.",
    401: "Send a token of this newsroom as “Authorization: Bearer …”.",
    404: "There is nothing at this address.",
    405: "This address does not know that method.",
    422: "Something in the request is not as the API's description says; see errors.",
    500: "Something went wrong on our side.",
    503: "The database cannot be reached just now; try again in a minute.",
}


def problem(
    status: int,
    detail: str = "",
    *,
    kind: str = "about:blank",
    title: str = "",
    errors: Sequence[Mapping[str, str]] = (),
    extra: Mapping[str, str] | None = None,
) -> Response:
    """A problem document. `errors` say for each wrong part where it is (a JSON pointer or a parameter) and what."""
    body: dict[str, object] = {
        "type": kind,
        "title": title or HTTPStatus(status).phrase,
        "status": status,
        "detail": detail or SENTENCES.get(status) or HTTPStatus(status).phrase,
    }
    if errors:
        body["errors"] = list(errors)
    return JSONResponse(body, status_code=status, headers=dict(extra or {}), media_type=MEDIA_TYPE)


def answer_with_problems(app: FastAPI, *, policy: str, kinds: str) -> None:
    """Every error of the app becomes a problem document; `kinds`: the address under which ours are explained."""

    def for_refusal(_request: Request, error: Exception) -> Response:
        assert isinstance(error, Refused)
        title, detail = REFUSALS[error.refusal]
        return problem(409, detail, kind=f"{kinds}/{error.refusal}", title=title)

    def for_http(_request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        own_words = error.detail if error.detail != HTTPStatus(error.status_code).phrase else ""
        return problem(error.status_code, str(own_words), extra=error.headers)

    def for_request(_request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return problem(422, errors=[_where(each) for each in error.errors()[:ERRORS_MAX]])

    def for_ours(_request: Request, error: Exception) -> Response:
        assert isinstance(error, DigestError)
        status = faults.status_of(error)
        # What the server lacks is not the caller's to read.
        return problem(status, faults.sentence_of(error) if status < 500 else "")

    def for_bug(_request: Request, _error: Exception) -> Response:
        return problem(500, extra=headers.common(policy))

    app.add_exception_handler(Refused, for_refusal)
    app.add_exception_handler(HTTPException, for_http)
    app.add_exception_handler(RequestValidationError, for_request)
    app.add_exception_handler(DigestError, for_ours)
    app.add_exception_handler(Exception, for_bug)


def _where(error: Mapping[str, object]) -> Mapping[str, str]:
    """Where in the request and what; never the value itself, which may be an address."""
    place = error.get("loc", ())
    assert isinstance(place, tuple)
    kind, *names = map(str, place)
    if kind == "body":
        return {"pointer": "#" + "".join(f"/{name}" for name in names), "detail": str(error.get("msg", ""))}
    return {"parameter": ".".join(names) or kind, "detail": str(error.get("msg", ""))}
