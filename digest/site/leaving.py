"""Leaving: a page with one button, the button, and the way back. Only POST changes anything (RFC 8058)."""

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

    @router.api_route("/u/{token}", methods=READ)
    def ask(token: str) -> Response:
        who = visitor(house, Purpose.UNSUBSCRIBE, token)
        state = who.subscription.state if who.subscription else SubscriptionState.ACTIVE
        return _page(house, who, "leave" if state is SubscriptionState.ACTIVE else "left")

    @router.post("/u/{token}")
    def go(token: str) -> Response:
        who = visitor(house, Purpose.UNSUBSCRIBE, token)
        if who.subscription:
            leave.leave(house.runtime, who.subscription.id)
        return _page(house, who, "left", just=True)

    @router.post("/u/{token}/stay")
    def come_back(token: str) -> Response:
        who = visitor(house, Purpose.UNSUBSCRIBE, token)
        if who.subscription:
            leave.stay(house.runtime, who.subscription.id)
            who = visitor(house, Purpose.UNSUBSCRIBE, token)
        back = who.is_nobody or (who.subscription and who.subscription.state is SubscriptionState.ACTIVE)
        return _page(house, who, "stayed" if back else "left")

    @router.post("/u/{token}/all")
    def go_from_all(token: str) -> Response:
        who = visitor(house, Purpose.UNSUBSCRIBE, token)
        if who.subscription:
            leave.leave_all(house.runtime, who.subscription.id)
        return _page(house, who, "left_all", just=True)

    @router.api_route("/u/{token}/{button}", methods=READ)
    def back_to_the_page(token: str) -> Response:
        """For who reloads the answer to a button."""
        return RedirectResponse(f"{house.pages.base}/u/{token}", status_code=303)

    return router


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
