"""The desk's pages: the start, an edition, and its preview. They only look."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response

from digest import store
from digest.desk import sheet
from digest.desk.room import Room, clock, day_in_words
from digest.desk.sessions import editor
from digest.model.edition import Edit, Edition, EditKind, Slot
from digest.model.settings import Digest
from digest.morning import approve
from digest.store import sources
from digest.web.application import READ
from digest.web.headers import preview_policy
from digest.web.origin import origin

RECENT_EDITIONS = 7

Editor = Annotated[str, Depends(editor)]


class View(StrEnum):
    """How wide the preview is."""

    PHONE = "phone"
    DESKTOP = "desktop"
    TEXT = "text"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An edition's page, as one address names it."""

    digest: Digest
    slot: Slot
    editor: str
    view: View = View.PHONE


def routes(room: Room) -> APIRouter:
    router = APIRouter()
    pages = DeskPages(room)
    router.api_route("/", methods=READ)(pages.start)
    router.api_route("/{name}", methods=READ)(pages.newest)
    router.api_route("/{name}/{day}", methods=READ)(pages.edition)
    router.api_route("/{name}/{day}/mail.html", methods=READ)(pages.mail)
    router.api_route("/{name}/{day}/mail.txt", methods=READ)(pages.text)
    return router


@dataclass(frozen=True, slots=True)
class DeskPages:
    """What `routes` offers, a method a page."""

    room: Room

    def start(self, editor: Editor) -> Response:
        rows = [_row(self.room, digest) for digest in self.room.digests]
        return self.room.pages.html(
            "start",
            rows=rows,
            troubled=_troubled(self.room),
            sources=_active(self.room),
            editor=editor,
            **_common(self.room),
        )

    def newest(self, name: str, editor: Editor) -> Response:
        del editor
        return RedirectResponse(self.room.address(self.room.present(self.room.digest(name))), status_code=303)

    def edition(self, name: str, day: str, editor: Editor, view: View = View.PHONE, did: str = "") -> Response:
        return edition_page(self.room, place(self.room, name, day, editor, view), did=did)

    def mail(self, name: str, day: str, editor: Editor) -> Response:
        del editor
        proof = self.room.proofs.of(*_there(self.room, name, day))
        policy = preview_policy(origin(self.room.runtime.settings.newsroom.public_url))
        if proof.fault:
            return PlainTextResponse(proof.fault, headers={"Content-Security-Policy": policy})
        return HTMLResponse(_in_new_tabs(proof.html), headers={"Content-Security-Policy": policy})

    def text(self, name: str, day: str, editor: Editor) -> Response:
        del editor
        proof = self.room.proofs.of(*_there(self.room, name, day))
        return PlainTextResponse(proof.fault or proof.text)


def place(room: Room, name: str, day: str, editor: str, view: View = View.PHONE) -> Place:
    """Raises the 404 of a digest or date that does not exist."""
    digest = room.digest(name)
    return Place(digest=digest, slot=room.slot(digest, day), editor=editor, view=view)


def edition_page(
    room: Room, at: Place, *, did: str = "", said: str = "", problem: str = "", status: int = 200
) -> Response:
    """The page of an edition. `said` and `problem` tell what came of the last press of a button."""
    edition = room.edition(at.slot)
    beside = _beside(room, at) | {"problem": problem, "said": said}
    if edition is None:
        why = sheet.not_there_yet(at.slot, at.digest, room.runtime.now(), sample=bool(room.sample_day))
        return room.pages.html("no_edition", status=status, why=why, **beside, **_common(room))
    with room.runtime.store.read() as db:
        stories = {s.id: found for s in edition.stories if (found := store.stories.by_id(db, s.id))}
        articles = store.articles.by_id(db, {a for story in stories.values() for a in story.articles})
        edits = store.editions.edits_of(db, edition.id)
        tally = store.tallies.of_edition(db, edition.id)
        approved = store.editions.approved_by(db, edition.id)
        pause = store.pauses.of(db, edition.id)
        is_kept = store.kept.is_unsettled(db, edition.id)
    proof = room.proofs.of(edition, at.digest, at.slot)
    return room.pages.html(
        "edition",
        status=status,
        edition=edition,
        parts=sheet.parts(edition, at.digest, stories, articles),
        left_out=sheet.left_out(edition),
        changeable=edition.state in sheet.CHANGEABLE,
        delivered=sheet.delivered(tally),
        is_kept=is_kept,
        paused=(pause.reason, clock(pause.since, at.digest)) if pause and pause.lifted_at is None else None,
        rule=sheet.without_approval(edition, at.digest),
        approved=(approved[0], clock(approved[1], at.digest)) if approved else None,
        last_edit=_last(room, edits, edition, at.digest),
        did=did if did in set(EditKind) else "",
        proof=proof,
        blocking=[f for f in proof.findings if f.blocking],
        warnings=[f for f in proof.findings if not f.blocking],
        view=at.view.value,
        saw=f"{edition.state}:{approve.content_hash(edition)}",
        **beside,
        **_common(room),
    )


