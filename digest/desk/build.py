"""The desk put together."""

from fastapi import FastAPI

from digest.desk import decisions, pages, sessions
from digest.desk.pictures import Pictures
from digest.desk.proofs import Proofs
from digest.desk.room import Room
from digest.runtime import Runtime
from digest.web.application import application
from digest.web.headers import desk_policy
from digest.web.limits import ATTEMPTS_MAX, Attempts
from digest.web.pages import base_path, open_pages
from digest.web.static_files import StaticFiles

MOUNTED_AT = "/desk"
NETWORK_ATTEMPTS_MAX = 6 * ATTEMPTS_MAX  # a newsroom's editors share one address


def app(runtime: Runtime) -> FastAPI:
    """The editors' app, to be mounted at /desk. Raises ThemeError where a page of the newsroom has a mistake."""
    settings = runtime.settings
    path = base_path(settings.newsroom.public_url) + MOUNTED_AT
    static = StaticFiles(path)
    templates = open_pages(settings, "desk", static, path=path)
    desk = application(settings, templates, static, policy=desk_policy())
    desk.state.room = room = Room(
        runtime=runtime,
        pages=templates,
        proofs=Proofs(runtime),
        pictures=Pictures(runtime),
        attempts=Attempts(),
        network_attempts=Attempts(attempts_max=NETWORK_ATTEMPTS_MAX),
        path=path,
    )
    desk.add_exception_handler(sessions.NotSignedIn, sessions.to_sign_in)
    for routes in (sessions.routes, pages.routes, decisions.routes):
        desk.include_router(routes(room))
    return desk
