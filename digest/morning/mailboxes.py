"""The mailboxes that Digest reads: bounces and complaints become receipts, and whoever writes to leave has left.

A mail is told to the books first and moved out of the inbox then. A kill in between means that it is read once more,
which changes nothing.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from digest import deliver, mail, store, tokens
from digest.deliver import returned
from digest.deliver.returned.imap import Imap
from digest.deliver.returned.maildir import Maildir
from digest.deliver.returned.protocol import Letterbox, Place
from digest.deliver.returned.reading import MAIL_BYTES_MAX, Original, Returned, Sort
from digest.errors import DigestError, TokenError
from digest.mail import verp
from digest.model.delivery import Receipt
from digest.model.fault import Fault
from digest.model.settings import Mailbox, MailboxKind, Takes
from digest.morning import links
from digest.people import leave
from digest.runtime import Runtime
from digest.store import Connection
from digest.tokens import Purpose

log = logging.getLogger(__name__)

EVERY = timedelta(minutes=3)  # an unsubscribe by mail is honoured as soon as that
AT_ONCE_MAX = 200  # mails told to the books in one transaction
VISIT_MAX = 2_000  # mails of a mailbox in one visit; the next one goes on

_UNSUBSCRIBE = re.compile(re.escape(links.UNSUBSCRIBE.partition("{")[0]) + r"([\w-]+)")
_FEEDBACK = re.compile(r"(\d{4}-\d\d-\d\d):([^:]*):([^:]*):")


@dataclass(slots=True, kw_only=True)
class Read:
    """What a visit to a mailbox found."""

    bounces: int = 0
    complaints: int = 0
    unsubscribes: int = 0
    aside: int = 0
    """Put aside for a person's eyes."""
    suppressed: int = 0
    settled: int = 0


def count(runtime: Runtime, box: Mailbox) -> int:
    """How many mails wait. Raises TransportError where the mailbox cannot be used."""
    with _opened(runtime, box) as letterbox:
        return letterbox.count()


def read(runtime: Runtime, box: Mailbox) -> Read:
    """Reads what waits and moves it away. Raises TransportError where the mailbox cannot be used; mails wait then."""
    done = Read()
    with _opened(runtime, box) as letterbox:
        some: list[tuple[str, bytes]] = []
        for one in letterbox.mails(bytes_max=MAIL_BYTES_MAX, mails_max=VISIT_MAX):
            some.append(one)
            if len(some) == AT_ONCE_MAX:
                _take_in(runtime, box, letterbox, some, done)
                some = []
        _take_in(runtime, box, letterbox, some, done)
    return done


class Rounds:
    """Which mailboxes to look at; one that cannot be used is said once, not at every tick."""

    def __init__(self) -> None:
        self._next: dict[str, datetime] = {}
        self._faults: dict[str, Fault] = {}

    def go(self, runtime: Runtime) -> None:
        for box in runtime.settings.mailboxes.values():
            now = runtime.real_now()
            if now >= self._next.get(box.name, now):
                self._next[box.name] = now + EVERY
                self._visit(runtime, box)

    def _visit(self, runtime: Runtime, box: Mailbox) -> None:
        try:
            done = read(runtime, box)
        except DigestError as error:
            if self._faults.get(box.name) != error.fault:
                log.error("%s", error)  # noqa: TRY400 (one line for the operator; the next round tries again)
            self._faults[box.name] = error.fault
            return
        self._faults.pop(box.name, None)
        if done != Read():
            log.info("mailboxes.%s: %s", box.name, told(done))


def told(done: Read) -> str:
    """In words, but for what there was none of."""
    words = {
        "bounces": done.bounces,
        "complaints": done.complaints,
        "unsubscribes": done.unsubscribes,
        "put aside": done.aside,
        "addresses suppressed": done.suppressed,
        "unknown settled": done.settled,
    }
    return ", ".join(f"{count} {what}" for what, count in words.items() if count) or "nothing new"


