"""Conditional answers (RFC 9110, section 13): who has a page already is told so, and gets nothing twice."""

import hashlib
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

TAG_LETTERS = 20  # 80 bits tell versions of one page apart; nobody attacks it
KEPT = ("Cache-Control", "Content-Location", "ETag", "Last-Modified", "Vary", "Access-Control-Allow-Origin")
"""What an answer without a body says all the same."""


def fresh(request: Request, answer: Response, *, modified: datetime | None = None) -> Response:
    """The answer with what it can be known by, or 304 where the visitor holds it.

    The tag is the hash of the answer's bytes, so a changed template counts as well. `modified`: when its content last
    changed, for visitors who keep no tags.
    """
    answer.headers["ETag"] = f'"{hashlib.sha256(answer.body).hexdigest()[:TAG_LETTERS]}"'
    if modified:
        answer.headers["Last-Modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    if answer.status_code != 200 or not _holds(request.headers, answer.headers["ETag"], modified):
        return answer
    kept = {name: answer.headers[name] for name in KEPT if name in answer.headers}
    return Response(status_code=304, headers=kept)


def _holds(headers: Headers, tag: str, modified: datetime | None) -> bool:
    """Dates count only where no tag is named: two changes can lie within one second."""
    tags = headers.get("if-none-match")
    if tags is not None:
        named = (each.strip().removeprefix("W/") for each in tags.split(","))
        return tags.strip() == "*" or tag in named
    since = _instant(headers.get("if-modified-since", ""))
    return bool(modified and since and modified.replace(microsecond=0) <= since)


def _instant(text: str) -> datetime | None:
    try:
        read = parsedate_to_datetime(text)
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