def _beside(room: Room, at: Place) -> dict[str, Any]:
    """What stands around an edition, and where there is none yet."""
    return {
        "digest": at.digest,
        "slot": at.slot,
        "editor": at.editor,
        "address": room.address(at.slot),
        "day": day_in_words(at.slot.date),
        "earlier": (at.slot.date - timedelta(days=1)).isoformat(),
        "later": (at.slot.date + timedelta(days=1)).isoformat(),
        "send_at": clock(at.slot.send_at, at.digest),
        "cutoff_at": clock(at.slot.cutoff_at, at.digest),
    }


def _common(room: Room) -> dict[str, Any]:
    return {"sample_day": day_in_words(room.sample_day) if room.sample_day else ""}


def _last(room: Room, edits: tuple[Edit, ...], edition: Edition, digest: Digest) -> str:
    if not edits:
        return ""
    newest = edits[-1]
    with room.runtime.store.read() as db:
        story = store.stories.by_id(db, newest.target)
        article = story.lead if story else newest.target
        found = store.articles.by_id(db, [article]).get(article)
    names = {newest.target: found.title} if found else {}
    return f"{sheet.described(newest, edition, names)} ({newest.editor}, {clock(newest.made_at, digest)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A digest on the start page."""

    digest: Digest
    address: str
    day: str
    send_at: str
    edition: Edition | None
    rule: str
    recent: tuple[tuple[Edition, str], ...]


def _row(room: Room, digest: Digest) -> Row:
    slot = room.present(digest)
    with room.runtime.store.read() as db:
        edition = store.editions.by_id(db, slot.id)
        recent = store.editions.of_digest(db, digest.name, limit=RECENT_EDITIONS)
    return Row(
        digest=digest,
        address=room.address(slot),
        day=day_in_words(slot.date),
        send_at=clock(slot.send_at, digest),
        edition=edition,
        rule=sheet.without_approval(edition, digest) if edition and edition.state in sheet.CHANGEABLE else "",
        recent=tuple((each, f"{room.path}/{each.id}") for each in recent if each.id != slot.id),
    )


def _active(room: Room) -> int:
    return sum(not source.muted for source in room.runtime.settings.sources)


def _troubled(room: Room) -> list[sources.Visit]:
    """The sources that could not be read when they were last visited."""
    ours = {source.id for source in room.runtime.settings.sources if not source.muted}
    with room.runtime.store.read() as db:
        visits = store.sources.visits(db)
    return [visit for visit in visits.values() if visit.failures and visit.id in ours]


def _there(room: Room, name: str, day: str) -> tuple[Edition, Digest, Slot]:
    digest = room.digest(name)
    slot = room.slot(digest, day)
    edition = room.edition(slot)
    if edition is None:
        raise HTTPException(404)
    return edition, digest, slot


def _in_new_tabs(html: str) -> str:
    """The mail with its links to the web opening beside the desk: inside the frame they would be refused."""
    return re.sub(r'<a (?=[^>]*href="https?:)', '<a target="_blank" rel="noopener" ', html)
