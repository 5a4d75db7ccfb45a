"""What mail services tell by themselves: one route for all kinds of transports that have receipts.

No token of ours is asked here: a service proves itself by its signature over the bytes as they came, so the route takes
the raw body. It answers once the books say so; services that get no answer send again, so hearing something twice must
change nothing. Never log a body: it holds addresses.
"""

import logging

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from digest import deliver
from digest.deliver.transports.protocol import Doubt
from digest.model.transport import Transport
from digest.runtime import Runtime

log = logging.getLogger(__name__)

BODY_BYTES_MAX = 4 * 1024 * 1024  # services post their events in bundles; SendGrid's are under 1 MB


def routes(runtime: Runtime) -> APIRouter:
    """`/{kind}/{transport}`: where a transport's mail service posts its events."""
    router = APIRouter()

    @router.post("/{kind}/{name}", status_code=204)
    async def hear(kind: str, name: str, request: Request) -> Response:
        way = runtime.settings.transports.get(name)
        if way is None or way.kind != kind or way.kind not in deliver.RECEIPTS or not way.webhook_key:
            raise HTTPException(404)
        raw = await request.body()
        # Elliptic curves and the database: neither may keep other requests waiting.
        doubt = await run_in_threadpool(_take_in, runtime, way, raw, dict(request.headers))
        if doubt:
            log.warning("transports.%s: events were posted and not believed: %s", name, doubt)
            raise HTTPException(400 if doubt is Doubt.MALFORMED else 403, f"The events were not taken: {doubt}.")
        return Response(status_code=204)

    return router


def _take_in(runtime: Runtime, way: Transport, raw: bytes, headers: dict[str, str]) -> Doubt | None:
    found = deliver.RECEIPTS[way.kind](way, raw, headers)
    if isinstance(found, Doubt):
        return found
    deliver.take_in(runtime.store, found, now=runtime.real_now(), most=runtime.settings.deliveries)
    return None
