"""What all bodies of the API have in common, and how lists are given page by page."""

from typing import Annotated, Generic, TypeVar

from fastapi import HTTPException, Path, Query
from pydantic import BaseModel, ConfigDict, Field

from digest import text

PAGE_MAX = 200  # items: a page of subscribers is then under 100 KB
PAGE_DEFAULT = 50
KEY = r"^[0-9a-f]{32}$"
CURSOR = r"^[\x21-\x7e]{0,120}$"

T = TypeVar("T")


class Shape(BaseModel):
    """A body. What the description does not name is refused rather than dropped in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Page(Shape, Generic[T]):
    """Some of many: `next` is the cursor of the page after this one, null on the last."""

    items: list[T]
    next: str | None = Field(description="Give it as `cursor` to get the next page; null on the last page.")


Cursor = Annotated[
    str,
    Query(pattern=CURSOR, description="Where to go on: `next` of the page before. Its form may change."),
]
Limit = Annotated[int, Query(ge=1, le=PAGE_MAX, description="How many items at most.")]
SubscriberId = Annotated[
    str,
    Path(
        pattern=KEY,
        description="A keyed hash of the address; `POST /v1/subscribers/id` tells it. Addresses never stand in URLs, "
        "since those are logged on their way.",
        examples=["9f2c4e0b7d1a4c55a1b2c3d4e5f60718"],
    ),
]
ListName = Annotated[str, Path(max_length=80, description="Name of a list.", examples=["example"])]
DigestName = Annotated[str, Path(max_length=80, description="Name of a digest.", examples=["morning"])]


def number(cursor: str) -> int:
    """The number that a cursor of ours holds, 0 for none; refuses what is no cursor."""
    if not cursor:
        return 0
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= 18):
        raise wrong("cursor", "is not one that this API gave")
    return int(cursor)


def wrong(parameter: str, what: str) -> HTTPException:
    """For a parameter that reads well and means nothing."""
    return HTTPException(422, f"{parameter}: {text.clean(what)}.")
