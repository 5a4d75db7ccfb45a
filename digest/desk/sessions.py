"""Who sits at the desk: sign-in, the cookie, sign-out."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from digest import store
from digest.desk.room import Room
from digest.web import limits, passwords
from digest.web.application import READ

COOKIE = "desk"
SESSION_HOURS = 12  # a working day; a browser left open is out by the next
TOKEN_BYTES = 32

WRONG = "That name and password do not fit together."
BUSY = "Many people are signing in at this moment. Please try again."


class NotSignedIn(Exception):  # noqa: N818  (leads to the sign-in page, and is nobody's mistake)
    """The page needs an editor, and nobody is signed in."""


def editor(request: Request) -> str:
    """The name of the editor who sent this request; a dependency of every page but the sign-in's."""
    room: Room = request.app.state.room
    token = request.cookies.get(COOKIE, "")
    with room.runtime.store.read() as db:
        name = store.editors.session_editor(db, key(token), now=room.runtime.real_now()) if token else None
    if name is None:
        raise NotSignedIn
    return name


def to_sign_in(request: Request, _error: Exception) -> Response:
    """Sends to the sign-in page, and from there back to the page that was asked for."""
    room: Room = request.app.state.room
    path = str(request.url.path)
    asked = path if request.method in READ else path.rpartition("/")[0]  # a button's page, not the button
    wanted = asked.removeprefix(room.path) if asked.startswith(f"{room.path}/") else ""
    query = f"?next={wanted}" if wanted not in {"", "/"} else ""
    return RedirectResponse(f"{room.path}/sign-in{query}", status_code=303)


def routes(room: Room) -> APIRouter:
    router = APIRouter()
    sign_in = SignIn(room)
    router.api_route("/sign-in", methods=READ)(sign_in.form)
    router.post("/sign-in")(sign_in.sign_in)
    router.post("/sign-out")(sign_in.sign_out)
    return router


@dataclass(frozen=True, slots=True)
class SignIn:
    """The sign-in page and its two buttons."""

    room: Room

    def form(self, next: str = "") -> Response:  # noqa: A002  (the query's usual name)
        return _form(self.room, next)

    def sign_in(
        self,
        request: Request,
        *,
        name: Annotated[str, Form()] = "",
        password: Annotated[str, Form()] = "",
        next: Annotated[str, Form()] = "",  # noqa: A002
    ) -> Response:
        refusal = _refusal(self.room, request, name.strip(), password)
        if refusal:
            return _form(self.room, next, name=name, problem=refusal[1], status=refusal[0])
        answer = RedirectResponse(f"{self.room.path}{_inside(next)}", status_code=303)
        _open(self.room, answer, name.strip())
        return answer

    def sign_out(self, request: Request) -> Response:
        with self.room.runtime.store.write() as db:
            store.editors.close_session(db, key(request.cookies.get(COOKIE, "")))
        answer = RedirectResponse(f"{self.room.path}/sign-in", status_code=303)
        answer.delete_cookie(COOKIE, path=self.room.path or "/")
        return answer


def _refusal(room: Room, request: Request, name: str, password: str) -> tuple[int, str] | None:
    """(status, words) where this attempt does not open the desk."""
    network = limits.network(request.client.host if request.client else "")
    who = f"{network} {name}"
    wait_s = max(room.attempts.wait_s(who), room.network_attempts.wait_s(network))
    if wait_s:
        return 429, f"Too many attempts. Please wait {-(-wait_s // 60)} minutes."
    with room.runtime.store.read() as db:
        stored = store.editors.password_hash(db, name)
    try:
        right = passwords.verify(stored, password)
    except passwords.Busy:
        return 503, BUSY
    if right:
        room.attempts.succeeded(who)
        return None
    room.attempts.failed(who)
    room.network_attempts.failed(network)
    return 403, WRONG


def _open(room: Room, answer: Response, name: str) -> None:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    now = room.runtime.real_now()
    lasts = timedelta(hours=SESSION_HOURS)
    with room.runtime.store.write() as db:
        store.editors.open_session(db, key(token), name, expires_at=now + lasts, now=now)
    answer.set_cookie(
        COOKIE,
        token,
        max_age=int(lasts.total_seconds()),
        path=room.path or "/",
        httponly=True,
        samesite="lax",
        secure=room.runtime.settings.newsroom.public_url.startswith("https:"),
    )


def _form(room: Room, next_: str, *, name: str = "", problem: str = "", status: int = 200) -> Response:
    with room.runtime.store.read() as db:
        anybody = bool(store.editors.names(db))
    return room.pages.html(
        "sign_in", status=status, next=_inside(next_), name=name, problem=problem, anybody=anybody, editor=""
    )


def _inside(path: str) -> str:
    """A path of the desk, or its first page: an address from a form must not lead elsewhere."""
    plain = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if plain else "/"


def key(token: str) -> str:
    """What is stored for a cookie's token: who reads the database cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()
