"""`digest deliveries`: what became of each edition's mails, and what the operator decides about them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta

import click

from digest import deliver, store
from digest.cli import newsroom, progress, stopping, under_way, what_next
from digest.deliver import Recalled
from digest.errors import ExitCode, UsageError
from digest.model.delivery import OutcomeState, Tally
from digest.model.edition import Edition, Slot
from digest.model.settings import Digest
from digest.morning import recall as recalling
from digest.morning import send as sending
from digest.morning import settle as settling
from digest.runtime import Runtime
from digest.store.outcomes import IDS_MAX, Exceptional

EDITIONS_SHOWN = 10
TOLD = (
    OutcomeState.UNKNOWN,
    OutcomeState.REJECTED,
    OutcomeState.DEFERRED,
    OutcomeState.SKIPPED,
    OutcomeState.BOUNCED,
    OutcomeState.COMPLAINED,
)
OPEN = (OutcomeState.UNKNOWN, OutcomeState.QUEUED, OutcomeState.SENDING, OutcomeState.DEFERRED)
DECISIONS = (OutcomeState.ACCEPTED, OutcomeState.REJECTED, OutcomeState.QUEUED)

_edition = click.argument("edition", metavar="EDITION")


@click.group("deliveries")
def deliveries_command() -> None:
    """What became of each edition's mails: status, show, pause, cancel, resume, settle, retry."""


@deliveries_command.command("status")
@click.option("--digest", "name", help="Only this digest; default: all.")
def status(name: str | None) -> None:
    """The newest editions, their readers and outcomes."""
    settings = newsroom.settings()
    with newsroom.opened(settings) as runtime:
        _settle_the_dead(runtime)
        with runtime.store.read() as db:
            editions = [
                edition
                for digest in newsroom.digests(settings, name)
                for edition in store.editions.of_digest(db, digest.name, limit=EDITIONS_SHOWN)
            ]
            tallies = {edition.id: store.tallies.of_edition(db, edition.id) for edition in editions}
            rows = [_status(db, edition, tallies[edition.id]) for edition in editions]
            held_up = [*under_way.paused(db, editions), *under_way.resting(db, runtime.real_now())]
            advice = [line for one in editions for line in _next(db, runtime, one, tallies[one.id])]
        newsroom.table([["edition", "state", "readers", "segments", "outcomes", "left out"], *rows])
        for line in (*held_up, *advice, *under_way.lines(runtime, tallies)):
            newsroom.say(line)


def _status(db: store.Connection, edition: Edition, tally: Tally) -> list[object]:
    segments = len(store.audiences.segments(db, edition.id))
    return [
        edition.id,
        edition.state,
        tally.batched,
        segments,
        progress.counted(tally.outcomes),
        progress.counted(tally.excluded),
    ]


def _settle_the_dead(runtime: Runtime) -> None:
    """What a killed sender of this machine had handed over is known, or unknown by name, before anybody asks."""
    if deliver.recover(runtime.store, runtime.var / "journal", now=runtime.real_now()):
        newsroom.say("a sender of this machine was killed; what it had in hand is settled or waits again")


def _next(db: store.Connection, runtime: Runtime, edition: Edition, tally: Tally) -> Iterator[str]:
    return what_next.lines(
        edition.id,
        edition.state,
        tally,
        next_at=store.batches.next_at(db, edition.id),
        now=runtime.real_now(),
        is_paused=store.pauses.is_paused(db, edition.id),
    )


@deliveries_command.command("pause")
@_edition
@click.option("--why", default="by the operator", help="What `status` says about it.")
def pause(edition: str, why: str) -> None:
    """Stop sending EDITION until `resume`.

    Nothing is handed over later than a second from now; what a mail service keeps until its hour is called back.
    """
    with _opened(edition) as (runtime, found, digest, _):
        with runtime.store.write() as db:
            is_new = store.pauses.pause(db, found.id, why, now=runtime.real_now())
        print(f"{edition}: paused" if is_new else f"{edition}: was paused already")
        _say_recalled(edition, recalling.kept(runtime, found, digest))


@deliveries_command.command("cancel")
@_edition
def cancel(edition: str) -> None:
    """End EDITION in the middle, for good.

    Nothing more of it is handed over, and what a mail service keeps until its hour is called back.
    """
    with _opened(edition) as (runtime, found, digest, _):
        recalled = recalling.cancel(runtime, found, digest)
        with runtime.store.read() as db:
            ended = store.editions.by_id(db, edition) or found
            tally = store.tallies.of_edition(db, edition)
    print(_line(ended, tally))
    _say_recalled(edition, recalled)


@deliveries_command.command("show")
@_edition
@click.option("--addresses", is_flag=True, help="Print readers' addresses too.")
def show(edition: str, *, addresses: bool) -> None:
    """Name what was not simply accepted.

    Warns (3) where any delivery's outcome is unknown.
    """
    with _opened(edition) as (runtime, found, _, _), runtime.store.read() as db:
        tally = store.tallies.of_edition(db, found.id)
        told = store.outcomes.of_edition(db, found.id, *TOLD)
        readers = _addresses(db, told) if addresses else {}
        advice = tuple(_next(db, runtime, found, tally))
    newsroom.say(_line(found, tally))
    for line in advice:
        newsroom.say(line)
    if told:
        head = ["delivery", "subscription", "outcome", "code", "detail", *(["address"] if addresses else [])]
        newsroom.table([head, *(_row(one, readers if addresses else None) for one in told)])
    newsroom.finish(_code(tally, OutcomeState.UNKNOWN))


