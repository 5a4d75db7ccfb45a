"""Subscribers: found, put on a list, taken off it. No call brings back who left, or an address that is suppressed."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response
from pydantic import Field

from digest import store, tokens
from digest.api import lists
from digest.api.access import Gate
from digest.api.problems import Refusal, Refused
from digest.api.shapes import PAGE_DEFAULT, Cursor, Limit, ListName, Page, Shape, SubscriberId, number
from digest.audience import addresses, columns
from digest.model.access import Scope
from digest.model.people import ListRow, Preferences, Subscription, SubscriptionState, SuppressionReason
from digest.people import add as adding
from digest.people.add import Added
from digest.runtime import Runtime
from digest.store.subscribers import Known, Listed

ORIGIN = "api"
EMAIL_LETTERS_MAX = 400  # longer than any address that is one
CELL_LETTERS_MAX = 200


class Address(Shape):
    email: str = Field(max_length=EMAIL_LETTERS_MAX, examples=["ada@example.com"])


class Id(Shape):
    id: str = Field(description="Stands for the address in URLs.", examples=["9f2c4e0b7d1a4c55a1b2c3d4e5f60718"])


class Choices(Shape):
    """How a reader wants the digest; what is left out is as the digest has it."""

    topics: list[str] = Field(default=[], max_length=columns.TOPICS_MAX, examples=[["World", "Business"]])
    muted_topics: list[str] = Field(default=[], max_length=columns.TOPICS_MAX, description="Never these.")
    hour: str = Field(default="", max_length=CELL_LETTERS_MAX, description="HH:MM in steps of a quarter.")
    timezone: str = Field(default="", max_length=CELL_LETTERS_MAX, examples=["Europe/Berlin"])
    locale: str = Field(default="", max_length=CELL_LETTERS_MAX, examples=["de"])
    pace: str = Field(default="", max_length=CELL_LETTERS_MAX, examples=["weekdays"])
    theme: str = Field(default="", max_length=CELL_LETTERS_MAX, examples=["plain"])
    length: str = Field(default="", max_length=CELL_LETTERS_MAX, examples=["short"])


class NewSubscriber(Address):
    """Somebody who agreed to get the list's mail: keep the proof of it, the API takes your word."""

    name: str = Field(default="", max_length=CELL_LETTERS_MAX, examples=["Ada Lovelace"])
    preferences: Choices = Choices()


class OnList(Shape):
    """A subscription."""

    list: str = Field(examples=["example"])
    state: SubscriptionState
    origin: str = Field(
        description="Whose word counts for it: `api`, `site` (the reader's own), `command`, `file:…`, `import:…`.",
        examples=["api"],
    )
    preferences: Choices
    paused_until: str | None = Field(description="Date on which mail starts again.", examples=[None])
    since: datetime


class ListedSubscriber(Shape):
    id: str = Field(examples=["9f2c4e0b7d1a4c55a1b2c3d4e5f60718"])
    email: str = Field(examples=["ada@example.com"])
    name: str = Field(examples=["Ada Lovelace"])
    subscription: OnList


class Suppression(Shape):
    """Why no mail goes to the address, whatever list it stands on."""

    reason: SuppressionReason
    since: datetime


class Subscriber(Shape):
    id: str = Field(examples=["9f2c4e0b7d1a4c55a1b2c3d4e5f60718"])
    email: str = Field(examples=["ada@example.com"])
    name: str = Field(examples=["Ada Lovelace"])
    since: datetime
    suppression: Suppression | None
    subscriptions: list[OnList]


def routes(gate: Gate) -> APIRouter:
    router = APIRouter(tags=["subscribers"])
    may_read = [gate.needs(Scope.SUBSCRIBERS_READ)]
    may_write = [gate.needs(Scope.SUBSCRIBERS_WRITE)]
    calls = Calls(gate.runtime)
    router.post("/v1/subscribers/id", summary="The id of an address", dependencies=may_read)(calls.id_of)
    router.get("/v1/subscribers/{id}", summary="One subscriber", dependencies=may_read)(calls.one)
    router.get("/v1/lists/{list}/subscribers", summary="The subscribers of a list", dependencies=may_read)(calls.page)
    router.post(
        "/v1/lists/{list}/subscribers", summary="Put somebody on a list", status_code=201, dependencies=may_write
    )(calls.add)
    router.put("/v1/lists/{list}/subscribers/{id}", summary="Put somebody on a list", dependencies=may_write)(calls.put)
    router.delete(
        "/v1/lists/{list}/subscribers/{id}", summary="Take somebody off a list", status_code=204, dependencies=may_write
    )(calls.remove)
    return router


