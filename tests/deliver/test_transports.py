"""What every way out keeps, whichever it is."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from digest.deliver import transports
from digest.deliver.transports.protocol import ACCEPTED, Answer, Letter, Listed, Mail, Transport
from digest.model.delivery import OutcomeState, Recipient
from digest.model.secret import Secret
from digest.model.transport import Security, TransportKind
from digest.model.transport import Transport as Way
from tests.deliver import world
from tests.deliver.peers import sendgrid, smtp

Peer = tuple[Transport, Callable[[], list[str]]]
"""A way out, and how many mails lie at its end for each reader (as their own words tell)."""


@contextmanager
def folder(path: Path) -> Iterator[Peer]:
    way = Way(name="w", kind=TransportKind.FOLDER, path=path / "outbox")
    yield opened(way), lambda: [file.name for file in (path / "outbox").rglob("*.eml")]


@contextmanager
def relay(_path: Path) -> Iterator[Peer]:
    with smtp.running() as server:
        way = Way(
            name="w", kind=TransportKind.SMTP, host="127.0.0.1", port=server.port, security=Security.NONE, timeout_s=2
        )
        yield opened(way), lambda: server.log.readers


@contextmanager
def service(_path: Path) -> Iterator[Peer]:
    with sendgrid.running() as server:
        secret = Secret(env="KEY")
        way = Way(
            name="w", kind=TransportKind.SENDGRID, host="127.0.0.1", port=server.port, api_key=secret, timeout_s=2
        )
        yield opened(way), lambda: server.log.readers


def opened(way: Way) -> Transport:
    return transports.open_transport(way, secret=lambda _: "SG.key", root=Path("/nowhere"))


@pytest.fixture(params=[folder, relay, service])
def peer(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Peer]:
    with request.param(tmp_path) as made:
        yield made
        made[0].close()


LETTER = Letter(
    edition=world.EDITION, content=world.segment_mail(), letterhead=world.LETTERHEAD, columns=world.columns_for
)


def mails(count: int, *, batches: int = 1) -> list[Mail]:
    return [
        Mail(batch, place, Recipient(subscription=n, email=f"r{n}@a.pub", name=""), LETTER)
        for batch in range(1, batches + 1)
        for place in range(count)
        for n in (batch * 1000 + place,)
    ]


class Books:
    def __init__(self) -> None:
        self.intended: list[Mail] = []
        self.answers: dict[int, list[Answer]] = {}

    def intent(self, some: Sequence[Mail]) -> bool:
        self.intended += some
        return True

    def ack(self, some, answer: Answer) -> None:
        for one in some:
            self.answers.setdefault(one.to.subscription, []).append(answer)


def test_every_mail_has_one_intent_and_then_one_answer(peer: Peer):
    transport, arrived = peer
    books = Books()
    assert transport.deliver(Listed(mails(7, batches=3)), intent=books.intent, ack=books.ack) is None
    assert len(books.intended) == len(arrived()) == len(set(arrived())) == 21
    assert set(map(tuple, books.answers.values())) == {(ACCEPTED,)}


def test_nothing_to_send_is_nothing_said(peer: Peer):
    transport, arrived = peer
    books = Books()
    assert transport.deliver(Listed(()), intent=books.intent, ack=books.ack) is None
    assert (books.intended, books.answers, arrived()) == ([], {}, [])


def test_a_way_out_can_be_used_again(peer: Peer):
    transport, arrived = peer
    for batch in mails(1, batches=2):
        books = Books()
        transport.deliver(Listed([batch]), intent=books.intent, ack=books.ack)
        transport.close()
        assert list(books.answers.values()) == [[ACCEPTED]]
    assert len(arrived()) == 2


def test_nothing_is_handed_over_whose_intent_could_not_be_written(peer: Peer):
    transport, arrived = peer
    books = Books()

    def full(_some: object) -> bool:
        raise OSError(28, "No space left on device")

    with pytest.raises(Exception, match="No space left"):
        transport.deliver(Listed(mails(3)), intent=full, ack=books.ack)
    assert arrived() == []


def test_handing_over_again_delivers_once_just_where_a_way_out_claims_to_give_evidence(peer: Peer):
    transport, arrived = peer
    for _ in range(2):
        books = Books()
        transport.deliver(Listed(mails(3)), intent=books.intent, ack=books.ack)
        assert list(books.answers.values()) == [[ACCEPTED]] * 3
    assert len(arrived()) == (3 if transport.abilities.evidence else 6)


def test_a_mail_is_kept_until_its_hour_just_where_a_way_out_claims_that_it_can(peer: Peer):
    transport, arrived = peer
    books = Books()
    letter = replace(LETTER, send_at=datetime.now(UTC) + timedelta(hours=1))
    transport.deliver(Listed(mail._replace(letter=letter) for mail in mails(3)), intent=books.intent, ack=books.ack)
    assert list(books.answers.values()) == [[ACCEPTED]] * 3
    assert len(arrived()) == (0 if transport.keeping else 3)


@pytest.mark.parametrize("kind", [TransportKind.SMTP, TransportKind.SENDGRID])
@pytest.mark.parametrize("domain", ["example.com", "mail.example.org", "a.test", "b.invalid", "localhost", "C.EXAMPLE"])
def test_real_ways_out_refuse_reserved_domains(kind: TransportKind, domain: str):
    transport = opened(Way(name="w", kind=kind, host="mail.provider.pub", port=25, api_key=Secret(env="K")))
    books = Books()
    reader = Recipient(subscription=1, email=f"ada@{domain}", name="")
    transport.deliver(Listed([Mail(1, 0, reader, LETTER)]), intent=books.intent, ack=books.ack)
    ((answer,),) = books.answers.values()
    assert (answer.state, answer.code) == (OutcomeState.REJECTED, "reserved domain")
    assert books.intended == []


@pytest.mark.parametrize("address", ["a@b.pub>\r\nDATA", "a b@c.pub", "", "@", "a@b.pub,c@d.pub"])
def test_what_is_no_address_never_reaches_the_wire(address: str):
    books = Books()
    with smtp.running() as server:
        way = Way(name="w", kind=TransportKind.SMTP, host="127.0.0.1", port=server.port, security=Security.NONE)
        reader = Recipient(subscription=1, email=address, name="")
        opened(way).deliver(Listed([Mail(1, 0, reader, LETTER)]), intent=books.intent, ack=books.ack)
    assert [answer.code for answer in books.answers[1]] == ["address"]
    assert server.log.commands == []
