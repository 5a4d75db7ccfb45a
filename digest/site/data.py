"""What we hold about a reader: asked for by a form, shown behind a fresh mailed link, taken along, erased."""

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from digest import i18n, store, tokens
from digest.audience import addresses
from digest.audience.addresses import Address
from digest.errors import TokenError
from digest.model.people import Subscriber, Subscription, SubscriptionState
from digest.people import access, erase
from digest.people.guard import Verdict
from digest.site import strangers
from digest.site.house import House
from digest.tokens import Purpose
from digest.web.application import READ

ERASE_WORKS = timedelta(hours=1)  # long enough to think about it
VARY = {"Vary": "Accept-Language"}


def routes(house: House) -> APIRouter:
    """`/data`, `/d/{token}`, `/d/{token}/data.json`, `/e/{token}`, `/privacy`."""
    router = APIRouter()
    pages = DataPages(house)
    router.api_route("/privacy", methods=READ)(pages.privacy)
    router.api_route("/data", methods=READ)(pages.form)
    router.post("/data")(pages.ask)
    router.api_route("/d/{token}", methods=READ)(pages.show)
    router.api_route("/d/{token}/data.json", methods=READ)(pages.take)
    router.api_route("/e/{token}", methods=READ)(pages.before_erasing)
    router.post("/e/{token}")(pages.go)
    return router


@dataclass(frozen=True, slots=True)
class DataPages:
    """What `routes` offers, a method a page."""

    house: House

    def privacy(self, request: Request) -> Response:
        locale = strangers.locale(request, self.house.locale)
        return self.house.pages.html(
            "privacy", locale=locale, headers=VARY, privacy=self.house.runtime.settings.privacy, days=_days(locale)
        )

    def form(self, request: Request) -> Response:
        return _form(self.house, request)

    def ask(
        self,
        request: Request,
        *,
        email: Annotated[str, Form()] = "",
        mark: Annotated[str, Form()] = "",
        trap: Annotated[str, Form(alias=strangers.TRAP)] = "",
        digits: Annotated[str, Form()] = "",
    ) -> Response:
        address = addresses.canonical(email)
        if not isinstance(address, Address):
            return _form(self.house, request, email=email, before=mark, problem=True)
        locale = strangers.locale(request, self.house.locale)
        sent = strangers.sent(request, mark=mark, trap=trap, digits=digits)
        verdict = access.ask(self.house.runtime, address, sent, locale=locale)
        if verdict in (Verdict.MAIL, Verdict.QUIET):
            return self.house.pages.html("data_asked", locale=locale, headers=VARY, email=address.email)
        return _form(self.house, request, email=email, before=mark, verdict=verdict)

    def show(self, request: Request, token: str) -> Response:
        reader = access.reader(self.house.runtime, Purpose.ACCESS, token)
        return _page(self.house, request, reader, token)

    def take(self, token: str) -> Response:
        reader = access.reader(self.house.runtime, Purpose.ACCESS, token)
        body = json.dumps(access.held(self.house.runtime, _address(reader)), ensure_ascii=False, indent=2)
        headers = {"Content-Disposition": 'attachment; filename="data.json"'}
        return Response(body, media_type="application/json", headers=headers)

    def before_erasing(self, request: Request, token: str) -> Response:
        access.reader(self.house.runtime, Purpose.ERASE, token)
        locale = strangers.locale(request, self.house.locale)
        return self.house.pages.html("erase", locale=locale, headers=VARY, act=f"{self.house.pages.base}/e/{token}")

    def go(self, request: Request, token: str) -> Response:
        reader = access.reader(self.house.runtime, Purpose.ERASE, token)
        erase.erase(self.house.runtime, _address(reader))
        return self.house.pages.html("erased", locale=strangers.locale(request, self.house.locale), headers=VARY)


def _form(
    house: House,
    request: Request,
    *,
    email: str = "",
    before: str = "",
    verdict: Verdict | None = None,
    problem: bool = False,
) -> Response:
    return house.pages.html(
        "data_form",
        status=400 if problem else strangers.STATUS.get(verdict, 200) if verdict else 200,
        locale=strangers.locale(request, house.locale),
        headers=VARY,
        email=email.strip(),
        guard=strangers.guarded(house, before=before, verdict=verdict),
        verdict=verdict,
        problem=problem,
    )


def _page(house: House, request: Request, reader: Subscriber, token: str) -> Response:
    with house.runtime.store.read() as db:
        subscriptions = store.readers.subscriptions_of(db, reader.id)
    locale = strangers.locale(request, house.locale)
    erase_link = access.link(house.runtime, reader, Purpose.ERASE, works=ERASE_WORKS)
    return house.pages.html(
        "data",
        locale=locale,
        headers=VARY,
        reader=reader,
        rows=[_row(house, one) for one in subscriptions],
        since=i18n.format_date(reader.created_at.date(), locale, "long"),
        download=f"{house.pages.base}/d/{token}/data.json",
        erase=f"{house.pages.base}/e/{erase_link}",
    )


def _row(house: House, one: Subscription) -> tuple[str, str]:
    """(what comes through a subscription, the way to its choices; empty where it was left)."""
    titles = " / ".join(digest.title for digest in house.runtime.settings.digests_of(one.list)) or one.list
    if one.state is not SubscriptionState.ACTIVE:
        return titles, ""
    return titles, f"{house.pages.base}/m/{tokens.make(house.runtime.keys, Purpose.CHOOSE, one.id)}"


def _address(reader: Subscriber) -> Address:
    found = addresses.canonical(reader.email)
    if not isinstance(found, Address):
        raise TokenError("This address cannot be read any more", hint="Write to us.")
    return found


def _days(locale: str) -> str:
    return i18n.number(31, locale)
