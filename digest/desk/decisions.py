"""The desk's buttons: every one is a POST that goes back to where the editor was."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from digest import audience, store
from digest.audience.addresses import Refused
from digest.desk import sheet
from digest.desk.pages import Editor, Place, View, edition_page, place
from digest.desk.room import Room
from digest.errors import DigestError, UsageError
from digest.model.edition import Edition, EditionState, EditKind
from digest.morning import approve, compose, edit, recall, send
from digest.web import faults
from digest.web.application import READ

ViewField = Annotated[View, Form()]
Text = Annotated[str, Form()]

_STATES = {
    "hold": EditionState.HELD,
    "reopen": EditionState.DRAFT,
    "skip": EditionState.CANCELLED,
}


def _pressed_at(request: Request, name: str, day: str, editor: Editor, view: ViewField = View.PHONE) -> Place:
    return place(request.app.state.room, name, day, editor, view)


async def _filled_in(request: Request) -> Mapping[str, str]:
    """The form's texts, the empty ones too: those take a wording back, while a missing field says nothing."""
    return {name: value for name, value in (await request.form()).items() if isinstance(value, str)}


At = Annotated[Place, Depends(_pressed_at)]
Given = Annotated[Mapping[str, str], Depends(_filled_in)]


def routes(room: Room) -> APIRouter:
    router = APIRouter()
    buttons = Buttons(room)
    router.post("/{name}/{day}/compose")(buttons.compose)
    router.post("/{name}/{day}/edit")(buttons.edit)
    router.post("/{name}/{day}/words")(buttons.words)
    router.post("/{name}/{day}/undo")(buttons.undo)
    router.post("/{name}/{day}/state")(buttons.state)
    router.post("/{name}/{day}/sending")(buttons.sending)
    router.post("/{name}/{day}/test")(buttons.test)
    router.api_route("/{name}/{day}/{button}", methods=READ)(buttons.back_to_the_page)
    return router


@dataclass(frozen=True, slots=True)
class Buttons:
    """A method a button. `at` is where it was pressed, `saw` what that page showed, the others its form's fields."""

    room: Room

    def compose(self, at: At) -> Response:
        def act() -> str:
            edition = compose.compose(self.room.runtime, at.digest, at.slot)
            self.room.pictures.keep(edition, at.digest)
            return ""

        return _acted(self.room, at, act)

    def edit(
        self, at: At, *, do: Text, target: Text = "", topic: Text = "", other: Text = "", saw: Text = ""
    ) -> Response:
        kind, _, value = do.partition(":")

        def act() -> str:
            _knowing(self.room, at, saw)
            for each, what in _decided(kind, value, topic, other):
                about = value if each is EditKind.TAKE_OUT else target
                made = edit.record(
                    self.room.runtime, at.digest, at.slot, each, target=about, value=what, editor=at.editor
                )
                self.room.pictures.keep(made, at.digest)
            return f"?did={kind}&view={at.view}#story-{target}"

        return _acted(self.room, at, act)

    def words(self, at: At, given: Given) -> Response:
        target = given.get("target", "")
        wanted = {kind: given[kind.value] for kind in sheet.WORDINGS if kind.value in given}

        def act() -> str:
            _knowing(self.room, at, given.get("saw", ""))
            return _reworded(self.room, at, target, wanted)

        return _acted(self.room, at, act)

    def undo(self, at: At, *, saw: Text = "") -> Response:
        def act() -> str:
            _knowing(self.room, at, saw)
            self.room.pictures.keep(edit.undo(self.room.runtime, at.digest, at.slot), at.digest)
            return f"?view={at.view}"

        return _acted(self.room, at, act)

    def state(self, at: At, *, to: Text, saw: Text = "") -> Response:
        def act() -> str:
            edition = _present(self.room, at)
            _knowing(self.room, at, saw, to)
            if to == "approve":
                approve.approve(self.room.runtime, edition, at.digest, at.slot, by=at.editor)
            elif to in _STATES:
                approve.change(self.room.runtime, edition, _STATES[to], by=at.editor)
            else:
                raise UsageError("there is no such button")
            return f"?view={at.view}"

        return _acted(self.room, at, act)

    def sending(self, at: At, *, to: Text) -> Response:
        def act() -> str:
            edition = _present(self.room, at)
            if to == "cancel":
                recall.cancel(self.room.runtime, edition, at.digest)
            else:
                _pause_or_resume(self.room, edition, to, at.editor)
            return f"?view={at.view}"

        return _acted(self.room, at, act)

    def test(self, at: At, *, address: Text = "") -> Response:
        room = self.room
        checked = audience.addresses.canonical(address)
        if isinstance(checked, Refused):
            problem = f"That is no address to send a test to: {checked.reason}."
            return edition_page(room, at, problem=problem, status=400)
        try:
            said = send.test(room.runtime, _present(room, at), at.digest, at.slot, checked.email)
        except DigestError as error:
            return _refused(room, at, error)
        return edition_page(room, at, said=f"The test copy: {said}")

    def back_to_the_page(self, name: str, day: str, editor: Editor) -> Response:
        """For who reloads the answer to a button."""
        at = place(self.room, name, day, editor)
        return RedirectResponse(self.room.address(at.slot), status_code=303)


