"""The statements that take up the next free batch of an edition, all in one: two senders never have the same."""

from datetime import datetime
from enum import Enum, auto

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    ScalarSelect,
    Update,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    true,
    update,
)

from digest.model.delivery import BatchState, OutcomeState
from digest.model.edition import EditionState
from digest.store.schema import batches, editions, exceptions, pauses


class Which(Enum):
    """Of which hours batches are taken."""

    DUE = auto()
    EARLY = auto()
    AHEAD = auto()


_IN_DOUBT = exists().where(exceptions.c.batch == batches.c.id, exceptions.c.state == OutcomeState.UNKNOWN)
_IS_UNTOUCHED = and_(
    batches.c.accepted == 0, ~_IN_DOUBT, or_(batches.c.state == BatchState.READY, batches.c.kept.is_(None))
)
"""Nothing of the batch was handed over before: what is handed over ahead can be called back only as a whole."""


def _is_free(which: Which, now: BindParameter[datetime]) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Whether a batch was left by a sender that let its lease end, and whether it waits."""
    due, ready = batches.c.due_at, batches.c.ready_at
    first, last = (bindparam(name, type_=due.type) for name in ("ahead_from", "ahead_to"))
    # One that was given back before its hour is ready at once, and still must not leave before it.
    in_time, is_ready = {
        Which.DUE: (due <= now, ready <= now),
        Which.EARLY: (true(), or_(ready <= now, batches.c.attempts == 0)),
        Which.AHEAD: (or_(due <= now, and_(due.between(first, last), _IS_UNTOUCHED)), or_(ready <= now, ready == due)),
    }[which]
    is_left = and_(batches.c.state == BatchState.CLAIMED, batches.c.lease_until <= now)
    return and_(in_time, is_left), and_(batches.c.state == BatchState.READY, in_time, is_ready)


def _taking(which: Which) -> Update:
    """Takes the first batch that is free, those first that were left; `Which` says of which hours. Of one that nobody
    held before all places are open, so that its first window is under way at once.
    """
    now = bindparam("now", type_=batches.c.ready_at.type)
    left, waiting = _is_free(which, now)
    # Asked one after the other, each by its index: together they are looked for among all batches, done ones too.
    first = func.coalesce(_first(left), _first(waiting))
    # The state is asked again outside: two claims that PostgreSQL lets wait for one row must not both have it.
    return (
        update(batches)
        .where(batches.c.id == first, or_(left, waiting))
        .values(
            state=BatchState.CLAIMED,
            owner=bindparam("new_owner"),
            lease_until=bindparam("until"),
            epoch=batches.c.epoch + 1,
            attempts=batches.c.attempts + 1,
            handed_to=case((batches.c.epoch > 0, batches.c.handed_to), else_=_lesser(bindparam("window"))),
        )
    )


def _first(free: ColumnElement[bool]) -> ScalarSelect[int]:
    """The first such batch of an edition that is neither cancelled nor paused."""
    this = bindparam("of_edition", type_=batches.c.edition.type)
    cancelled = exists().where(editions.c.id == this, editions.c.state == EditionState.CANCELLED)
    paused = exists().where(pauses.c.edition == this, pauses.c.lifted_at.is_(None))
    return (
        select(batches.c.id)
        .where(batches.c.edition == this, free, ~cancelled, ~paused)
        .order_by(batches.c.ready_at, batches.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )


def _lesser(window: BindParameter[int]) -> ColumnElement[int]:
    return case((batches.c.size < window, batches.c.size), else_=window)


# Built once: a sender asks for every batch.
TAKE = {which: _taking(which).returning(batches) for which in Which}
"""What takes a batch of such hours, and answers with its row.

Values: `now`, `of_edition`, `new_owner`, `until` (of the lease), `window`; AHEAD: `ahead_from` and `ahead_to` (hours).
"""
