"""A transport that signs: from the settings to the wire."""

from pathlib import Path

import pytest

from digest.deliver import transports
from digest.deliver.transports.protocol import Listed, Mail
from digest.errors import DigestError
from digest.model.delivery import Recipient
from digest.model.secret import Secret
from digest.model.transport import Dkim, Security, Transport, TransportKind
from tests.deliver.peers import smtp
from tests.deliver.test_dkim import KEY, is_true, pem
from tests.deliver.test_transports import LETTER, Books

SIGNED = Dkim(domain="news.example", selector="d1", key=Secret(env="DKIM_KEY"))


def arrived(key: str, dkim: Dkim | None) -> bytes:
    reader = Recipient(subscription=1, email="ann@a.pub", name="Ann")
    with smtp.running() as server:
        way = Transport(
            name="w", kind=TransportKind.SMTP, host="127.0.0.1", port=server.port, security=Security.NONE, dkim=dkim
        )
        books = Books()
        opened = transports.open_transport(way, secret=lambda _: key, root=Path("/nowhere"))
        opened.deliver(Listed([Mail(1, 0, reader, LETTER)]), intent=books.intent, ack=books.ack)
    return server.log.messages[0]


def test_a_mail_arrives_with_a_true_signature_that_covers_the_ways_out():
    message = arrived(pem(KEY), SIGNED)
    head = message.partition(b"\r\n\r\n")[0]
    assert is_true(message)
    assert b":\r\n list-unsubscribe:\r\n list-unsubscribe-post:" in head
    assert b" d=news.example; s=d1;" in head


def test_signing_is_off_unless_asked_for():
    assert b"DKIM-Signature" not in arrived("", None)


def test_a_bad_key_is_said_before_anything_is_sent():
    with pytest.raises(DigestError, match="DKIM key"):
        arrived("not a key", SIGNED)
