"""A connection that nobody waits for: what is sent arrives whole and in order, however slowly it is taken."""

import select
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from digest.deliver.transports.greeting import Greeting
from digest.deliver.transports.protocol import ACCEPTED, Letter, Listed, Mail
from digest.deliver.transports.smtp import Smtp
from digest.deliver.transports.wire import Wire
from digest.errors import TransportError
from digest.mail import NoticeContent
from digest.model.delivery import Recipient
from tests.deliver import world
from tests.deliver.peers import smtp
from tests.deliver.test_smtp import way
from tests.deliver.test_transports import Books

LINES = 60_000  # of a mail: 1.4 MB
LARGE = bytes(range(256)) * 20_000  # 5 MB: no kernel takes it at once


@pytest.fixture
def ends() -> Iterator[tuple[Wire, socket.socket]]:
    ours, theirs = socket.socketpair()
    theirs.settimeout(10)
    wire = Wire(ours)
    yield wire, theirs
    wire.close()
    theirs.close()


def test_what_the_kernel_does_not_take_at_once_follows_in_its_order(ends: tuple[Wire, socket.socket]):
    wire, peer = ends
    wire.send(LARGE)
    wire.send(b"the end")
    assert wire.awaits & select.POLLOUT
    came = b""
    while len(came) < len(LARGE) + 7:
        came += peer.recv(1_000_000)
        wire.flush()
    assert came == LARGE + b"the end"
    assert wire.awaits == select.POLLIN


def test_nothing_to_read_and_nothing_more_to_come_are_told_apart(ends: tuple[Wire, socket.socket]):
    wire, peer = ends
    assert wire.receive() == b""
    peer.close()
    assert wire.receive() is None


def test_what_a_peer_said_before_it_closed_is_still_read(ends: tuple[Wire, socket.socket]):
    wire, peer = ends
    peer.sendall(b"552 too large\r\n")
    peer.close()
    wire.send(LARGE)
    assert wire.receive() == b"552 too large\r\n"
    assert wire.receive() is None
    assert wire.awaits == select.POLLIN


def test_a_mail_of_many_megabytes_arrives_whole():
    text = "The pier is repaired.\n" * LINES
    content = NoticeContent(subject="Large", html="", text=text, message_id="<1@news.example>", at=world.DUE)
    letter = Letter(edition="notices", content=content, letterhead=world.LETTERHEAD, columns=world.columns_for)
    to = Recipient(subscription=1, email="r1@a.pub", name="Ann")
    books = Books()
    with smtp.running() as server:
        relay = Smtp(way(server.port, timeout_s=60), login=None)
        relay.deliver(Listed([Mail(1, 0, to, letter), Mail(1, 1, to, letter)]), intent=books.intent, ack=books.ack)
    assert books.answers[1] == [ACCEPTED, ACCEPTED]
    assert [raw.count(b"The pier is repaired.") for raw in server.log.messages] == [LINES] * 2


def test_a_connection_that_is_being_opened_can_be_given_up():
    with socket.create_server(("127.0.0.1", 0)) as silent, ThreadPoolExecutor(1) as pool:
        port = silent.getsockname()[1]
        greeting = Greeting("127.0.0.1", port, tls=None, at_once=False, login=None, timeout_s=60)
        opened = pool.submit(greeting.opened)
        accepted, _ = silent.accept()
        with accepted:
            greeting.abort()
            with pytest.raises(TransportError):
                opened.result(timeout=10)