def _acted(room: Room, at: Place, act: Callable[[], str]) -> Response:
    """Does it and leads back; where it cannot be done, the page says why and nothing else has changed."""
    try:
        back = act()
    except DigestError as error:
        return _refused(room, at, error)
    return RedirectResponse(room.address(at.slot) + back, status_code=303)


def _refused(room: Room, at: Place, error: DigestError) -> Response:
    return edition_page(room, at, problem=faults.sentence_of(error), status=faults.status_of(error))


def _present(room: Room, at: Place) -> Edition:
    edition = room.edition(at.slot)
    if edition is None:
        raise UsageError("there is no edition of that day yet", hint="Compose it first.")
    return edition


def _knowing(room: Room, at: Place, saw: str, to: str = "") -> None:
    """Refuses what an editor would not have pressed, had their page shown the edition as it is now.

    Nobody approves what they did not see, and nobody opens again what a colleague approved meanwhile. `saw` comes from
    the page; who sends none, as programs do, knows what they do.
    """
    edition = room.edition(at.slot)
    if not saw or edition is None:
        return
    state, _, content = saw.partition(":")
    if to == "approve":
        if content != approve.content_hash(edition):
            raise UsageError(
                "the edition has changed since your page was made, and is not approved",
                hint="Look at it as it is now, then approve.",
            )
    elif edition.state is EditionState.APPROVED and state != EditionState.APPROVED:
        raise UsageError(
            "somebody approved this edition meanwhile, and nothing was changed",
            hint="Press again to change it all the same: then it needs to be approved once more.",
        )


def _pause_or_resume(room: Room, edition: Edition, to: str, editor: str) -> None:
    """What a sender in the middle looks at every second; after `resume` the service goes on with its next round."""
    if edition.state is not EditionState.SENDING:
        raise UsageError(f"the edition is {edition.state}, not on its way")
    now = room.runtime.real_now()
    with room.runtime.store.write() as db:
        match to:
            case "pause":
                store.pauses.pause(db, edition.id, f"by {editor} at the desk", now=now)
            case "resume":
                store.pauses.lift(db, edition.id, now=now)
            case _:
                raise UsageError("there is no such button")


def _decided(kind: str, value: str, topic: str, other: str) -> list[tuple[EditKind, str]]:
    """The edits that one button stands for."""
    match kind:
        case "topic":
            return [(EditKind.TOPIC, topic)]
        case "show" if topic:  # from outside the digest's topics: it needs a place first
            return [(EditKind.TOPIC, topic), (EditKind.SHOW, "")]
        case "hide" | "show" | "pin" | "unpin":
            return [(EditKind(kind), "")]
        case "out" if value:
            return [(EditKind.TAKE_OUT, "")]
        case "join" if other:
            return [(EditKind.MERGE, other)]
        case "move":
            return [(EditKind.MOVE, value)]
        case _:
            raise UsageError("there is no such button")


def _reworded(room: Room, at: Place, target: str, wanted: Mapping[EditKind, str]) -> str:
    edition = _present(room, at)
    story = next((each for each in edition.stories if each.id == target), None)
    if target and story is None:
        raise UsageError("this story is not in the edition any more")
    present = (
        [(EditKind.HEADLINE, story.headline), (EditKind.DEK, story.dek)]
        if story
        else [
            (EditKind.SUBJECT, edition.subject),
            (EditKind.PREHEADER, edition.preheader),
            (EditKind.INTRO, edition.intro),
        ]
    )
    changed = sheet.changes(present, wanted)
    for kind, text in changed:
        edit.record(room.runtime, at.digest, at.slot, kind, target=target, value=text, editor=at.editor)
    did = f"did={changed[-1][0].value}&" if changed else ""
    return f"?{did}view={at.view}#{'story-' + target if target else 'words'}"
