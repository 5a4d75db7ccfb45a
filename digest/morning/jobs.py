"""What the service does of itself: which jobs are due at a moment, and what each does."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from digest import schedule, store
from digest.engine import Jobs, Payload
from digest.errors import DigestError, LockedError, StoreError
from digest.model.edition import Edition, EditionState, Slot, Span
from digest.model.fault import Fault
from digest.model.settings import Digest
from digest.morning import alerts, mailboxes, recall, render, run, settle
from digest.morning import collect as collecting
from digest.morning import compose as composing
from digest.morning import forget as forgetting
from digest.morning import gather as gathering
from digest.morning import group as grouping
from digest.morning import send as sending
from digest.morning.advance import Step, next_step
from digest.people import join, notices
from digest.progress import Progress
from digest.runtime import Runtime

log = logging.getLogger(__name__)

UNFINISHED = (EditionState.DRAFT, EditionState.HELD, EditionState.APPROVED, EditionState.SENDING)
UNDECIDED_FOR = timedelta(days=3)  # evidence that has not come by then does not come
LOOK_AGAIN = timedelta(minutes=5)  # a mail log may be long
STEPS_MAX = 6  # compose, approve, send and some to spare: an edition that wants more goes round in circles


def table(runtime: Runtime, stopping: Callable[[], bool]) -> Jobs:
    """Job name → what it does."""
    return {
        "collect": partial(collect, runtime),
        "advance": partial(advance, runtime, stopping),
        "settle": partial(settle_unknown, runtime, {}),
        "recall": partial(look_after_kept, runtime),
        "mailboxes": partial(read_mailboxes, runtime, mailboxes.Rounds()),
        "notices": partial(send_notices, runtime, stopping),
        "tidy": partial(tidy, runtime),
        "forget": partial(forget, runtime, {}),
    }


def due(runtime: Runtime) -> Iterator[tuple[str, Payload]]:
    """The jobs that are due now: notices to send, sources and mailboxes to visit, slots to carry on.

    A clock need only ask, as often as it likes.
    """
    if notices.is_due(runtime):
        yield "notices", {}
    if join.needs_tidying(runtime):
        yield "tidy", {}
    yield "forget", {}
    yield "collect", {}
    yield from (("settle", {"edition": edition}) for edition in _undecided(runtime))
    with runtime.store.read() as db:
        yield from (("recall", {"edition": edition}) for edition in store.kept.unsettled(db))
    if runtime.settings.mailboxes:
        yield "mailboxes", {}
    now = runtime.now()
    for digest in runtime.settings.digests.values():
        for slot in schedule.due(digest, now):
            yield "advance", _payload(slot)
        for slot in gathering.waiting(runtime, digest, now):
            yield "advance", _payload(slot)
    with runtime.store.read() as db:
        unfinished = store.editions.in_states(db, *UNFINISHED)
    for edition in unfinished:
        if edition.digest in runtime.settings.digests:
            yield "advance", _payload(edition)


def _payload(of: Slot | Edition) -> Payload:
    return {"digest": of.digest, "date": of.date.isoformat(), "span": of.span.value}


def _undecided(runtime: Runtime) -> Sequence[str]:
    """Editions of the last days with deliveries of unknown outcome that evidence or policy may settle."""
    settings = runtime.settings
    names = [digest.name for digest in settings.digests.values() if settle.may_be_settled(settings, digest)]
    if not names:
        return ()
    with runtime.store.read() as db:
        return store.outcomes.undecided(db, names, since=runtime.real_now() - UNDECIDED_FOR)


def settle_unknown(runtime: Runtime, looked_at: dict[str, datetime], payload: Payload) -> None:
    """Settles deliveries of unknown outcome by evidence, then by the digest's policy; each edition now and then."""
    now = runtime.real_now()
    if now < looked_at.get(payload["edition"], now) + LOOK_AGAIN and payload["edition"] in looked_at:
        return
    looked_at[payload["edition"]] = now
    with runtime.store.read() as db:
        edition = store.editions.by_id(db, payload["edition"])
    if edition is None:
        return
    digest = runtime.settings.digests[edition.digest]
    try:
        found = settle.by_evidence(runtime, edition, digest)
        if said := settle.told(found):
            log.info("%s: of unknown deliveries, %s", edition.id, said)
        elif again := settle.by_policy(runtime, edition, digest):
            log.warning("%s: %d deliveries of unknown outcome are sent again, as config says", edition.id, again)
        alerts.undecided(runtime, edition, digest)
    except LockedError:
        return  # somebody else is at it
    except DigestError as error:
        log.error("%s", error)  # noqa: TRY400 (a fault in one line; its traceback would tell the operator nothing)


def look_after_kept(runtime: Runtime, payload: Payload) -> None:
    """Calls back what a mail service keeps of an edition, where it is in doubt or must not leave any more."""
    with runtime.store.read() as db:
        edition = store.editions.by_id(db, payload["edition"])
    digest = runtime.settings.digests.get(edition.digest) if edition else None
    if edition is None or digest is None:
        return
    try:
        if said := recall.told(recall.kept(runtime, edition, digest)):
            log.warning("%s: %s", edition.id, said)
    except LockedError:
        return  # somebody else is at it
    except DigestError as error:
        log.error("%s", error)  # noqa: TRY400 (a fault in one line; its traceback would tell the operator nothing)


