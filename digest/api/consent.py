"""Consent: what a person agreed to or took back, in the words they said it to."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import Field

from digest import store
from digest.api.access import Gate
from digest.api.shapes import Shape, SubscriberId
from digest.model.access import Scope
from digest.model.consent import Consent, ConsentKind


class Said(Shape):
    """One thing that a person said."""

    kind: ConsentKind
    list: str = Field(examples=["example"])
    source: str = Field(examples=["site"])
    at: datetime = Field(description="When they pressed the last button.")
    asked_at: datetime | None = Field(description="When the form was filled in, where that was another moment.")
    page: str = Field(description="Path of the form.", examples=["/join/morning"])
    words: str = Field(description="What stood at the button.")
    version: str = Field(description="Which words those were: the same for the same words.")


class Sayings(Shape):
    items: list[Said]


def routes(gate: Gate) -> APIRouter:
    router = APIRouter(tags=["consent"])
    runtime = gate.runtime

    @router.get(
        "/v1/subscribers/{id}/consent",
        summary="What somebody agreed to",
        dependencies=[gate.needs(Scope.CONSENT_READ)],
    )
    def said(id: SubscriberId) -> Sayings:
        """Everything the person behind an id agreed to or took back, oldest first.

        Empty for who said nothing here: people of files, of the command and of this API, whose consent is kept where it
        was given; and for who was erased. Scope: `consent:read`.
        """
        with runtime.store.read() as db:
            return Sayings(items=[_said(each) for each in store.consents.of_address(db, id)])

    return router


def _said(consent: Consent) -> Said:
    return Said(
        kind=consent.kind,
        list=consent.list,
        source=consent.source,
        at=consent.at,
        asked_at=consent.asked_at,
        page=consent.page,
        words=consent.words,
        version=consent.version,
    )
