"""Deliveries of unknown outcome: settled by evidence, else by the operator or the digest's policy; and second tries."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path

from digest import deliver, mail, store
from digest.deliver import mail_log, returned
from digest.deliver.mail_log import Fate, Trace
from digest.errors import LockedError, UsageError
from digest.model.delivery import OutcomeState, Receipt, ReceiptKind
from digest.model.edition import Edition, EditionState
from digest.model.settings import Digest, Settings, Unknown
from digest.runtime import Runtime
from digest.store import Connection
from digest.store.outcomes import Exceptional

SILENCE = timedelta(hours=25)  # SendGrid tells again for up to 24 hours what nobody took
GIVEN_UP = timedelta(minutes=10)  # after that, evidence that is quick has come
TRIES_MAX = 3  # of a batch whose mails are sent again blindly: a server that never answers is not fed for ever
WORTH_A_TRY = (OutcomeState.REJECTED, OutcomeState.DEFERRED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """How many deliveries were decided; `busy` ones are in a batch that is being sent right now, and stay."""

    done: int
    busy: int


def unknowns(runtime: Runtime, edition: Edition, state: OutcomeState) -> Settled:
    """Decides what became of all deliveries of unknown outcome: accepted, rejected, or queued for the next send."""

    def decide(db: Connection, batch: int, ids: list[int], now: datetime) -> int:
        return store.outcomes.settle(db, batch, ids, state, now=now)

    return _decided(runtime, edition, (OutcomeState.UNKNOWN,), decide, queued=state is OutcomeState.QUEUED)


@dataclass(slots=True, kw_only=True)
class Evidence:
    """How many unknown deliveries evidence has settled."""

    taken: int = 0
    """They were accepted, whatever became of them later."""
    queued: int = 0
    """They never arrived, and are sent with the next send."""
    lost: int = 0
    """They never arrived, and it is too late."""


def may_be_settled(settings: Settings, digest: Digest) -> bool:
    """Whether anything but an operator may settle the digest's deliveries of unknown outcome."""
    way = settings.transports[digest.transport]
    return bool(way.mail_log or way.webhook_key) or digest.unknown is Unknown.SEND_AGAIN


def by_evidence(runtime: Runtime, edition: Edition, digest: Digest) -> Evidence:
    """Settles what the transport's mail log or the silence of its webhook proves; the rest stays unknown.

    Raises TransportError where the log cannot be read.
    """
    found = Evidence()
    with runtime.store.read() as db:
        unknown = store.outcomes.unknowns(db, edition.id)
    way = runtime.settings.transports[digest.transport]
    if unknown and way.mail_log:
        _by_log(runtime, edition, digest, unknown, path=way.mail_log, found=found)
    if unknown and way.webhook_key:
        # Mails that were handed over ahead of their hour are told of from that hour on.
        over = runtime.real_now() - SILENCE - timedelta(minutes=way.ahead_minutes)
        _by_silence(runtime, edition, unknown, found, over=over)
    return found


def told(found: Evidence) -> str:
    """In words, but for what there was none of; empty where nothing was settled."""
    words = {"had arrived": found.taken, "had not and are queued": found.queued, "had not": found.lost}
    return ", ".join(f"{count} {what}" for what, count in words.items() if count)


def by_policy(runtime: Runtime, edition: Edition, digest: Digest) -> int:
    """Queues again what no evidence settled, where the digest's policy says so, and not for ever; how many."""
    if digest.unknown is not Unknown.SEND_AGAIN or edition.state is EditionState.CANCELLED:
        return 0
    now = runtime.real_now()

    def decide(db: Connection, batch: int, ids: list[int], at: datetime) -> int:
        if not store.batches.is_fresh(db, batch, attempts_max=TRIES_MAX):
            return 0
        return store.outcomes.settle(db, batch, ids, OutcomeState.QUEUED, now=at)

    return _decided(
        runtime, edition, (OutcomeState.UNKNOWN,), decide, queued=True, chosen=lambda one: one.at <= now - GIVEN_UP
    ).done


