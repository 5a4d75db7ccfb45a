"""Stage: an approved edition goes to its readers, and goes on where it stopped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache, partial

from digest import audience, deliver, mail, schedule, store
from digest.deliver.transports.protocol import Answer, Letter, Listed, Mail
from digest.errors import LockedError, UsageError
from digest.mail import SegmentMail
from digest.model.delivery import OutcomeState, Recipient, Segment, Tally
from digest.model.edition import Edition, EditionState, Slot, Span
from digest.model.people import Length
from digest.model.rendered import Rendered
from digest.model.settings import Digest
from digest.morning import alerts, approve, compose, links, render
from digest.progress import Progress
from digest.runtime import Runtime

VARIANTS_KEPT = 16  # rendered editions in hand: batches come by hour and then by variant, so few are in use at a time
SENDABLE = {EditionState.APPROVED, EditionState.SENDING, EditionState.SENT}


def send(
    runtime: Runtime,
    edition: Edition,
    digest: Digest,
    slot: Slot,
    *,
    report: Callable[[Progress], None],
    stop: Callable[[], bool] = lambda: False,
    early: bool = False,
) -> tuple[Edition, Tally]:
    """Freezes the audience of an approved edition and hands over what is due; (the edition, its accounting).

    Readers with a later hour wait for a later call, all of them where sending is paused. `early` counts the slot's own
    hour as come already. An edition that was sent is left alone. Raises UsageError where it is not approved,
    TransportError where the transport cannot be used as configured; what waits then goes on waiting.
    """
    if edition.state not in SENDABLE:
        raise UsageError(f"the edition is {edition.state}, not approved", where=edition.id)

    def clock() -> datetime:
        # Leases and retries are real time, also where the runtime's clock stands at a past date.
        now = runtime.now() if runtime.as_of is None else runtime.real_now()
        return max(now, slot.send_at) if early else now

    if edition.state is EditionState.APPROVED:
        edition = _freeze(runtime, edition, digest, slot, now=clock())
    if edition.state is EditionState.SENDING and not alerts.is_paused(runtime, edition, digest):
        _hand_over(runtime, edition, digest, slot, clock=clock, report=report, stop=stop)
    tally = deliver.tally(runtime.store, edition.id)
    if edition.state is EditionState.SENDING and deliver.is_done(tally):
        edition = _finished(runtime, edition)
    alerts.after_sending(runtime, edition, digest, tally)
    return edition, tally


def test(runtime: Runtime, edition: Edition, digest: Digest, slot: Slot, address: str) -> str:
    """Sends the edition as it is to one address, through the digest's transport; one line on what became of it.

    Its links open and change nothing. Raises TransportError where the transport cannot be used.
    """
    marked = replace(edition, subject=f"[Test] {edition.subject}")
    letter = Letter(
        edition=f"{digest.name}/tests",
        content=render.whole(runtime, marked, digest),
        letterhead=render.letterhead(runtime, marked, digest),
        columns=links.columns_of(runtime.settings, runtime.keys, marked, digest, at=slot.send_at),
    )
    to = Recipient(subscription=links.NOBODY, email=address, name="")
    copy = Mail(batch=int(runtime.real_now().timestamp() * 1000), place=0, to=to, letter=letter)
    answers: list[Answer] = []

    def ack(_mails: Sequence[Mail], answer: Answer) -> None:
        answers.append(answer)

    with runtime.transport(digest.transport) as transport:
        transport.deliver(Listed([copy]), intent=lambda _mails: True, ack=ack)
    return _told(answers[0] if answers else Answer(OutcomeState.DEFERRED, detail="the peer asks for patience"))


def _told(answer: Answer) -> str:
    reply = " ".join(part for part in (answer.code, answer.detail) if part)
    return f"{answer.state}: {reply}" if reply else str(answer.state)


def ahead(runtime: Runtime, digest: Digest) -> timedelta:
    """How long before readers' hours the digest's mails are handed to its transport; zero: at their hour."""
    return timedelta(minutes=runtime.settings.transports[digest.transport].ahead_minutes)


def _freeze(runtime: Runtime, edition: Edition, digest: Digest, slot: Slot, *, now: datetime) -> Edition:
    """Who gets it, what it tells, and that it is being sent: all in one transaction."""
    if approve.content_hash(edition) != edition.content_hash:
        raise UsageError("the content is not what was approved", where=edition.id, hint="Approve it again.")
    # Editions over a span tell nothing that those of its days have not told.
    told = compose.facts(runtime, edition) if edition.span is Span.DAY else ()
    sending = replace(edition, state=EditionState.SENDING, version=edition.version + 1)
    with runtime.store.write() as db:
        if not store.editions.put(db, sending, now=now):
            raise LockedError("somebody else changed this edition just now", where=edition.id, hint="Try again.")
        store.audiences.freeze(db, edition.id, _audience(runtime, db, edition, digest, slot, now=now), now=now)
        store.stories.tell(db, told)
    return sending


def _audience(
    runtime: Runtime, db: store.Connection, edition: Edition, digest: Digest, slot: Slot, *, now: datetime
) -> Iterator[audience.Planned]:
    aliases = store.stories.aliases(db, [*edition.told_ids])
    return audience.batches(
        edition,
        store.people.candidates(db, digest.lists),
        digest=digest,
        slot=slot,
        contents=audience.contents(edition, aliases=aliases, themes=runtime.themes),
        due=partial(schedule.reader_due, slot, digest),
        now=now,
    )


def _hand_over(
    runtime: Runtime,
    edition: Edition,
    digest: Digest,
    slot: Slot,
    *,
    clock: Callable[[], datetime],
    report: Callable[[Progress], None],
    stop: Callable[[], bool],
) -> None:
    @lru_cache(maxsize=VARIANTS_KEPT)
    def rendered(locale: str, theme: str, length: Length, without: tuple[str, ...]) -> Rendered:
        return render.rendered(runtime, edition, digest, locale=locale, theme=theme, length=length, without=without)

    def mail_for(segment: Segment) -> SegmentMail:
        made = rendered(segment.locale, segment.theme, segment.length, segment.without)
        return mail.segment(made, segment)

    retry_for = timedelta(hours=digest.retry_hours)
    until = _until(digest, slot)
    if runtime.as_of is not None:  # the next edition of a past date is past too; whoever asks for it wants it sent
        until = max(until, clock() + retry_for)
    terms = deliver.Terms(edition=edition.id, until=until, retry_for=retry_for, ahead=ahead(runtime, digest))
    with runtime.transport(digest.transport) as transport:
        deliver.send(
            terms,
            store=runtime.store,
            transport=transport,
            letterhead=render.letterhead(runtime, edition, digest),
            mail_for=mail_for,
            columns_for=links.columns_of(runtime.settings, runtime.keys, edition, digest, at=slot.send_at),
            owner=runtime.owner,
            clock=clock,
            journals=runtime.var / "journal",
            report=report,
            stop=stop,
            road=_road(runtime, digest),
        )


def _until(digest: Digest, slot: Slot) -> datetime:
    """When nobody wants the edition any more: with the next one, but a week's may be late beside it."""
    following = schedule.upcoming(digest, slot.send_at + timedelta(minutes=1)).send_at
    return max(following, slot.expires_at) if slot.span is Span.WEEK else following


def _road(runtime: Runtime, digest: Digest) -> deliver.Road:
    sender = mail.sender_domain(digest.sender)
    return deliver.Road(
        way=runtime.settings.transports[digest.transport],
        sender=sender,
        domain=runtime.settings.domains.get(sender),
        most=runtime.settings.deliveries,
    )


def _finished(runtime: Runtime, edition: Edition) -> Edition:
    sent = replace(edition, state=EditionState.SENT, version=edition.version + 1)
    with runtime.store.write() as db:
        store.editions.put(db, sent, now=runtime.now())
    return sent
