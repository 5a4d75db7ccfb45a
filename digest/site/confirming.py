"""The page behind a confirm link, with its one button. Only pressing it subscribes anybody."""

from fastapi import APIRouter
from starlette.responses import Response

from digest import tokens
from digest.errors import TokenError
from digest.model.settings import MailingList
from digest.people import join
from digest.site.house import House
from digest.store.signups import Signup
from digest.tokens import Purpose
from digest.web.application import READ


def routes(house: House) -> APIRouter:
    """`/c/{token}`."""
    router = APIRouter()

    @router.api_route("/c/{token}", methods=READ)
    def look(token: str) -> Response:
        signup = _signup(house, token)
        page = "confirm" if signup.subscription is None else "confirmed"
        return _page(house, page, signup, act=f"{house.pages.base}/c/{token}")

    @router.post("/c/{token}")
    def confirm(token: str) -> Response:
        signup = _signup(house, token)
        done = join.confirm(house.runtime, token)
        if done is None:
            raise _gone()
        choose = tokens.make(house.runtime.keys, Purpose.CHOOSE, done.subscription)
        manage = f"{house.pages.base}/m/{choose}" if done.is_new else ""
        return _page(house, "confirmed", signup, manage=manage)

    return router


def _signup(house: House, token: str) -> Signup:
    """Raises TokenError where the link is not usable, or its sign-up was forgotten."""
    found = join.read(house.runtime, token)
    if found is None:
        raise _gone()
    return found


def _gone() -> TokenError:
    return TokenError("This sign-up is not there any more", hint="Sign up again.")


def _page(house: House, name: str, signup: Signup, *, act: str = "", manage: str = "") -> Response:
    lists = house.runtime.settings.lists
    list_ = lists.get(signup.list) or MailingList(name=signup.list, title=signup.list)  # taken out of config meanwhile
    locale = signup.preferences.locale or house.locale_of(signup.list)
    return house.pages.html(name, locale=locale, list=list_, act=act, manage=manage)
