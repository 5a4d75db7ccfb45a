"""The gate: who calls, whether they may, and how often."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.requests import Request

from digest.model.access import ApiToken, Scope
from digest.runtime import Runtime
from digest.web import bearer
from digest.web.limits import ATTEMPTS_MAX, Attempts, network

CALLS_MAX = 600  # calls a token may make …
WINDOW_S = 60.0  # … in this time: ten a second is a nightly sync's haste
NETWORK_ATTEMPTS_MAX = 6 * ATTEMPTS_MAX  # wrong tokens from one network before all of its calls have to wait

ASK = 'Bearer realm="digest"'
Bearer = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="A token that the operator made with `digest api token add NAME --scope …`, in the header "
    "`Authorization: Bearer digest_…`. Each call needs one scope; its description says which.",
)


class Rate:
    """Counts each token's calls in windows, in this process."""

    def __init__(
        self, *, calls_max: int = CALLS_MAX, window_s: float = WINDOW_S, seconds: Callable[[], float] = time.monotonic
    ) -> None:
        self.calls_max = calls_max
        self._window_s = window_s
        self._seconds = seconds
        self._started = seconds()
        self._calls: dict[str, int] = {}
        self._lock = threading.Lock()

    def count(self, token: str) -> tuple[int, int]:
        """Counts a call: how many are left to the token, below zero where it has to wait, and for how many seconds."""
        with self._lock:
            passed = self._seconds() - self._started
            if passed >= self._window_s:
                self._started, passed = self._seconds(), 0.0
                self._calls.clear()
            self._calls[token] = self._calls.get(token, 0) + 1
            return self.calls_max - self._calls[token], max(1, round(self._window_s - passed))


@dataclass(frozen=True, slots=True)
class Gate:
    """What every route asks before it answers."""

    runtime: Runtime
    rate: Rate = field(default_factory=Rate)
    failures: Attempts = field(default_factory=lambda: Attempts(attempts_max=NETWORK_ATTEMPTS_MAX))

    def needs(self, scope: Scope) -> Any:  # noqa: ANN401 (FastAPI gives what Depends makes no type of its own)
        """A dependency that lets through whose token has the scope."""

        def check(
            request: Request,
            response: Response,
            sent: Annotated[HTTPAuthorizationCredentials | None, Depends(Bearer)],
        ) -> ApiToken:
            token = self._token(request, sent.credentials if sent else "")
            self._hurry(token, response)
            if not token.allows(scope):
                words = f"This token does not have the scope {scope}."
                raise HTTPException(403, words, {"WWW-Authenticate": f'{ASK}, error="insufficient_scope"'})
            return token

        return Depends(check)

    def _token(self, request: Request, text: str) -> ApiToken:
        origin = network(request.client.host if request.client else "")
        wait_s = self.failures.wait_s(origin)
        if wait_s:
            raise HTTPException(429, "Too many wrong tokens; try again later.", {"Retry-After": str(wait_s)})
        if not text:
            raise HTTPException(401, headers={"WWW-Authenticate": ASK})
        with self.runtime.store.read() as db:
            found = bearer.known(db, text, now=self.runtime.real_now())
        if found is None:
            self.failures.failed(origin)
            words = "This token is none of ours, was revoked or has expired."
            raise HTTPException(401, words, {"WWW-Authenticate": f'{ASK}, error="invalid_token"'})
        return found

    def _hurry(self, token: ApiToken, response: Response) -> None:
        left, again_s = self.rate.count(token.id)
        told = {
            "RateLimit-Limit": str(self.rate.calls_max),
            "RateLimit-Remaining": str(max(0, left)),
            "RateLimit-Reset": str(again_s),
        }
        if left < 0:
            words = f"A token may make {self.rate.calls_max} calls a minute."
            raise HTTPException(429, words, told | {"Retry-After": str(again_s)})
        response.headers.update(told)
