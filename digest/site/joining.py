"""Signing up: the form, and what is answered to it."""

from dataclasses import dataclass
from datetime import time
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import Response

from digest import i18n
from digest.audience import addresses
from digest.audience.addresses import Address
from digest.model.people import Preferences
from digest.model.settings import MailingList
from digest.people import join
from digest.people.guard import Verdict
from digest.people.join import Wish
from digest.site import preferences, strangers
from digest.site.house import House
from digest.web.application import READ

WORDS = "Send me %(title)s by mail. I can change my mind at any time, with one click in every mail."
"""What stands at the button. It is kept as proof in the language it was read in; new words are a new version."""

PAGE = "/join/{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What was filled in, as text."""

    email: str = ""
    topics: tuple[str, ...] = ()
    hour: str = ""


def routes(house: House) -> APIRouter:
    """`/join` and `/join/{name}`."""
    router = APIRouter()
    pages = JoiningPages(house)
    router.api_route("/join", methods=READ)(pages.every_list)
    router.api_route("/join/{name}", methods=READ)(pages.form)
    router.post("/join/{name}")(pages.ask)
    return router


@dataclass(frozen=True, slots=True)
class JoiningPages:
    """What `routes` offers, a method a page."""

    house: House

    def every_list(self, request: Request) -> Response:
        lists = self.house.runtime.settings.open_lists
        if len(lists) == 1:
            return _form(self.house, request, lists[0], Filled(topics=_offered(self.house, lists[0])))
        return self.house.pages.html("lists", locale=_locale(self.house, request, None), headers=_VARY, open=lists)

    def form(self, request: Request, name: str) -> Response:
        list_ = _list(self.house, name)
        return _form(self.house, request, list_, Filled(topics=_offered(self.house, list_)))

    def ask(
        self,
        request: Request,
        name: str,
        *,
        email: Annotated[str, Form()] = "",
        topics: Annotated[list[str] | None, Form()] = None,
        hour: Annotated[str, Form()] = "",
        mark: Annotated[str, Form()] = "",
        trap: Annotated[str, Form(alias=strangers.TRAP)] = "",
        digits: Annotated[str, Form()] = "",
    ) -> Response:
        list_ = _list(self.house, name)
        filled = Filled(email=email.strip(), topics=tuple(topics or ()), hour=hour)
        address = addresses.canonical(email)
        if not isinstance(address, Address):
            return _form(self.house, request, list_, filled, before=mark, problem=True)
        wish = _wish(self.house, request, list_, filled, address)
        verdict = join.ask(self.house.runtime, wish, strangers.sent(request, mark=mark, trap=trap, digits=digits))
        if verdict in (Verdict.MAIL, Verdict.QUIET):
            return self.house.pages.html("asked", locale=wish.locale, headers=_VARY, list=list_, email=address.email)
        return _form(self.house, request, list_, filled, before=mark, verdict=verdict)


_VARY = {"Vary": "Accept-Language"}


def _list(house: House, name: str) -> MailingList:
    found = house.runtime.settings.lists.get(name)
    if found is None or not found.is_open:
        raise HTTPException(404, "There is no list of this name to sign up for.")
    return found


def _locale(house: House, request: Request, list_: MailingList | None) -> str:
    return strangers.locale(request, house.locale_of(list_.name if list_ else None))


def _offered(house: House, list_: MailingList) -> tuple[str, ...]:
    return preferences.offered_topics(house.runtime.settings.digests_of(list_.name))


def _form(
    house: House,
    request: Request,
    list_: MailingList,
    filled: Filled,
    *,
    before: str = "",
    verdict: Verdict | None = None,
    problem: bool = False,
) -> Response:
    digests = house.runtime.settings.digests_of(list_.name)
    status = 400 if problem else strangers.STATUS.get(verdict, 200) if verdict else 200
    return house.pages.html(
        "join",
        status=status,
        locale=_locale(house, request, list_),
        headers=_VARY,
        list=list_,
        act=house.pages.base + PAGE.format(name=list_.name),
        guard=strangers.guarded(house, before=before, verdict=verdict),
        filled=filled,
        topics=_offered(house, list_),
        hours=preferences.hours(filled.hour),
        usual=f"{digests[0].send_at:%H:%M}" if digests else "",
        words=WORDS,
        verdict=verdict,
        problem=problem,
    )


def _wish(house: House, request: Request, list_: MailingList, filled: Filled, address: Address) -> Wish:
    locale, default = _locale(house, request, list_), house.locale_of(list_.name)
    offered = _offered(house, list_)
    chosen = tuple(topic for topic in offered if topic in filled.topics)
    return Wish(
        address=address,
        list=list_,
        preferences=Preferences(
            topics=chosen if len(chosen) < len(offered) else (),
            hour=_hour(filled.hour),
            locale=locale if locale != default else None,
        ),
        locale=locale,
        page=PAGE.format(name=list_.name),
        words=i18n.catalogue(locale).gettext(WORDS) % {"title": list_.title},
    )


def _hour(text: str) -> time | None:
    """The hour that was picked; what is none counts as not picked."""
    try:
        return time.fromisoformat(text.strip()).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        return None