@dataclass(frozen=True, slots=True)
class Calls:
    """What `routes` offers, a method a call."""

    runtime: Runtime

    def id_of(self, body: Address) -> Id:
        """What stands for an address in URLs, whether its owner subscribes or not. Changes nothing.

        Two spellings of one mailbox have one id. Scope: `subscribers:read`.
        """
        return Id(id=_key(self.runtime, _address(body.email)))

    def one(self, id: SubscriberId) -> Subscriber:
        """A person with all their subscriptions, ended ones too. Scope: `subscribers:read`."""
        return _subscriber(self.runtime, _known(self.runtime, id))

    def page(
        self,
        list: ListName,  # noqa: A002 (as the description names it)
        state: Annotated[SubscriptionState | None, Query(description="Only those in this state.")] = None,
        cursor: Cursor = "",
        limit: Limit = PAGE_DEFAULT,
    ) -> Page[ListedSubscriber]:
        """Oldest first; those of one `state` where it is given. Scope: `subscribers:read`."""
        after, name = number(cursor), lists.known(self.runtime, list)
        with self.runtime.store.read() as db:
            found = store.subscribers.page(db, name, after=after, limit=limit + 1, state=state)
        more = len(found) > limit
        kept = found[:limit]
        return Page(items=[_listed(each) for each in kept], next=str(kept[-1].subscription.id) if more else None)

    def add(self, list: ListName, body: NewSubscriber, response: Response) -> ListedSubscriber:  # noqa: A002
        """The same as `PUT`, for who does not know the id. Scope: `subscribers:write`."""
        return _put(self.runtime, lists.known(self.runtime, list), _row(body), response)

    def put(self, list: ListName, id: SubscriberId, body: NewSubscriber, response: Response) -> ListedSubscriber:  # noqa: A002
        """Puts a person on a list; saying it twice changes nothing.

        201 where they were not on it, 200 where they were. Name and preferences are taken over for whom the API put
        there before; who came another way or has chosen since stays as they are, and the answer says how. 409 where
        they left or their address is suppressed: only their own sign-up brings them back. Scope: `subscribers:write`.
        """
        row = _row(body)
        if not hmac.compare_digest(_key(self.runtime, row.address), id):
            raise HTTPException(422, "email: is not the address of this id.")
        return _put(self.runtime, lists.known(self.runtime, list), row, response)

    def remove(self, list: ListName, id: SubscriberId) -> None:  # noqa: A002
        """Ends a subscription as if the reader had left: no call and no file brings it back.

        Saying it twice changes nothing. 404 where there never was one. Scope: `subscribers:write`.
        """
        person = _known(self.runtime, id)
        if all(each.list != list for each in person.subscriptions):
            raise HTTPException(404, "This person was never on this list.")
        adding.remove(self.runtime, person.address, list)


def _put(runtime: Runtime, list_: str, row: ListRow, response: Response) -> ListedSubscriber:
    match adding.put(runtime, row, list_, origin=ORIGIN):
        case Added.LEFT:
            raise Refused(Refusal.LEFT)
        case Added.SUPPRESSED:
            raise Refused(Refusal.SUPPRESSED)
        case done:
            response.status_code = 200 if done is Added.ALREADY else 201
    with runtime.store.read() as db:
        found = store.subscribers.on_list(db, _key(runtime, row.address), list_)
    if found is None:  # erased in this very moment
        raise HTTPException(404)
    return _listed(found)


def _address(text: str) -> addresses.Address:
    match addresses.canonical(text):
        case addresses.Address() as found:
            return found
        case addresses.Refused(reason=reason):
            raise HTTPException(422, f"email: {reason}.")


def _row(body: NewSubscriber) -> ListRow:
    address, wishes = _address(body.email), body.preferences
    cells = {
        "topics": columns.TOPIC_SEPARATOR.join(wishes.topics),
        "muted": columns.TOPIC_SEPARATOR.join(wishes.muted_topics),
        **{name: getattr(wishes, name) for name in ("hour", "timezone", "locale", "pace", "theme", "length")},
    }
    try:
        preferences = columns.preferences(tuple(cells[name] for name in columns.WISHES))
        name = columns.name(body.name)
    except columns.CellError as error:
        raise HTTPException(422, f"{error}.") from None
    return ListRow(address=address.canonical, email=address.email, name=name, preferences=preferences)


def _key(runtime: Runtime, address: addresses.Address | str) -> str:
    return tokens.keyed_hash(runtime.keys, address if isinstance(address, str) else address.canonical)


def _known(runtime: Runtime, key: str) -> Known:
    with runtime.store.read() as db:
        found = store.subscribers.by_key(db, key)
    if found is None:
        raise HTTPException(404, "There is no subscriber of this id.")
    return found


def _subscriber(runtime: Runtime, known: Known) -> Subscriber:
    with runtime.store.read() as db:
        suppression = store.suppressions.of_address(db, known.key)
    return Subscriber(
        id=known.key,
        email=known.email,
        name=known.name,
        since=known.created_at,
        suppression=Suppression(reason=suppression.reason, since=suppression.since) if suppression else None,
        subscriptions=[_on_list(each) for each in known.subscriptions],
    )


def _listed(one: Listed) -> ListedSubscriber:
    return ListedSubscriber(id=one.key, email=one.email, name=one.name, subscription=_on_list(one.subscription))


def _on_list(one: Subscription) -> OnList:
    paused = one.preferences.paused_until
    return OnList(
        list=one.list,
        state=one.state,
        origin=one.origin,
        preferences=_choices(one.preferences),
        paused_until=paused.isoformat() if paused else None,
        since=one.created_at,
    )


def _choices(wishes: Preferences) -> Choices:
    return Choices(
        topics=list(wishes.topics),
        muted_topics=list(wishes.muted_topics),
        hour=f"{wishes.hour:%H:%M}" if wishes.hour else "",
        timezone=wishes.timezone or "",
        locale=wishes.locale or "",
        pace=wishes.pace.value,
        theme=wishes.theme or "",
        length=wishes.length.value,
    )
