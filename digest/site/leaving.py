"""Leaving: a page with one button, the button, and the way back. Only POST changes anything (RFC 8058)."""

from dataclasses import dataclass

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from digest import tokens
from digest.model.people import SubscriptionState
from digest.people import leave
from digest.site.house import House, Visitor, visitor
from digest.tokens import Purpose
from digest.web.application import READ


def routes(house: House) -> APIRouter:
    """`/u/{token}`. The one-click POST needs no cookie, no form and no page of ours; its body is not read."""
    router = APIRouter()
    pages = LeavingPages(house)
    router.api_route("/u/{token}", methods=READ)(pages.ask)
    router.post("/u/{token}")(pages.go)
    router.post("/u/{token}/stay")(pages.come_back)
    router.post("/u/{token}/all")(pages.go_from_all)
    router.api_route("/u/{token}/{button}", methods=READ)(pages.back_to_the_page)
    return router


@dataclass(frozen=True, slots=True)
class LeavingPages:
    """What `routes` offers, a method a page."""

    house: House

    def ask(self, token: str) -> Response:
        who = visitor(self.house, Purpose.UNSUBSCRIBE, token)
        state = who.subscription.state if who.subscription else SubscriptionState.ACTIVE
        return _page(self.house, who, "leave" if state is SubscriptionState.ACTIVE else "left")

    def go(self, token: str) -> Response:
        who = visitor(self.house, Purpose.UNSUBSCRIBE, token)
        if who.subscription:
            leave.leave(self.house.runtime, who.subscription.id)
        return _page(self.house, who, "left", just=True)

    def come_back(self, token: str) -> Response:
        who = visitor(self.house, Purpose.UNSUBSCRIBE, token)
        if who.subscription:
            leave.stay(self.house.runtime, who.subscription.id)
            who = visitor(self.house, Purpose.UNSUBSCRIBE, token)
        back = who.is_nobody or (who.subscription and who.subscription.state is SubscriptionState.ACTIVE)
        return _page(self.house, who, "stayed" if back else "left")

    def go_from_all(self, token: str) -> Response:
        who = visitor(self.house, Purpose.UNSUBSCRIBE, token)
        if who.subscription:
            leave.leave_all(self.house.runtime, who.subscription.id)
        return _page(self.house, who, "left_all", just=True)

    def back_to_the_page(self, token: str) -> Response:
        """For who reloads the answer to a button."""
        return RedirectResponse(f"{self.house.pages.base}/u/{token}", status_code=303)


def _page(house: House, who: Visitor, name: str, *, just: bool = False) -> Response:
    id = who.subscription.id if who.subscription else 0
    return house.pages.html(
        name,
        locale=who.locale or house.locale,
        who=who,
        act=f"{house.pages.base}/u/{who.token}",
        manage=f"{house.pages.base}/m/{tokens.make(house.runtime.keys, Purpose.CHOOSE, id)}",
        just=just,
        undo=who.is_nobody or leave.may_undo(house.runtime, id),
    )
