"""The stages of a morning, as commands; `digest run` is all of them."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from datetime import date
from typing import Any

import click

from digest import audience, store
from digest.cli import newsroom, progress, stopping
from digest.errors import DigestError, ExitCode, UsageError
from digest.model.delivery import OutcomeState
from digest.model.edition import Edition, EditionState, Slot
from digest.model.fault import Fault
from digest.model.settings import Digest
from digest.model.transport import TransportKind
from digest.morning import approve as approving
from digest.morning import collect as collecting
from digest.morning import compose as composing
from digest.morning import group as grouping
from digest.morning import preview as previewing
from digest.morning import proof, render
from digest.morning import run as running
from digest.morning import send as sending
from digest.runtime import Runtime

EDITOR = "the command line"
YEARS = range(1970, 2200)  # outside of them no edition was or will be


def _date(_context: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    if value is None:
        return None
    try:
        day = date.fromisoformat(value)
    except ValueError:
        day = date.min
    if day.year not in YEARS:
        raise UsageError(f'"{value}" is not a date', where="--date", hint="Write it as 2026-03-12.")
    return day


def _of_edition(command: Callable[..., Any]) -> Callable[..., Any]:
    """--date and --digest, as every stage takes them."""
    day = click.option(
        "--date", "day", callback=_date, help="Local date of the edition; the clock is set to its cutoff."
    )
    name = click.option("--digest", "name", help="Only this digest; default: all.")
    return day(name(command))


@contextmanager
def _each(day: date | None, name: str | None) -> Iterator[Iterator[tuple[Runtime, Digest, Slot]]]:
    """For each digest: the equipment with its clock set, the digest, and the slot of the date."""
    settings = newsroom.settings()

    def every() -> Generator[tuple[Runtime, Digest, Slot], None, None]:
        for digest in newsroom.digests(settings, name):
            slot, as_of = newsroom.the_slot(settings, digest, day)
            with newsroom.opened(settings, as_of=as_of) as runtime:
                yield runtime, digest, slot

    # Closed here, also after an error: the equipment must not wait for the interpreter's end.
    with closing(every()) as each:
        yield each


@click.command("run")
@_of_edition
@click.option("--send/--no-send", default=True, help="Stop before sending; default: send.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def run_command(day: date | None, name: str | None, *, send: bool, as_json: bool) -> None:
    """The whole morning for one date: collect, group, compose, approve by the digest's rule, send."""
    editions: list[dict[str, object]] = []
    codes: list[ExitCode] = []
    with stopping.gently() as stop, _each(day, name) as each:
        for runtime, digest, slot in each:
            try:
                with progress.drawn() as report:
                    ran = running.run(runtime, digest, slot, send=send, report=report, stop=stop)
            except DigestError as error:  # one digest's fault does not end the others' morning
                newsroom.say(f"digest: {error}")
                codes.append(error.exit_code)
                continue
            newsroom.tell((*ran.faults, *_rejected(ran)))
            editions.append(_as_json(runtime, digest, ran))
            codes.append(_code(ran))
            if not as_json:
                _print_ran(runtime, digest, ran)
            if send and stop():
                break
    if as_json:
        newsroom.print_json({"date": editions[0]["date"] if editions else None, "editions": editions})
    newsroom.finish(max(codes, default=ExitCode.OK))


@click.command("collect")
@_of_edition
@click.option("--source", "sources", multiple=True, help="Only the source of this id; may be repeated.")
def collect_command(day: date | None, name: str | None, sources: tuple[str, ...]) -> None:
    """Fetch what the sources have published, and store it."""
    settings = newsroom.settings()
    for unknown in set(sources) - {source.id for source in settings.sources}:
        raise UsageError(f'there is no source "{unknown}"', where="--source", hint="See: digest sources list")
    digest = newsroom.digests(settings, name)[0]
    _, as_of = newsroom.the_slot(settings, digest, day)
    with newsroom.opened(settings, as_of=as_of) as runtime, progress.drawn() as report:
        done = collecting.collect(runtime, report=report, only=sources)
    newsroom.tell(done.faults)
    print(f"{done.articles} new articles from {done.sources} sources")
    newsroom.finish(ExitCode.WARNINGS if done.faults else ExitCode.OK)


@click.command("group")
@_of_edition
def group_command(day: date | None, name: str | None) -> None:
    """Group the articles of the last days into stories."""
    settings = newsroom.settings()
    _, as_of = newsroom.the_slot(settings, newsroom.digests(settings, name)[0], day)
    with newsroom.opened(settings, as_of=as_of) as runtime:
        print(f"{grouping.group(runtime)} stories")


@click.command("compose")
@_of_edition
def compose_command(day: date | None, name: str | None) -> None:
    """Make the draft of the edition, or make it anew."""
    with _each(day, name) as each:
        for runtime, digest, slot in each:
            with running.holding(runtime, slot):
                edition = composing.compose(runtime, digest, slot)
            print(f"{edition.id}: {edition.state}, {len(edition.stories)} stories: {edition.subject}")


@click.command("preview")
@_of_edition
def preview_command(day: date | None, name: str | None) -> None:
    """Write the edition as page, text and mail, and print where."""
    with _each(day, name) as each:
        for runtime, digest, slot in each:
            edition = composing.compose(runtime, digest, slot)
            wrote = previewing.preview(runtime, edition, digest, slot)
            newsroom.table([["page", wrote.html], ["text", wrote.text], ["mail", wrote.mail]])


