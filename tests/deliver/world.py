"""An edition, its readers and its mail: what the tests of deliver are made of."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from digest import deliver, mail
from digest.deliver.gate import Road
from digest.deliver.transports.protocol import Transport
from digest.mail import Field, ReaderColumns, ReaderValues, SegmentMail
from digest.model.delivery import Recipient, Segment, Tally
from digest.model.people import ListRow, Preferences
from digest.model.rendered import Part, Rendered
from digest.model.settings import Sender
from digest.progress import Progress
from digest.store import Store, audiences, people, slots
from tests import world

EDITION = world.slot().id
DUE = world.at("2026-03-10 06:00")
SEGMENT = Segment(locale="en", theme="gazette")
SENDER = Sender(name="The Morning", email="morning@news.example")

LETTERHEAD = mail.Letterhead(
    sender=SENDER,
    reply_to=None,
    list_id="morning.news.example",
    list_name="The Morning",
    help_url="https://news.example",
    archive_url="https://news.example",
    feedback_id="2026-03-10:morning:day:news.example",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    segment: Segment
    due_at: datetime
    subscriptions: tuple[int, ...]


def segment_mail(segment: Segment = SEGMENT) -> SegmentMail:
    del segment
    rendered = Rendered(
        edition=EDITION,
        theme="gazette",
        language="en",
        direction="ltr",
        subject="Council agrees to repair the north pier",
        preheader="And one more thing",
        lead=None,
        stories=(),
        html=(Part(pieces=("<p>Dear ", Field.NAME, ", the pier. <a href='", Field.UNSUBSCRIBE, "'>Leave</a></p>")),),
        text=(Part(pieces=("Dear ", Field.NAME, ",\n.\nthe pier.\n", Field.UNSUBSCRIBE, "")),),
    )
    return mail.segment(rendered, SEGMENT)


def values_for(reader: Recipient) -> ReaderValues:
    out = f"https://news.example/u/{reader.subscription}"
    return {
        Field.NAME: reader.name,
        Field.EMAIL: reader.email,
        Field.UNSUBSCRIBE: out,
        Field.ONE_CLICK: out,
        Field.MANAGE: out,
        Field.PAUSE: out,
        Field.WEB: "https://news.example/morning/2026-03-10",
        Field.MESSAGE_ID: mail.message_id(EDITION, reader.subscription, "news.example"),
        Field.DATE: mail.date_header(DUE),
    }


def columns_for(readers: Sequence[Recipient]) -> ReaderColumns:
    return mail.columns([values_for(reader) for reader in readers])


def readers(store: Store, count: int, *, local: str = "reader", domain: str = "post.example.pub") -> tuple[int, ...]:
    """So many active subscriptions to the list `example`."""
    ids = []
    with store.write() as db:
        for n in range(count):
            address = f"{local}{n}@{domain}"
            row = ListRow(address=address, email=address, name=f"Reader {n}")
            subscriber = people.put_subscriber(db, row, address_key=f"key {n}", now=world.NOW)
            people.subscribe(db, subscriber, "example", preferences=Preferences(), origin="command", now=world.NOW)
            found = people.find(db, address, "example")
            assert found
            ids.append(found.id)
    return tuple(ids)


def frozen(store: Store, ids: Sequence[int], *, size: int = 1_000, due_at: datetime = DUE) -> None:
    """The edition owed to these subscriptions, in batches of a size."""
    planned = [
        Planned(segment=SEGMENT, due_at=due_at, subscriptions=tuple(ids[start : start + size]))
        for start in range(0, len(ids), size)
    ]
    with store.write() as db:
        slots.open_(db, world.slot())
        assert audiences.freeze(db, EDITION, planned, now=DUE)


def send(
    store: Store,
    transport: Transport,
    folder: Path,
    *,
    now: datetime = DUE,
    until: datetime = DUE + timedelta(hours=20),
    early: bool = False,
    ahead: timedelta = timedelta(),
    owner: str = "here:1",
    report: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
    clock: Callable[[], datetime] | None = None,
    monotonic: Callable[[], float] = time.monotonic,
    road: Road | None = None,
) -> Tally:
    return deliver.send(
        deliver.Terms(edition=EDITION, until=until, early=early, ahead=ahead),
        store=store,
        transport=transport,
        letterhead=LETTERHEAD,
        mail_for=segment_mail,
        columns_for=columns_for,
        owner=owner,
        clock=clock or (lambda: now),
        monotonic=monotonic,
        journals=folder / "journal",
        report=report,
        stop=stop,
        road=road,
    )


def outcomes(tally: Tally) -> dict[str, int]:
    return {state.value: count for state, count in tally.outcomes}
