"""What an editor does to an edition at the desk: recorded, replayed, shown at once."""

from digest import store
from digest.errors import UsageError
from digest.model.edition import Edit, Edition, EditionState, EditKind, Slot
from digest.model.settings import Digest
from digest.morning import approve
from digest.morning import compose as composing
from digest.morning import group as grouping
from digest.runtime import Runtime

INTRO_LETTERS_MAX = 2_000
WORDING_LETTERS_MAX = 500  # a headline or dek beyond this is a paste that went wrong
MOVES_MAX = 1_000

_REGROUPS = {EditKind.MERGE, EditKind.TAKE_OUT}


def record(
    runtime: Runtime, digest: Digest, slot: Slot, kind: EditKind, *, target: str = "", value: str = "", editor: str
) -> Edition:
    """Records one decision and gives the edition as it is then.

    An edit of an approved edition reopens it. Raises UsageError where the edition is being sent or over, or the value
    is not one for this kind of edit.
    """
    reopen(runtime, slot)
    edit = Edit(
        edition=slot.id,
        kind=kind,
        target=target,
        value=_checked(kind, value, digest),
        editor=editor,
        made_at=runtime.now(),
    )
    with runtime.store.write() as db:
        store.slots.open_(db, slot)
        store.editions.add_edit(db, edit)
    if kind in _REGROUPS:
        grouping.group(runtime)
    return composing.compose(runtime, digest, slot)


def undo(runtime: Runtime, digest: Digest, slot: Slot) -> Edition:
    """Takes the newest edit back and gives the edition as it is then."""
    reopen(runtime, slot)
    with runtime.store.write() as db:
        store.editions.undo_last_edit(db, slot.id)
    return composing.compose(runtime, digest, slot)


def reopen(runtime: Runtime, slot: Slot) -> None:
    """Makes an approved edition a draft again. Raises UsageError where it is too late for that."""
    with runtime.store.read() as db:
        edition = store.editions.by_id(db, slot.id)
    if edition is None or edition.state in composing.OPEN_STATES:
        return
    if edition.state is not EditionState.APPROVED:
        raise UsageError(f"the edition is {edition.state}; it cannot be changed any more", where=edition.id)
    approve.change(runtime, edition, EditionState.DRAFT)


def _checked(kind: EditKind, value: str, digest: Digest) -> str:
    value = value.strip().replace("\r\n", "\n")
    match kind:
        case EditKind.MOVE if not (value.isdecimal() and int(value) < MOVES_MAX):
            raise UsageError("a place in a section is a whole number from 0")
        case EditKind.TOPIC if value and value not in digest.topics:
            raise UsageError(
                f'"{value}" is not a topic of this digest', hint=f"Its topics: {', '.join(digest.topics)}."
            )
        case EditKind.INTRO:
            return value[:INTRO_LETTERS_MAX]
        case _:
            return " ".join(value.split())[:WORDING_LETTERS_MAX]
