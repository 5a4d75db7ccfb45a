"""Stories: how they were told from edition to edition, and searching them."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi import Path as InPath
from pydantic import Field

from digest import search, store
from digest.api import archive
from digest.api.access import Gate
from digest.api.shapes import PAGE_DEFAULT, Cursor, Limit, Page, Shape, number
from digest.model.access import Scope
from digest.model.edition import IN_ARCHIVE
from digest.morning import links
from digest.runtime import Runtime
from digest.store.printed import Printed

HITS_MAX = 1_000  # who pages on asks something else
TELLINGS_MAX = 100


class Telling(Shape):
    """A story in one edition."""

    edition: str = Field(examples=["morning/2026-03-10"])
    story: str
    digest: str
    date: date
    headline: str
    dek: str
    publisher: str
    language: str | None
    url: str = Field(description="Where the edition prints it.")


class AStory(Shape):
    """A story over all editions that told it, oldest first."""

    id: str
    topic: str
    url: str
    tellings: list[Telling]


def routes(gate: Gate) -> APIRouter:
    router = APIRouter(tags=["archive"], dependencies=[gate.needs(Scope.ARCHIVE_READ)])
    calls = Calls(gate.runtime)
    router.get("/v1/stories/{id}", summary="One story")(calls.story)
    router.get("/v1/search", summary="Search the archive")(calls.searched)
    return router


@dataclass(frozen=True, slots=True)
class Calls:
    """What `routes` offers, a method a call."""

    runtime: Runtime

    def story(
        self, id: Annotated[str, InPath(pattern=r"^[0-9a-z]{1,64}$", description="As editions name it.")]
    ) -> AStory:
        """How a story was told from edition to edition. An id that was merged into another story gives that one.

        Scope: `archive:read`.
        """
        with self.runtime.store.read() as db:
            found = store.stories.by_id(db, id)
            names = (found.id, *found.aliases) if found else ()
            told = store.printed.of_stories(db, names, IN_ARCHIVE)
        ours = [one for one in told if one.digest in self.runtime.settings.digests][-TELLINGS_MAX:]
        if found is None or not ours:
            raise HTTPException(404, "No edition has told a story of this id.")
        return AStory(
            id=found.id,
            topic=found.topic,
            url=links.story(self.runtime.settings, found.id),
            tellings=[_telling(self.runtime, one) for one in ours],
        )

    def searched(
        self,
        q: Annotated[
            str,
            Query(
                min_length=1,
                max_length=search.QUESTION_LETTERS_MAX,
                description='Words that all have to be there, and "phrases in quotes". A word may be a beginning.',
                examples=['ferry "north pier"'],
            ),
        ],
        digest: Annotated[str, Query(max_length=80, description="Only this digest.")] = "",
        cursor: Cursor = "",
        limit: Limit = PAGE_DEFAULT,
    ) -> Page[Telling]:
        """Stories by headline, dek and sources, each once in the edition where it fits best.

        What stands in headlines comes first, then in deks, then in sources; among equals the newest.
        Scope: `archive:read`.
        """
        names = [archive.known(self.runtime, digest).name] if digest else list(self.runtime.settings.digests)
        offset = min(number(cursor), HITS_MAX)
        with self.runtime.store.read() as db:
            hits = store.printed.find(db, search.question(q), names, limit=limit, offset=offset)
        beyond = offset + limit
        more = beyond < min(hits.total, HITS_MAX)
        return Page(items=[_telling(self.runtime, one) for one in hits.stories], next=str(beyond) if more else None)


def _telling(runtime: Runtime, one: Printed) -> Telling:
    return Telling(
        edition=one.edition,
        story=one.story,
        digest=one.digest,
        date=one.date,
        headline=one.headline,
        dek=one.dek,
        publisher=one.publisher,
        language=one.language,
        url=f"{runtime.settings.newsroom.public_url}/{one.edition}#{one.story}",
    )
