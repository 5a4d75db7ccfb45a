"""Choosing: topics, hour, pace, length, looks, a pause, and what a reader has enough of."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from digest import store, tokens
from digest.model.people import Length, Pace, Preferences, SubscriptionState
from digest.people import choose
from digest.schedule.instants import local_date
from digest.site import preferences
from digest.site.house import House, Visitor, visitor
from digest.tokens import Purpose
from digest.web.application import READ

PACES = {
    Pace.EACH: "Every edition",
    Pace.WEEKDAYS: "Monday to Friday",
    Pace.WEEKLY: "Once a week, one edition over all of it",
    Pace.BIG: "Only when there is a big story",
}
LENGTHS = {
    Length.FULL: "In full",
    Length.SHORT: "Short: the top story and headlines",
}
STORIES_OFFERED_MAX = 40  # of the last two editions: what a reader may have enough of by now
EDITIONS_OFFERED = 2


def routes(house: House) -> APIRouter:
    """`/m/{token}`: the form, and saving it."""
    router = APIRouter()
    pages = ChoosingPages(house)
    router.api_route("/m/{token}", methods=READ)(pages.show)
    router.post("/m/{token}")(pages.save)
    return router


@dataclass(frozen=True, slots=True)
class ChoosingPages:
    """The form, and saving it."""

    house: House

    def show(self, token: str, saved: str = "") -> Response:
        who = visitor(self.house, Purpose.CHOOSE, token)
        present = who.subscription.preferences if who.subscription else Preferences()
        form = preferences.filled(present, preferences.offered_topics(who.digests))
        return _page(self.house, who, form, saved=bool(saved))

    def save(
        self,
        token: str,
        *,
        topics: Annotated[list[str] | None, Form()] = None,
        later: Annotated[str, Form()] = "",
        hour: Annotated[str, Form()] = "",
        timezone: Annotated[str, Form()] = "",
        locale: Annotated[str, Form()] = "",
        theme: Annotated[str, Form()] = "",
        length: Annotated[str, Form()] = "",
        pace: Annotated[str, Form()] = "",
        paused_until: Annotated[str, Form()] = "",
        muted_words: Annotated[str, Form()] = "",
        muted_stories: Annotated[list[str] | None, Form()] = None,
    ) -> Response:
        who = visitor(self.house, Purpose.CHOOSE, token)
        form = preferences.Form(
            topics=topics or (),
            later=later,
            hour=hour,
            timezone=timezone,
            locale=locale,
            theme=theme,
            length=length,
            pace=pace,
            paused_until=paused_until,
            muted_words=muted_words,
            muted_stories=muted_stories or (),
        )
        before = who.subscription.preferences if who.subscription else preferences.NONE
        read = preferences.read(form, _offer(self.house, who), _today(self.house, who), before=before)
        if read.problems:
            return _page(self.house, who, form, problems=read, status=400)
        if not who.subscription or not choose.choose(self.house.runtime, who.subscription.id, read.preferences):
            return _page(self.house, who, form)
        return RedirectResponse(f"{self.house.pages.base}/m/{token}?saved=1", status_code=303)


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
    offer = _offer(house, who)
    return house.pages.html(
        "choose",
        status=status,
        locale=who.locale or house.locale,
        who=who,
        form=form,
        saved=saved,
        problems=problems.problems if problems else {},
        topics=offer.topics,
        themes=offer.themes,
        stories=offer.stories,
        lengths=LENGTHS,
        hours=preferences.hours(form.hour),
        zones=preferences.zones(),
        languages=preferences.languages(),
        paces=PACES,
        today=_today(house, who).isoformat(),
        gone=bool(who.subscription and who.subscription.state is not SubscriptionState.ACTIVE),
        act=f"{house.pages.base}/m/{who.token}",
        leave=f"{house.pages.base}/u/{tokens.make(house.runtime.keys, Purpose.UNSUBSCRIBE, id)}",
    )


def _offer(house: House, who: Visitor) -> preferences.Offer:
    return preferences.Offer(
        topics=preferences.offered_topics(who.digests),
        themes=sorted(house.runtime.themes),
        stories=_stories(house, who),
    )


def _stories(house: House, who: Visitor) -> list[tuple[str, str]]:
    """(id, headline) of what the reader's digests told last, each story once."""
    with house.runtime.store.read() as db:
        editions = [
            found.edition
            for digest in who.digests
            for found in store.editions.archived(db, digest.name, limit=EDITIONS_OFFERED)
        ]
    told = {story.id: story.headline for edition in reversed(editions) for story in edition.stories}
    return list(told.items())[:STORIES_OFFERED_MAX]


def _today(house: House, who: Visitor) -> date:
    zone = who.digests[0].timezone if who.digests else "UTC"
    return local_date(house.runtime.now(), zone)
