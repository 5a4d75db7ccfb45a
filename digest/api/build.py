"""The API put together: `/v1` for programs with a token, `/webhooks` for mail services that sign what they post."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.applications import Starlette
from starlette.routing import Mount

from digest.api import archive, consent, description, lists, problems, stories, subscribers, webhooks
from digest.api.access import Gate
from digest.runtime import Runtime
from digest.web.headers import Headers
from digest.web.limits import BodyLimit

POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
"""Nothing here is a page."""
BODY_BYTES_MAX = 64 * 1024  # one subscriber with every preference is under 4 KB
NOUNS = (lists, subscribers, consent, archive, stories)


def app(runtime: Runtime) -> Starlette:
    """The machines' app, to be mounted at /api. No cookie counts here, so forms of other sites can do nothing."""
    hooks = _room(runtime, webhooks.routes(runtime), bytes_max=webhooks.BODY_BYTES_MAX)
    return Starlette(routes=[Mount("/webhooks", hooks), Mount("/", _programs(runtime))])


def openapi(runtime: Runtime) -> dict[str, Any]:
    """The description of `/v1` (OpenAPI 3.1)."""
    return description.of(_programs(runtime), runtime)


def _programs(runtime: Runtime) -> FastAPI:
    gate = Gate(runtime)
    room = _room(runtime, *(noun.routes(gate) for noun in NOUNS), bytes_max=BODY_BYTES_MAX)
    room.include_router(description.routes(room, runtime))
    return room


def _room(runtime: Runtime, *routers: APIRouter, bytes_max: int) -> FastAPI:
    """Routers behind the guards that all have in common; every mistake is answered as a problem (RFC 9457)."""
    room = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation,
    )
    problems.answer_with_problems(room, policy=POLICY, kinds=f"{description.base(runtime)}/v1/problems")
    room.add_middleware(BodyLimit, refuse=problems.problem, bytes_max=bytes_max)
    room.add_middleware(Headers, policy=POLICY)
    for router in routers:
        room.include_router(router)
    return room


def _operation(route: APIRoute) -> str:
    """The name under which programs made from the description find a call, such as `lists_one`."""
    return "_".join([*map(str, route.tags), route.name])