def _by_log(
    runtime: Runtime,
    edition: Edition,
    digest: Digest,
    unknown: Sequence[Exceptional],
    *,
    path: Path,
    found: Evidence,
) -> None:
    domain = mail.sender_domain(digest.sender)
    ids = {mail.message_id(edition.id, one.subscription, domain): one for one in unknown}
    now = runtime.real_now()
    log = mail_log.read(path, frozenset(ids), now=now)
    receipts = [_receipt(ids[id], trace) for id, trace in log.traces.items() if trace.fate is not Fate.BEGUN]
    if receipts:
        taken = deliver.take_in(runtime.store, receipts, now=now, most=runtime.settings.deliveries)
        found.taken += taken.settled
    with runtime.store.read() as db:
        begun_at = store.audiences.frozen_at(db, edition.id)
    never = {
        one.subscription
        for id, one in ids.items()
        if begun_at and log.proves_absent(id, begun_at=begun_at, given_up_at=one.at)
    }
    if never:
        found.queued += _settled(runtime, edition, OutcomeState.QUEUED, lambda one: one.subscription in never)


def _by_silence(
    runtime: Runtime, edition: Edition, unknown: Sequence[Exceptional], found: Evidence, *, over: datetime
) -> None:
    """A service that tells of every mail, and told of others of this edition, tells for a day; then no more comes."""
    with runtime.store.read() as db:
        is_heard = store.receipts.any_of(db, edition.id)
    if is_heard and any(one.at <= over for one in unknown):
        found.lost += _settled(runtime, edition, OutcomeState.REJECTED, lambda one: one.at <= over)


def _receipt(one: Exceptional, trace: Trace) -> Receipt:
    kinds = {Fate.SENT: ReceiptKind.DELIVERED, Fate.BOUNCED: ReceiptKind.BOUNCED}
    kind = kinds.get(trace.fate, ReceiptKind.PROCESSED)
    bounce = returned.bounce_class(trace.code) if kind is ReceiptKind.BOUNCED else None
    return Receipt(one.batch, one.subscription, kind, one.at, bounce, trace.code if bounce else "")


def _settled(runtime: Runtime, edition: Edition, state: OutcomeState, chosen: Callable[[Exceptional], bool]) -> int:
    def decide(db: Connection, batch: int, ids: list[int], now: datetime) -> int:
        return store.outcomes.settle(db, batch, ids, state, now=now)

    queued = state is OutcomeState.QUEUED
    return _decided(runtime, edition, (OutcomeState.UNKNOWN,), decide, queued=queued, chosen=chosen).done


def retry(runtime: Runtime, edition: Edition) -> Settled:
    """Queues again what was rejected or put off; whoever left or was suppressed since still gets nothing."""

    def decide(db: Connection, batch: int, ids: list[int], now: datetime) -> int:
        return store.outcomes.retry(db, batch, ids, now=now)

    return _decided(runtime, edition, WORTH_A_TRY, decide, queued=True)


def _decided(
    runtime: Runtime,
    edition: Edition,
    states: tuple[OutcomeState, ...],
    decide: Callable[[Connection, int, list[int], datetime], int],
    *,
    queued: bool,
    chosen: Callable[[Exceptional], bool] = lambda _: True,
) -> Settled:
    """All of them and the edition's state in one transaction: what is queued again belongs to no edition that is over.

    Raises UsageError where the edition was cancelled, LockedError where somebody changed it meanwhile.
    """
    if queued and edition.state is EditionState.CANCELLED:
        raise UsageError("the edition is cancelled, nothing of it is sent any more", where=edition.id)
    now = runtime.real_now()
    with runtime.store.write() as db:
        found = [one for one in store.outcomes.of_edition(db, edition.id, *states) if chosen(one)]
        done = sum(
            decide(db, batch, [one.subscription for one in some], now) for batch, some in groupby(found, key=_batch)
        )
        if done and queued and edition.state is EditionState.SENT:
            again = replace(edition, state=EditionState.SENDING, version=edition.version + 1)
            if not store.editions.put(db, again, now=now):
                raise LockedError("somebody else changed this edition just now", where=edition.id, hint="Try again.")
    return Settled(done=done, busy=len(found) - done)


def _batch(one: Exceptional) -> int:
    return one.batch
