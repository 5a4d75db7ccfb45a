"""What mail services tell by themselves: one route a transport's kind, each verifying who posts before it reads on.

No token of ours is asked here: a service proves itself by its signature over the bytes as they came, so a route takes
the raw body. Answer quickly and let the worker do the rest: services give up after seconds and send again, so
hearing something twice must change nothing. Never log a body: it holds addresses.
"""

from fastapi import APIRouter

from digest.runtime import Runtime

BODY_BYTES_MAX = 4 * 1024 * 1024  # services post their events in bundles; SendGrid's are under 1 MB


def routes(runtime: Runtime) -> APIRouter:
    """`/webhooks/…`: each kind of transport that has receipts adds its route here."""
    del runtime
    return APIRouter()
