"""The API's description of itself (OpenAPI 3.1), and what its own kinds of problems mean."""

from functools import cache
from typing import Any

from fastapi import APIRouter, FastAPI, HTTPException
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from digest import __version__
from digest.api.access import CALLS_MAX
from digest.api.problems import MEDIA_TYPE, REFUSALS, Refusal
from digest.runtime import Runtime
from digest.web.fresh import fresh

KEEP = "public, max-age=300"
INTRODUCTION = f"""
Lists, subscribers and the archive of this newsroom, for programs.

**Tokens.** Every call needs a token of the operator's, sent as `Authorization: Bearer digest_…`. It has scopes, and
each call names the one it needs.

**Promises.** `GET` changes nothing. `PUT` and `DELETE` may be said twice. No call brings back a reader who left, or an
address that is suppressed. Addresses stand in bodies alone, never in URLs: an id stands for them there.

**Pages.** Long lists come page by page: give `next` as `cursor` until it is null.

**Limits.** A token has {CALLS_MAX} calls a minute; `RateLimit-Remaining` says how many are left, and `Retry-After` with
status 429 how many seconds to wait.

**Mistakes** are problem documents (RFC 9457), `application/problem+json`: `title` for people, `detail` with what to do,
`errors` with a pointer to each wrong part of a body.
"""
TAGS = [
    {"name": "lists", "description": "Named sets of subscribers."},
    {"name": "subscribers", "description": "People on lists: find, put, take off."},
    {"name": "consent", "description": "Proof of who agreed to what, when, and in which words."},
    {"name": "archive", "description": "What was told, when, and how it went on."},
]
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference", "examples": ["about:blank"]},
        "title": {"type": "string", "examples": ["Not Found"]},
        "status": {"type": "integer", "examples": [404]},
        "detail": {"type": "string", "examples": ["There is no list of this name."]},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string", "description": "Into the body, such as `#/email`."},
                    "parameter": {"type": "string", "description": "Of the address."},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
ALWAYS = {
    "401": "No token, or none that counts.",
    "403": "The token lacks the scope.",
    "429": "Too many calls; see Retry-After.",
    "503": "The database cannot be reached just now.",
}
AT_TIMES = {
    "400": "The body cannot be read at all.",
    "404": "There is no such thing.",
    "409": "The reader left, or the address is suppressed.",
    "413": "The body is too large.",
    "422": "Something in the request is not as described.",
}


def base(runtime: Runtime) -> str:
    """The API's public address."""
    return f"{runtime.settings.newsroom.public_url}/api"


def routes(described: FastAPI, runtime: Runtime) -> APIRouter:
    """`/v1/openapi.json` and `/v1/problems/<kind>`: open to all, since they say nothing of anybody."""
    router = APIRouter(include_in_schema=False)

    @cache
    def made() -> dict[str, Any]:  # when it is first asked for: it takes a tenth of a second
        return of(described, runtime)

    @router.get("/v1/openapi.json")
    def document(request: Request) -> Response:
        return fresh(request, JSONResponse(made(), headers={"Cache-Control": KEEP}))

    @router.get("/v1/problems/{kind}")
    def meaning(request: Request, kind: str) -> Response:
        if kind not in set(Refusal):
            raise HTTPException(404, "There is no such kind of problem.")
        title, meant = REFUSALS[Refusal(kind)]
        return fresh(request, JSONResponse({"title": title, "meaning": meant}, headers={"Cache-Control": KEEP}))

    return router


def of(described: FastAPI, runtime: Runtime) -> dict[str, Any]:
    """The document: FastAPI's, with our problems in place of its own errors."""
    made: dict[str, Any] = get_openapi(
        title=f"{runtime.settings.newsroom.name}: Digest API",
        version=__version__,
        summary="Lists, subscribers and archive of a newsroom.",
        description=INTRODUCTION.strip(),
        routes=described.routes,
        tags=TAGS,
        servers=[{"url": base(runtime)}],
    )
    schemas = made["components"]["schemas"]
    schemas["Problem"] = PROBLEM
    for theirs in ("HTTPValidationError", "ValidationError"):
        schemas.pop(theirs, None)
    for path, operations in made["paths"].items():
        for method, operation in operations.items():
            for response in operation["responses"].values():
                response["description"] = response["description"].replace("Successful Response", "Done.")
            operation["responses"] |= _problems(path, method, operation)
    return made


def _problems(path: str, method: str, operation: dict[str, Any]) -> dict[str, Any]:
    has_body = "requestBody" in operation
    may_come = {
        "400": has_body,
        "404": "{" in path or "digest" in {each["name"] for each in operation.get("parameters", ())},
        "409": has_body and "/lists/" in path,
        "413": has_body,
        "422": has_body or bool(operation.get("parameters")),
    }
    operation["responses"].pop("422", None)
    if method == "put":
        operation["responses"]["201"] = operation["responses"]["200"] | {"description": "They were not on it before."}
    if method == "post" and "201" in operation["responses"]:
        operation["responses"]["200"] = operation["responses"]["201"] | {"description": "They were on it already."}
    words = ALWAYS | {status: AT_TIMES[status] for status, may in may_come.items() if may}
    ref = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": said, "content": ref} for status, said in sorted(words.items())}