@click.command("check")
@_of_edition
def check_command(day: date | None, name: str | None) -> None:
    """Check the edition as it would be checked before sending."""
    code = ExitCode.OK
    with _each(day, name) as each:
        for runtime, digest, slot in each:
            edition = composing.compose(runtime, digest, slot)
            found = proof.findings(runtime, edition, digest, slot)
            for finding in found:
                print(f"{edition.id}: {finding.severity}: {finding}")
            if found:
                code = max(code, ExitCode.WARNINGS)
            else:
                print(f"{edition.id}: all checks passed")
    newsroom.finish(code)


@click.command("approve")
@_of_edition
def approve_command(day: date | None, name: str | None) -> None:
    """Approve the edition for sending."""
    with _each(day, name) as each:
        for runtime, digest, slot in each:
            edition = composing.compose(runtime, digest, slot)
            render.host_images(runtime, edition, digest)
            edition = approving.approve(runtime, edition, digest, slot, by=EDITOR)
            print(f"{edition.id}: {edition.state}")


@click.command("hold")
@_of_edition
def hold_command(day: date | None, name: str | None) -> None:
    """Hold the edition back until somebody approves it."""
    with _each(day, name) as each:
        for runtime, digest, slot in each:
            edition = composing.compose(runtime, digest, slot)
            edition = approving.change(runtime, edition, EditionState.HELD)
            print(f"{edition.id}: {edition.state}")


@click.command("send")
@_of_edition
def send_command(day: date | None, name: str | None) -> None:
    """Send the edition if it is approved, or go on sending it."""
    codes: list[ExitCode] = []
    with stopping.gently() as stop, _each(day, name) as each:
        for runtime, digest, slot in each:
            with runtime.store.read() as db:
                edition = store.editions.by_id(db, slot.id)
            if edition is None or edition.state in composing.OPEN_STATES:
                newsroom.say(f"{slot.id}: {edition.state if edition else 'not made yet'}; approve it first")
                codes.append(ExitCode.NEEDS_APPROVAL)
                continue
            newsroom.tell(running.sync_lists(runtime, digest))
            with progress.drawn() as report:
                edition, tally = sending.send(runtime, edition, digest, slot, report=report, stop=stop, early=True)
            spans = running.spans(runtime, digest, slot, report=report, stop=stop)
            ran = running.Ran(edition=edition, tally=tally, spans=spans)
            _print_ran(runtime, digest, ran)
            newsroom.tell(_rejected(ran))
            codes.append(_code(ran))
            if stop():
                break
    newsroom.finish(max(codes, default=ExitCode.OK))


def _code(ran: running.Ran) -> ExitCode:
    if ran.edition.state is EditionState.HELD:
        return ExitCode.NEEDS_APPROVAL
    counts = dict(ran.tally.outcomes)
    bad = ran.faults or counts.get(OutcomeState.REJECTED) or counts.get(OutcomeState.UNKNOWN)
    return ExitCode.WARNINGS if bad else ExitCode.OK


def _rejected(ran: running.Ran) -> Iterator[Fault]:
    """Who did not get it, which a cron's operator hears of nowhere else; the unknown are told by an alert."""
    for each in (ran, *ran.spans):
        if count := dict(each.tally.outcomes).get(OutcomeState.REJECTED):
            yield Fault(
                where=each.edition.id,
                what=f"{count:,} of {each.tally.batched:,} deliveries were rejected",
                hint=f"Who and why: digest deliveries show {each.edition.id}",
            )


def _as_json(runtime: Runtime, digest: Digest, ran: running.Ran) -> dict[str, object]:
    edition = ran.edition
    return {
        "digest": digest.name,
        "date": edition.date.isoformat(),
        "edition": edition.id,
        "state": edition.state,
        "articles": edition.articles,
        "stories": len(edition.stories),
        "sections": len(edition.sections),
        "recipients": ran.tally.batched,
        "segments": _segments(runtime, edition)[0],
        "spans": [_as_json(runtime, digest, each) for each in ran.spans],
        "outcomes": {str(state): count for state, count in ran.tally.outcomes if count},
        "outbox": _outbox(runtime, digest, edition),
    }


def _segments(runtime: Runtime, edition: Edition) -> tuple[int, int]:
    """How many different mails the edition has, and how many of them were rendered by themselves."""
    with runtime.store.read() as db:
        segments = store.audiences.segments(db, edition.id)
    return len(segments), len({audience.bound.variant(segment) for segment, _ in segments})


def _outbox(runtime: Runtime, digest: Digest, edition: Edition) -> str | None:
    transport = runtime.settings.transports[digest.transport]
    if transport.kind is not TransportKind.FOLDER or transport.path is None:
        return None
    return str(transport.path / digest.name / edition.date.isoformat())


def _print_ran(runtime: Runtime, digest: Digest, ran: running.Ran) -> None:
    edition = ran.edition
    print(f"{edition.id}: {edition.state}. {edition.subject}")
    outcomes = ", ".join(f"{count} {state}" for state, count in ran.tally.outcomes if count) or "none"
    rows: list[tuple[str, object]] = [
        ("articles", edition.articles),
        ("stories", f"{len(edition.stories)} in {len(edition.sections)} sections"),
        ("recipients", ran.tally.batched),
        ("segments", "{} in {} renderings".format(*_segments(runtime, edition))),
        ("outcomes", outcomes),
    ]
    if outbox := _outbox(runtime, digest, edition):
        rows.append(("outbox", outbox))
    newsroom.table([[f"  {name}", value] for name, value in rows])
    for each in ran.spans:
        _print_ran(runtime, digest, each)
