"""The archive: digests, and what their editions printed."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi import Path as InPath
from pydantic import Field

from digest import store
from digest.api.access import Gate
from digest.api.shapes import PAGE_DEFAULT, Cursor, DigestName, Limit, Page, Shape, wrong
from digest.model.access import Scope
from digest.model.edition import IN_ARCHIVE, Edition, EditionStory, Span
from digest.model.settings import Digest
from digest.model.story import RelatedLink
from digest.morning import links
from digest.runtime import Runtime
from digest.store.editions import Archived


class ADigest(Shape):
    """A recurring publication."""

    name: str = Field(examples=["morning"])
    title: str = Field(examples=["The Morning"])
    topics: list[str] = Field(examples=[["World", "Business"]])
    locale: str = Field(examples=["en"])
    url: str = Field(examples=["https://news.example/morning"])


class Digests(Shape):
    items: list[ADigest]


class EditionLine(Shape):
    """An edition in a list."""

    id: str = Field(description="Digest and date, and `/week` where it covers one.", examples=["morning/2026-03-10"])
    digest: str = Field(examples=["morning"])
    date: date
    span: Span
    subject: str = Field(examples=["Council agrees to repair the north pier"])
    out_at: datetime = Field(description="The hour it was for.")
    url: str = Field(examples=["https://news.example/morning/2026-03-10"])


class ALink(Shape):
    """A related link, and why it is there."""

    title: str
    url: str | None
    publisher: str
    reason: str = Field(examples=["other view"])
    language: str | None


class PrintedStory(Shape):
    """A story as the edition printed it."""

    id: str
    headline: str
    dek: str
    url: str | None = Field(description="Of the lead article; null where it has none.")
    publisher: str
    language: str | None
    day: int = Field(description="1 on the day it was first told.")
    related: list[ALink]
    story_url: str = Field(description="Our page on the story.")


class PrintedSection(Shape):
    topic: str
    stories: list[PrintedStory]


class WholeEdition(EditionLine):
    preheader: str
    intro: str
    content_hash: str = Field(description="SHA-256 (hex) over the content, the same for every reader's copy.")
    sections: list[PrintedSection]


def routes(gate: Gate) -> APIRouter:
    router = APIRouter(tags=["archive"], dependencies=[gate.needs(Scope.ARCHIVE_READ)])
    calls = Calls(gate.runtime)
    router.get("/v1/digests", summary="All digests")(calls.digests)
    router.get("/v1/digests/{digest}/editions", summary="The editions of a digest")(calls.editions)
    router.get("/v1/digests/{digest}/editions/{date}", summary="One edition")(calls.edition)
    return router


@dataclass(frozen=True, slots=True)
class Calls:
    """What `routes` offers, a method a call."""

    runtime: Runtime

    def digests(self) -> Digests:
        """The publications of this newsroom. Scope: `archive:read`."""
        return Digests(items=[_digest(self.runtime, each) for each in self.runtime.settings.digests.values()])

    def editions(self, digest: DigestName, cursor: Cursor = "", limit: Limit = PAGE_DEFAULT) -> Page[EditionLine]:
        """Those that went out, newest first. Scope: `archive:read`."""
        name = known(self.runtime, digest).name
        with self.runtime.store.read() as db:
            before = store.editions.in_print(db, cursor) if cursor else None
            if cursor and (before is None or before.edition.digest != name):
                raise wrong("cursor", "is not one that this API gave")
            found = store.editions.archived(db, name, limit=limit + 1, before=before.edition if before else None)
        kept = found[:limit]
        lines = [_line(self.runtime, each) for each in kept]
        return Page(items=lines, next=kept[-1].edition.id if len(found) > limit else None)

    def edition(
        self,
        digest: DigestName,
        date: Annotated[date, InPath(description="The day it is of.", examples=["2026-03-10"])],
        span: Annotated[Span, Query(description="What it covers.")] = Span.DAY,
    ) -> WholeEdition:
        """Everything the edition says, unshortened. Scope: `archive:read`."""
        id = f"{known(self.runtime, digest).name}/{date.isoformat()}" + ("" if span is Span.DAY else f"/{span}")
        with self.runtime.store.read() as db:
            found = store.editions.in_print(db, id)
        if found is None or found.edition.state not in IN_ARCHIVE:
            raise HTTPException(404, "No edition of this digest went out for that day.")
        return _whole(self.runtime, found)


def known(runtime: Runtime, name: str) -> Digest:
    """The digest of this name, or 404."""
    found = runtime.settings.digests.get(name)
    if found is None:
        raise HTTPException(404, "There is no digest of this name.")
    return found


def _digest(runtime: Runtime, digest: Digest) -> ADigest:
    return ADigest(
        name=digest.name,
        title=digest.title,
        topics=list(digest.topics),
        locale=digest.locale,
        url=f"{runtime.settings.newsroom.public_url}/{digest.name}",
    )


def _line(runtime: Runtime, archived: Archived) -> EditionLine:
    return EditionLine(**_line_of(runtime, archived.edition, archived.out_at))


def _line_of(runtime: Runtime, edition: Edition, out_at: datetime) -> dict[str, Any]:
    return {
        "id": edition.id,
        "digest": edition.digest,
        "date": edition.date,
        "span": edition.span,
        "subject": edition.subject,
        "out_at": out_at,
        "url": links.web_edition(runtime.settings, edition),
    }


def _whole(runtime: Runtime, archived: Archived) -> WholeEdition:
    edition = archived.edition
    return WholeEdition(
        **_line_of(runtime, edition, archived.out_at),
        preheader=edition.preheader,
        intro=edition.intro,
        content_hash=edition.content_hash,
        sections=[
            PrintedSection(topic=section.topic, stories=[_printed(runtime, story) for story in section.stories])
            for section in edition.sections
        ],
    )


def _printed(runtime: Runtime, story: EditionStory) -> PrintedStory:
    return PrintedStory(
        id=story.id,
        headline=story.headline,
        dek=story.dek,
        url=story.url,
        publisher=story.publisher,
        language=story.language,
        day=story.day,
        related=[_link(each) for each in story.related],
        story_url=links.story(runtime.settings, story.id),
    )


def _link(link: RelatedLink) -> ALink:
    return ALink(
        title=link.title, url=link.url, publisher=link.publisher, reason=link.reason.value, language=link.language
    )
