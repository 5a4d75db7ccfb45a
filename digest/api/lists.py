"""Lists: which there are, and how many subscribers they have."""

from fastapi import APIRouter, HTTPException
from pydantic import Field

from digest import store
from digest.api.access import Gate
from digest.api.shapes import ListName, Shape
from digest.model.access import Scope
from digest.model.people import SubscriptionState
from digest.runtime import Runtime

Counts = dict[tuple[str, SubscriptionState], int]


class SubscriberList(Shape):
    """A named set of subscribers."""

    name: str = Field(examples=["example"])
    digests: list[str] = Field(description="Names of the digests that its subscribers get.", examples=[["morning"]])
    subscribers: dict[SubscriptionState, int] = Field(
        description="How many subscriptions are in each state. Mail goes to `active` ones that are not suppressed.",
        examples=[{"pending": 2, "active": 1204, "left": 31, "removed": 0}],
    )


class Lists(Shape):
    items: list[SubscriberList]


def routes(gate: Gate) -> APIRouter:
    router = APIRouter(tags=["lists"])
    runtime = gate.runtime

    @router.get("/v1/lists", summary="All lists", dependencies=[gate.needs(Scope.LISTS_READ)])
    def lists() -> Lists:
        """Every list that a digest is sent to or that has subscribers. Scope: `lists:read`."""
        counts = _counts(runtime)
        return Lists(items=[_shown(runtime, name, counts) for name in names(runtime, counts)])

    @router.get("/v1/lists/{list}", summary="One list", dependencies=[gate.needs(Scope.LISTS_READ)])
    def one(list: ListName) -> SubscriberList:  # noqa: A002 (as the description names it)
        """A list and its numbers. Scope: `lists:read`."""
        counts = _counts(runtime)
        return _shown(runtime, known(runtime, list, counts), counts)

    return router


def known(runtime: Runtime, name: str, counts: Counts | None = None) -> str:
    """The name, or 404 where there is no such list."""
    if name not in names(runtime, _counts(runtime) if counts is None else counts):
        raise HTTPException(404, "There is no list of this name.")
    return name


def names(runtime: Runtime, counts: Counts) -> list[str]:
    of_digests = {name for digest in runtime.settings.digests.values() for name in digest.lists}
    return sorted(of_digests | {name for name, _ in counts})


def _counts(runtime: Runtime) -> Counts:
    with runtime.store.read() as db:
        return store.people.counts(db)


def _shown(runtime: Runtime, name: str, counts: Counts) -> SubscriberList:
    return SubscriberList(
        name=name,
        digests=[digest.name for digest in runtime.settings.digests.values() if name in digest.lists],
        subscribers={state: counts.get((name, state), 0) for state in SubscriptionState},
    )
