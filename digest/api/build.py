"""The API put together: `/v1` for programs with a token, `/webhooks` for mail services that sign what they post."""

from fastapi import APIRouter, FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount

from digest.api import problems, webhooks
from digest.runtime import Runtime
from digest.web.headers import Headers
from digest.web.limits import BodyLimit

POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Nothing here is a page."""
BODY_BYTES_MAX = 64 * 1024  # one subscriber with every preference is under 4 KB


def app(runtime: Runtime) -> Starlette:
    """The machines' app, to be mounted at /api. No cookie counts here, so forms of other sites can do nothing."""
    hooks = _room(webhooks.routes(runtime), bytes_max=webhooks.BODY_BYTES_MAX)
    programs = _room(bytes_max=BODY_BYTES_MAX)
    return Starlette(routes=[Mount("/webhooks", hooks), Mount("/", programs)])


def _room(*routers: APIRouter, bytes_max: int) -> FastAPI:
    """Routers behind the guards that all have in common; every mistake is answered as a problem (RFC 9457)."""
    room = FastAPI(openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    problems.answer_with_problems(room, policy=POLICY)
    room.add_middleware(BodyLimit, refuse=problems.problem, bytes_max=bytes_max)
    room.add_middleware(Headers, policy=POLICY)
    for router in routers:
        room.include_router(router)
    return room
