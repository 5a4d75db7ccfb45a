"""What operator and editors have to know about deliveries: each matter once, as a notice."""

import logging
from datetime import timedelta

from digest import deliver, store
from digest.errors import DigestError
from digest.model.delivery import OutcomeState, Tally
from digest.model.edition import Edition, EditionState, Slot
from digest.model.notice import Notice, NoticeKind
from digest.model.settings import Digest
from digest.morning import settle
from digest.people import notices
from digest.runtime import Runtime

log = logging.getLogger(__name__)

COMPLAINTS_OF = timedelta(days=7)  # complaints come for days; mail services look at about as long


def is_paused(runtime: Runtime, edition: Edition, digest: Digest) -> bool:
    """Whether nothing of the edition may leave now; pauses it where its digest's last editions drew many complaints."""
    now = runtime.real_now()
    with runtime.store.read() as db:
        pause = store.pauses.of(db, edition.id)
        lately = store.pauses.returns_of_digest(db, digest.name, since=now - COMPLAINTS_OF) if pause is None else None
    if lately is None:
        return pause is not None and pause.lifted_at is None
    why = deliver.complaints(lately, runtime.settings.deliveries)
    if why:
        with runtime.store.write() as db:
            store.pauses.pause(db, edition.id, f"{why}, in the last {COMPLAINTS_OF.days} days", now=now)
    return bool(why)


def after_sending(runtime: Runtime, edition: Edition, digest: Digest, tally: Tally) -> None:
    """Alerts to a pause, and to deliveries that only the operator can decide about; reports an edition that is sent."""
    with runtime.store.read() as db:
        pause = store.pauses.of(db, edition.id)
    if pause and pause.lifted_at is None:
        what = f"{edition.id} is paused: {pause.reason}"
        _tell(runtime, digest, what, about=f"pause {edition.id} {pause.since.isoformat()}")
    if edition.state is EditionState.SENT and digest.report_to:
        _report(runtime, edition, digest, tally, to=digest.report_to)
    if deliver.is_done(tally) and not settle.may_be_settled(runtime.settings, digest):
        _tell_unknown(runtime, edition, digest, dict(tally.outcomes).get(OutcomeState.UNKNOWN, 0))


def failed(runtime: Runtime, slot: Slot, digest: Digest, error: DigestError) -> None:
    """Alerts to an edition that cannot go on, the first time; nobody may be reading the log at its hour."""
    said = str(error)
    what = said if said.startswith(slot.id) else f"{slot.id}: {said}"
    _tell(runtime, digest, what, about=f"failed {slot.id}")


def undecided(runtime: Runtime, edition: Edition, digest: Digest) -> None:
    """Alerts to deliveries whose evidence should have come by now."""
    with runtime.store.read() as db:
        unknown = store.outcomes.unknowns(db, edition.id)
    over = runtime.real_now() - settle.GIVEN_UP
    _tell_unknown(runtime, edition, digest, sum(one.at <= over for one in unknown))


def _tell_unknown(runtime: Runtime, edition: Edition, digest: Digest, count: int) -> None:
    if count:
        what = f"{edition.id}: of {count} deliveries nobody knows whether they arrived"
        _tell(runtime, digest, what, about=f"unknown {edition.id}")


def _tell(runtime: Runtime, digest: Digest, what: str, *, about: str) -> None:
    with runtime.store.write() as db:
        if not store.alerts.is_first(db, about, now=runtime.real_now()):
            return
        notices.alert(db, runtime, what, digest=digest)
    log.warning("%s", what)


def _report(runtime: Runtime, edition: Edition, digest: Digest, tally: Tally, *, to: str) -> None:
    """The morning in one mail to the editors, once: outcomes, and what was wrong with sources."""
    told = Notice(
        kind=NoticeKind.MORNING_REPORT,
        title=digest.title,
        url=f"{runtime.settings.newsroom.public_url}/desk/",
        day=edition.date,
        outcomes=tally.outcomes,
        faults=edition.faults,
    )
    with runtime.store.write() as db:
        if store.alerts.is_first(db, f"report {edition.id}", now=runtime.real_now()):
            notices.queue(db, runtime, told, digest=digest, email=to)