@deliveries_command.command("resume")
@_edition
def resume(edition: str) -> None:
    """Go on sending EDITION; nobody has it twice.

    Also where it was paused or its sender was killed. Warns (3) where any delivery is still open.
    """
    with stopping.gently() as stop, _opened(edition) as (runtime, found, digest, slot):
        with runtime.store.write() as db:
            store.pauses.lift(db, found.id, now=runtime.real_now())
        with progress.drawn() as report:
            # What is handed over ahead leaves at its hour; else the operator's word is as good as the hour.
            early = sending.ahead(runtime, digest) == timedelta()
            sent, tally = sending.send(runtime, found, digest, slot, report=report, stop=stop, early=early)
        print(_line(sent, tally))
        with runtime.store.read() as db:
            advice = tuple(_next(db, runtime, sent, tally))
    for line in advice:
        newsroom.say(line)
    newsroom.finish(_code(tally, *OPEN))


@deliveries_command.command("settle")
@_edition
@click.option(
    "--as",
    "state",
    type=click.Choice([str(state) for state in DECISIONS]),
    help="accepted: they have it. rejected: they do not, and will not. queued: send it to them again.",
)
def settle(edition: str, state: str | None) -> None:
    """Find out or decide what became of the unknown.

    By evidence (mail log, the service's word) first; about the rest --as decides. Without it, warns (3) where any
    delivery stays unknown.
    """
    with _opened(edition) as (runtime, before, digest, _):
        if said := settling.told(settling.by_evidence(runtime, before, digest)):
            print(f"{edition}: by evidence, {said}")
        with runtime.store.read() as db:
            found = store.editions.by_id(db, edition) or before  # what is queued again may have reopened it
            tally = store.tallies.of_edition(db, edition)
            advice = tuple(_next(db, runtime, found, tally))
        if state is not None:
            settled = settling.unknowns(runtime, found, OutcomeState(state))
    if state is None:
        for line in (_line(found, tally), *advice):
            newsroom.say(line)
        newsroom.finish(_code(tally, OutcomeState.UNKNOWN))
        return
    _say_settled(found, settled, f"unknown settled as {state}", is_queued=state == OutcomeState.QUEUED)


@deliveries_command.command("retry")
@_edition
def retry(edition: str) -> None:
    """Queue again what was rejected or put off."""
    with _opened(edition) as (runtime, found, _, _):
        settled = settling.retry(runtime, found)
    _say_settled(found, settled, "queued again", is_queued=True)


@contextmanager
def _opened(edition: str) -> Iterator[tuple[Runtime, Edition, Digest, Slot]]:
    """The edition with what it takes to send it. Raises UsageError where there is none of this name."""
    settings = newsroom.settings()
    name, _, day = edition.partition("/")
    try:
        on = date.fromisoformat(day)
        (digest,) = newsroom.digests(settings, name)
        slot, as_of = newsroom.the_slot(settings, digest, on)
    except ValueError:
        raise UsageError(
            f'"{edition}" is no edition', where="EDITION", hint="Write <digest>/<date>, as status shows it."
        ) from None
    with newsroom.opened(settings, as_of=as_of) as runtime:
        _settle_the_dead(runtime)
        with runtime.store.read() as db:
            found = store.editions.by_id(db, edition)
        if found is None:
            raise UsageError("this edition was not made yet", where=edition, hint="See: digest deliveries status")
        yield runtime, found, digest, slot


def _say_recalled(edition: str, recalled: Recalled) -> None:
    if said := recalling.told(recalled):
        print(f"{edition}: {said}")


def _say_settled(found: Edition, settled: settling.Settled, what: str, *, is_queued: bool) -> None:
    further = f"; send with: digest deliveries resume {found.id}" if is_queued and settled.done else ""
    print(f"{found.id}: {settled.done} {what}{further}")
    if settled.busy:
        newsroom.say(f"{found.id}: {settled.busy} are in a batch that is being sent right now; try again later")
        newsroom.finish(ExitCode.LOCKED)


def _line(edition: Edition, tally: Tally) -> str:
    return (
        f"{edition.id}: {edition.state}, {tally.batched} readers: {progress.counted(tally.outcomes) or 'nothing sent'}"
    )


def _code(tally: Tally, *states: OutcomeState) -> ExitCode:
    return ExitCode.WARNINGS if any(count for state, count in tally.outcomes if state in states) else ExitCode.OK


def _row(one: Exceptional, readers: dict[int, str] | None) -> list[object]:
    address = [] if readers is None else [readers.get(one.subscriber or 0, "erased")]
    return [one.delivery, one.subscription, one.state, one.code, one.detail, *address]


def _addresses(db: store.Connection, told: Sequence[Exceptional]) -> dict[int, str]:
    ids = sorted({one.subscriber for one in told if one.subscriber is not None})
    found: dict[int, str] = {}
    for start in range(0, len(ids), IDS_MAX):
        found |= store.outcomes.addresses(db, ids[start : start + IDS_MAX])
    return found
