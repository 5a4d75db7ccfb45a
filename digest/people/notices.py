"""Notices: a row in the transaction of what causes it, then a mail through the way out of a digest.

    with runtime.store.write() as db:
        …                                                       # what happened
        notices.queue(db, runtime, notice, digest=digest, subscriber=id)
    notices.send(runtime)                                       # the worker does, soon

A row tells neither a job nor a log whom it goes to; its words and its address are forgotten once it is settled.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from digest import mail, render, store, tokens
from digest.audience import addresses
from digest.audience.addresses import Address
from digest.deliver import outbox
from digest.deliver.transports.protocol import Letter
from digest.errors import DigestError
from digest.mail import Field, NoticeContent, ReaderColumns
from digest.model.delivery import OutcomeState, Recipient
from digest.model.fault import Fault
from digest.model.notice import Notice, NoticeKind
from digest.model.settings import Digest
from digest.runtime import Runtime
from digest.store import Connection
from digest.store.notices import Claimed, Kept

LEASE = timedelta(minutes=10)  # longer than handing over a hundred notices through the slowest server takes
CLAIMED_MAX = 100
ROUNDS_MAX = 100  # then the next tick goes on
KEPT = timedelta(days=31)  # as long as limits on mails to one address look back
IN_TIME = timedelta(days=2)  # a notice that could not be handed over by then helps nobody


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What became of notices; `faults` where a way out was not usable."""

    outcomes: Counter[OutcomeState] = field(default_factory=Counter)
    faults: tuple[Fault, ...] = ()


def queue(
    db: Connection,
    runtime: Runtime,
    notice: Notice,
    *,
    digest: Digest,
    subscriber: int | None = None,
    email: str | None = None,
    locale: str | None = None,
    expires_at: datetime | None = None,
) -> int:
    """Queues a notice, to a subscriber or to an address that is none yet; the row's id.

    It goes out through the digest's way, in its look; in its language unless the reader has another.
    """
    now = runtime.now()
    return store.notices.put(
        db,
        notice,
        digest=digest.name,
        locale=locale or digest.locale,
        subscriber=subscriber,
        email=email,
        address_key=_address_key(db, runtime, subscriber, email),
        now=now,
        ready_at=now,
        expires_at=expires_at or now + IN_TIME,
    )


def _address_key(db: Connection, runtime: Runtime, subscriber: int | None, email: str | None) -> str:
    if subscriber is not None:
        return store.readers.address_key(db, subscriber)
    found = addresses.canonical(email or "")
    return tokens.keyed_hash(runtime.keys, found.canonical if isinstance(found, Address) else email or "")


def alert(
    db: Connection, runtime: Runtime, what: str, *, faults: Sequence[Fault] = (), digest: Digest | None = None
) -> bool:
    """Queues an alert to the newsroom's contact; False where that is no mail address.

    `what` says in a few words what happened, without anybody's address.
    """
    contact = addresses.canonical(runtime.settings.newsroom.contact)
    if not isinstance(contact, Address):
        return False
    through = digest or next(iter(runtime.settings.digests.values()))
    url = f"{runtime.settings.newsroom.public_url}/desk/"
    told = Notice(kind=NoticeKind.ALERT, title=what, url=url, faults=tuple(faults))
    queue(db, runtime, told, digest=through, email=contact.email)
    return True


def is_due(runtime: Runtime) -> bool:
    """Whether `send` would have anything to do."""
    with runtime.store.read() as db:
        return store.notices.is_due(db, now=runtime.now(), wall=runtime.real_now())


def send(runtime: Runtime, *, stop: Callable[[], bool] = lambda: False) -> Sent:
    """Hands over every notice that is due. Nothing is handed over twice knowingly, whoever else sends or dies."""
    _recover(runtime)
    outcomes: Counter[OutcomeState] = Counter()
    faults: list[Fault] = []
    for _ in range(ROUNDS_MAX):
        held = () if stop() else _claim(runtime)
        if not held:
            break
        for name, of_digest in groupby(sorted(held, key=_digest_of), key=_digest_of):
            outcomes += _through(runtime, runtime.settings.digests.get(name), tuple(of_digest), faults)
    return Sent(outcomes=outcomes, faults=tuple(faults))


def newest(runtime: Runtime, *, limit: int) -> list[Kept]:
    """What is known of the newest notices; nothing tells whom they went to."""
    with runtime.store.read() as db:
        return store.notices.newest(db, limit=limit)


def _digest_of(one: Claimed) -> str:
    return one.digest


def _recover(runtime: Runtime) -> None:
    now, wall = runtime.now(), runtime.real_now()
    outbox.recover(runtime.store, has_evidence=lambda name: _has_evidence(runtime, name), now=now, wall=wall)
    with runtime.store.write() as db:
        store.notices.expire(db, now=now, wall=wall)
        store.notices.purge(db, before=now - KEPT)


def _has_evidence(runtime: Runtime, digest: str) -> bool:
    known = runtime.settings.digests.get(digest)
    if known is None:
        return False
    with runtime.transport(known.transport) as transport:
        return transport.abilities.evidence


def _claim(runtime: Runtime) -> Sequence[Claimed]:
    wall = runtime.real_now()
    with runtime.store.write() as db:
        ids = store.notices.claim(
            db, runtime.owner, now=runtime.now(), wall=wall, lease_until=wall + LEASE, most=CLAIMED_MAX
        )
        return store.notices.claimed(db, ids)


def _through(
    runtime: Runtime, digest: Digest | None, held: Sequence[Claimed], faults: list[Fault]
) -> Counter[OutcomeState]:
    """Hands over the notices of one digest; where its way out cannot be used they wait, and that is a fault."""
    if digest is None:
        return _homeless(runtime, held)
    box = outbox.Outbox(held, store=runtime.store, owner=runtime.owner, now=runtime.now)
    letters = _letters(runtime, digest)
    try:
        with runtime.transport(digest.transport) as transport:
            box.hand_over(transport, letters)
    except DigestError as error:
        faults.append(error.fault)
    return box.outcomes


def _homeless(runtime: Runtime, held: Sequence[Claimed]) -> Counter[OutcomeState]:
    with runtime.store.write() as db:
        for one in held:
            store.notices.settle(db, one.id, OutcomeState.REJECTED, code="no digest", now=runtime.now())
    return Counter({OutcomeState.REJECTED: len(held)})


def _letters(runtime: Runtime, digest: Digest) -> Callable[[Claimed], Letter]:
    letterhead = mail.notice_letterhead(digest.sender)
    theme = runtime.theme(digest.theme)
    newsroom = runtime.settings.newsroom

    def letter(one: Claimed) -> Letter:
        made = render.notice(one.notice, theme=theme, newsroom=newsroom, locale=one.locale)
        content = NoticeContent(
            subject=made.subject,
            html=made.html,
            text=made.text,
            message_id=mail.message_id(outbox.EDITION, one.id, mail.sender_domain(digest.sender)),
            at=one.created_at,
        )
        return Letter(edition=outbox.EDITION, content=content, letterhead=letterhead, columns=_columns)

    return letter


def _columns(to: Sequence[Recipient]) -> ReaderColumns:
    return {Field.EMAIL: [one.email for one in to], Field.NAME: [one.name for one in to]}