def _opened(runtime: Runtime, box: Mailbox) -> Letterbox:
    match box.kind:
        case MailboxKind.MAILDIR:
            assert box.path
            return Maildir(box.path)
        case MailboxKind.IMAP:
            return Imap(box, password=runtime.secret(box.password) if box.password else "")


def _take_in(
    runtime: Runtime, box: Mailbox, letterbox: Letterbox, mails: Sequence[tuple[str, bytes]], done: Read
) -> None:
    """Some mails: told to the books at once, then moved."""
    places: dict[str, Place] = {}
    receipts: list[Receipt] = []
    for key, raw in mails:
        report = returned.read(raw)
        found = _receipts(runtime, box, report, done)
        left = report.sort is Sort.OTHER and Takes.UNSUBSCRIBES in box.takes and _leave(runtime, raw)
        done.unsubscribes += left
        receipts += found
        places[key] = Place.DONE if found or left else Place.ASIDE
    done.aside += sum(place is Place.ASIDE for place in places.values())
    if receipts:
        most = runtime.settings.deliveries
        applied = deliver.take_in(runtime.store, receipts, now=runtime.real_now(), most=most)
        done.suppressed += applied.suppressed
        done.settled += applied.settled
    for key, place in places.items():
        letterbox.move(key, place)


def _receipts(runtime: Runtime, box: Mailbox, mail_: Returned, done: Read) -> Sequence[Receipt]:
    """What a report says about a delivery of ours; nothing where it proves none, or is not looked for here."""
    wanted = {Sort.BOUNCE: Takes.BOUNCES, Sort.COMPLAINT: Takes.COMPLAINTS}.get(mail_.sort)
    delivery = _delivery(runtime, mail_) if wanted in box.takes else None
    if delivery is None:
        return ()
    done.bounces += mail_.sort is Sort.BOUNCE
    done.complaints += mail_.sort is Sort.COMPLAINT
    return (Receipt(*delivery, mail_.kind, runtime.real_now(), mail_.bounce, mail_.code, mail_.detail),)


def _delivery(runtime: Runtime, mail_: Returned) -> tuple[int, int] | None:
    """(batch, subscription) by an address that we signed, or by the headers of the copy that came back."""
    for way in runtime.settings.transports.values():
        for address in mail_.sent_to if way.bounces else ():
            found = verp.delivery(address, way.bounces, runtime.keys)
            if found:
                batch, _, subscription = found.partition("-")
                return int(batch), int(subscription)
    with runtime.store.read() as db:
        return _by_original(db, runtime, mail_.original)


def _by_original(db: Connection, runtime: Runtime, original: Original) -> tuple[int, int] | None:
    """The token in its way out says whose copy it is, its Message-ID proves of which edition."""
    token = _UNSUBSCRIBE.search(original.list_unsubscribe)
    if token is None:
        return None
    try:
        (subscription, *_) = tokens.read(runtime.keys, Purpose.UNSUBSCRIBE, token[1], runtime.now())
    except (TokenError, ValueError):
        return None
    for edition, domain in _editions(runtime, original.feedback_id):
        if mail.message_id(edition, subscription, domain) == original.message_id.strip():
            batch = store.batches.holding(db, edition, subscription)
            return (batch, subscription) if batch else None
    return None


def _editions(runtime: Runtime, feedback_id: str) -> Iterator[tuple[str, str]]:
    """(id, sender's domain) of the editions that a Feedback-ID may name."""
    found = _FEEDBACK.match(feedback_id)
    if found is None:
        return
    try:
        day = date.fromisoformat(found[1])
    except ValueError:
        return
    for digest in runtime.settings.digests.values():
        domain = mail.sender_domain(digest.sender)
        yield f"{digest.name}/{day.isoformat()}", domain
        yield f"{digest.name}/{day.isoformat()}/{found[3]}", domain


def _leave(runtime: Runtime, raw: bytes) -> bool:
    """Honours a mail to the advertised address."""
    return leave.leave_by_mail(runtime, raw)