def read_mailboxes(runtime: Runtime, rounds: mailboxes.Rounds, payload: Payload) -> None:
    """Reads the mailboxes whose turn it is."""
    del payload
    rounds.go(runtime)


def collect(runtime: Runtime, payload: Payload) -> None:
    """Visits the sources whose time has come; stories follow what they bring."""
    del payload
    done = collecting.collect(runtime, report=_silent, due_only=True)
    for fault in done.faults:
        log.warning("%s", fault)
    if done.articles:
        log.info("collected %d new articles; %d stories", done.articles, grouping.group(runtime))


def send_notices(runtime: Runtime, stopping: Callable[[], bool], payload: Payload) -> None:
    """Hands over the notices that wait; says how many, never to whom."""
    del payload
    sent = notices.send(runtime, stop=stopping)
    for fault in sent.faults:
        log.warning("notices: %s", fault)
    if sent.outcomes:
        log.info("notices: %s", ", ".join(f"{n} {state}" for state, n in sent.outcomes.items()))


def tidy(runtime: Runtime, payload: Payload) -> None:
    """Forgets sign-ups that nobody confirmed in time."""
    del payload
    join.tidy(runtime)


def forget(runtime: Runtime, done_on: dict[str, date], payload: Payload) -> None:
    """Once a day: of deliveries long past only the counts stay."""
    del payload
    today = runtime.real_now().date()
    if done_on.get("") != today:
        done_on[""] = today
        forgetting.forget(runtime)


def advance(runtime: Runtime, stopping: Callable[[], bool], payload: Payload) -> None:
    """Carries a slot's edition on until nothing more is due for it now."""
    digest = runtime.settings.digests[payload["digest"]]
    slot = schedule.slot(digest, date.fromisoformat(payload["date"]), Span(payload["span"]))
    one_step = _one_step if slot.span is Span.DAY else _one_step_of_span
    try:
        for _ in range(STEPS_MAX):
            if stopping() or not one_step(runtime, digest, slot, stopping):
                return
    except LockedError:
        return  # another worker is at it
    except DigestError as error:
        log.error("%s", error)  # noqa: TRY400 (a fault in one line; its traceback would tell the operator nothing)
        if not isinstance(error, StoreError):  # which could not keep the alert either
            alerts.failed(runtime, slot, digest, error)


def make(runtime: Runtime, digest: Digest, slot: Slot) -> Edition:
    """Collects, groups and composes the slot's edition, and decides nothing about it."""
    with run.holding(runtime, slot):
        return _prepare(runtime, digest, slot)


def _one_step(runtime: Runtime, digest: Digest, slot: Slot, stopping: Callable[[], bool]) -> bool:
    """Does what is due; False where nothing is, or no more for now."""
    step = _next_step(runtime, digest, slot)
    match step:
        case Step.WAIT | Step.NOTHING:
            return False
        case Step.SEND:
            return _send(runtime, digest, slot, stopping)
        case _:
            with run.holding(runtime, slot):
                # Another service may have done it while we waited for the slot: look again.
                if _next_step(runtime, digest, slot) is step:
                    edition, why = run.decide(runtime, _prepare(runtime, digest, slot), digest, slot, step)
                    _say(edition, why)
            return True


def _next_step(runtime: Runtime, digest: Digest, slot: Slot) -> Step:
    return next_step(slot, _edition(runtime, slot), digest, runtime.now(), ahead=sending.ahead(runtime, digest))


def _one_step_of_span(runtime: Runtime, digest: Digest, slot: Slot, stopping: Callable[[], bool]) -> bool:
    """The same for an edition over a span, which follows the day's and is decided on by nobody."""
    edition = _edition(runtime, slot)
    if edition is not None:
        is_due = _next_step(runtime, digest, slot) is Step.SEND
        return is_due and _send(runtime, digest, slot, stopping)
    day = schedule.slot(digest, slot.date)
    if runtime.now() > slot.expires_at or not gathering.is_over(_edition(runtime, day), day, runtime):
        return False
    with run.holding(runtime, slot):
        _say(gathering.gather(runtime, digest, slot), ())
    return True


def _prepare(runtime: Runtime, digest: Digest, slot: Slot) -> Edition:
    collected = collecting.collect(runtime, report=_silent, due_only=True)
    grouping.group(runtime)
    edition = composing.compose(runtime, digest, slot, faults=collected.faults or None)
    pictures = render.host_images(runtime, edition, digest)
    _say(edition, (*run.sync_lists(runtime, digest), *collected.faults, *pictures))
    return edition


def _say(edition: Edition, faults: Sequence[Fault]) -> None:
    log.info("%s: %s, %d stories", edition.id, edition.state, len(edition.stories))
    for fault in faults:
        log.warning("%s", fault)


def _send(runtime: Runtime, digest: Digest, slot: Slot, stopping: Callable[[], bool]) -> bool:
    edition = _edition(runtime, slot)
    if edition is None:
        return False
    sent, tally = sending.send(runtime, edition, digest, slot, report=_silent, stop=stopping)
    if sent.state is EditionState.SENT:
        log.info("%s: sent, %s", sent.id, ", ".join(f"{n} {state}" for state, n in tally.outcomes if n))
    return False  # what is due later waits for a later tick


def _edition(runtime: Runtime, slot: Slot) -> Edition | None:
    with runtime.store.read() as db:
        return store.editions.by_id(db, slot.id)


def _silent(_progress: Progress) -> None:
    """The service logs; nobody watches a bar."""
