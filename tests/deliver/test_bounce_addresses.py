"""Where a mail that bounces goes back to."""

from pathlib import Path

from digest import tokens
from digest.deliver import transports
from digest.deliver.transports.protocol import Listed, Mail
from digest.mail import verp
from digest.model.delivery import Recipient
from digest.model.transport import Security, Transport, TransportKind
from tests.deliver.peers import smtp
from tests.deliver.peers.smtp import Manners
from tests.deliver.test_transports import LETTER, Books

KEYS = tokens.keys("k" * 40)


def senders(bounces: str) -> list[str]:
    """The envelope senders of two mails."""
    said: list[str] = []

    def hear(verb: str, argument: str) -> None:
        if verb == "MAIL":
            said.append(argument[argument.index("<") + 1 : argument.index(">")])

    with smtp.running(Manners(trouble=hear)) as server:
        way = Transport(
            name="w",
            kind=TransportKind.SMTP,
            host="127.0.0.1",
            port=server.port,
            security=Security.NONE,
            bounces=bounces,
        )
        opened = transports.open_transport(way, secret=lambda _: "", root=Path("/nowhere"), keys=KEYS)
        readers = [Recipient(subscription=n, email=f"r{n}@a.pub", name="") for n in (5, 6)]
        books = Books()
        opened.deliver(
            Listed(Mail(3, n, reader, LETTER) for n, reader in enumerate(readers)), intent=books.intent, ack=books.ack
        )
    return sorted(said)


def test_each_mail_has_a_sender_of_its_own_that_names_its_delivery():
    mailbox = "bounces@news.example"
    assert [verp.delivery(each, mailbox, KEYS) for each in senders(mailbox)] == ["3-5", "3-6"]


def test_without_a_mailbox_for_bounces_they_go_to_the_digests_sender():
    assert senders("") == [LETTER.letterhead.sender.email] * 2
