"""Choosing: topics, hour, pace, a pause."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from digest import tokens
from digest.model.people import Pace, Preferences, SubscriptionState
from digest.people import choose
from digest.schedule.instants import local_date
from digest.site import preferences
from digest.site.house import House, Visitor, visitor
from digest.tokens import Purpose
from digest.web.application import READ

PACES = {
    Pace.EACH: "Every edition",
    Pace.WEEKDAYS: "Monday to Friday",
    Pace.WEEKLY: "Once a week",
}


def routes(house: House) -> APIRouter:
    """`/m/{token}`: the form, and saving it."""
    router = APIRouter()

    @router.api_route("/m/{token}", methods=READ)
    def show(token: str, saved: str = "") -> Response:
        who = visitor(house, Purpose.CHOOSE, token)
        present = who.subscription.preferences if who.subscription else Preferences()
        form = preferences.filled(present, preferences.offered_topics(who.digests))
        return _page(house, who, form, saved=bool(saved))

    @router.post("/m/{token}")
    def save(
        token: str,
        *,
        topics: Annotated[list[str] | None, Form()] = None,
        hour: Annotated[str, Form()] = "",
        timezone: Annotated[str, Form()] = "",
        locale: Annotated[str, Form()] = "",
        pace: Annotated[str, Form()] = "",
        paused_until: Annotated[str, Form()] = "",
    ) -> Response:
        who = visitor(house, Purpose.CHOOSE, token)
        form = preferences.Form(
            topics=topics or (), hour=hour, timezone=timezone, locale=locale, pace=pace, paused_until=paused_until
        )
        read = preferences.read(form, preferences.offered_topics(who.digests), _today(house, who))
        if read.problems:
            return _page(house, who, form, problems=read, status=400)
        if not who.subscription or not choose.choose(house.runtime, who.subscription.id, read.preferences):
            return _page(house, who, form)
        return RedirectResponse(f"{house.pages.base}/m/{token}?saved=1", status_code=303)

    return router


def _page(
    house: House,
    who: Visitor,
    form: preferences.Form,
    *,
    problems: preferences.Read | None = None,
    saved: bool = False,
    status: int = 200,
) -> Response:
    id = who.subscription.id if who.subscription else 0
    return house.pages.html(
        "choose",
        status=status,
        who=who,
        form=form,
        saved=saved,
        problems=problems.problems if problems else {},
        topics=preferences.offered_topics(who.digests),
        hours=preferences.hours(form.hour),
        zones=preferences.zones(),
        languages=preferences.languages(),
        paces=PACES,
        today=_today(house, who).isoformat(),
        gone=bool(who.subscription and who.subscription.state is not SubscriptionState.ACTIVE),
        act=f"{house.pages.base}/m/{who.token}",
        leave=f"{house.pages.base}/u/{tokens.make(house.runtime.keys, Purpose.UNSUBSCRIBE, id)}",
    )


def _today(house: House, who: Visitor) -> date:
    zone = who.digests[0].timezone if who.digests else "UTC"
    return local_date(house.runtime.now(), zone)
