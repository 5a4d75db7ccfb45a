"""The headers under which every page leaves the house."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OWN = (
    "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; frame-ancestors 'none'; "
    "base-uri 'none'"
)
"""Nothing foreign, nothing inline."""


def site_policy(origin: str, *, links_pictures: bool) -> str:
    """For the readers' pages; pictures are ours, or their publishers' where a digest links to them."""
    return f"{_OWN}; img-src 'self' {origin}{' https:' if links_pictures else ''}"


def desk_policy() -> str:
    """For the desk, which shows a preview in a frame and may ask for pages by script."""
    return f"{_OWN}; img-src 'self'; connect-src 'self'; frame-src 'self'"


def preview_policy(origin: str) -> str:
    """For an edition's mail inside a frame of the desk: foreign content, which may show and do nothing."""
    return (
        "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; "
        f"img-src 'self' {origin} https: data:; frame-ancestors 'self'; base-uri 'none'; form-action 'none'"
    )


def common(policy: str) -> Mapping[str, str]:
    """What every answer carries unless it says otherwise itself."""
    return {
        "Content-Security-Policy": policy,
        "X-Content-Type-Options": "nosniff",
        # Not "no-referrer": under it browsers send `Origin: null` with our own forms.
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
        "Cache-Control": "no-store",
    }


class Headers:
    """Adds the common headers to every answer."""

    def __init__(self, app: ASGIApp, *, policy: str) -> None:
        self._app = app
        self._common = common(policy)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = MutableHeaders(scope=message)
                for name, value in self._common.items():
                    present.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, sending if scope["type"] == "http" else send)
