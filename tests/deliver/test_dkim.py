"""DKIM signatures, checked by a verifier of our own that follows RFC 6376 from the other side."""

import base64
import hashlib
import re

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from digest.deliver import dkim
from digest.errors import DigestError
from digest.model.delivery import Recipient
from tests.deliver import world
from tests.deliver.world import LETTERHEAD

KEY = rsa.generate_private_key(65537, 2048)


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    form = serialization.PrivateFormat.PKCS8
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


SIGNER = dkim.signer(domain="news.example", selector="d1", pem=pem(KEY))


def mail(name: str = "Ann") -> bytes:
    values = world.values_for(Recipient(subscription=1, email="ann@a.pub", name=name))
    return world.segment_mail().message(values, envelope=LETTERHEAD)


def is_true(message: bytes) -> bool:
    """Whether the first signature is good; reads the message line by line, shares nothing with the signer."""
    head, _, body = message.decode("latin-1").partition("\r\n\r\n")
    fields: list[list[str]] = []
    for line in head.split("\r\n"):
        if line[0] in " \t":
            fields[-1][1] += " " + line.strip()
        else:
            fields.append(line.split(":", 1))
    canon = [(n.strip().lower(), " ".join(v.split())) for n, v in fields]
    tags = dict(tag.strip().split("=", 1) for tag in canon[0][1].split(";"))
    lines = [re.sub(r"[ \t]+", " ", line).rstrip(" ") for line in body.split("\r\n")]
    while lines and not lines[-1]:
        lines.pop()
    hashed = hashlib.sha256("".join(f"{line}\r\n" for line in lines).encode("latin-1")).digest()
    rest, covered = canon[1:], []
    for name in tags["h"].replace(" ", "").split(":"):
        place = next((n for n in range(len(rest) - 1, -1, -1) if rest[n][0] == name), None)
        if place is not None:
            covered.append("{}:{}\r\n".format(*rest.pop(place)))
    unsigned = canon[0][1][: canon[0][1].rindex("b=") + 2]
    said = ("".join(covered) + f"dkim-signature:{unsigned}").encode("latin-1")
    try:
        signature = base64.b64decode(tags["b"].replace(" ", ""))
        KEY.public_key().verify(signature, said, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return base64.b64decode(tags["bh"]) == hashed


@pytest.mark.parametrize("name", ["Ann", "Zoë 名前", "a  b", "x" * 300])
def test_a_signed_copy_is_true_for_every_reader(name: str):
    assert is_true(SIGNER.signed(mail(name)))


@pytest.mark.parametrize(
    ("what", "by"),
    [
        (b"the pier", b"the beer"),
        (b"Subject: C", b"Subject: D"),
        (b"List-Unsubscribe: <https", b"List-Unsubscribe: <httpx"),
        (b"List-Unsubscribe-Post: List-Un", b"List-Unsubscribe-Post: Nist-Un"),
        (b"From: ", b"From: mallory@a.pub, "),
        (b"Date: ", b"Subject: another\r\nDate: "),
    ],
)
def test_whatever_is_changed_on_the_way_is_seen(what: bytes, by: bytes):
    signed = SIGNER.signed(mail())
    assert what in signed
    assert not is_true(signed.replace(what, by))


def test_spaces_and_folds_that_servers_change_do_no_harm():
    signed = SIGNER.signed(b"From:  a@b.pub\r\nSubject: one\r\n two\r\nTo: c@d.pub\r\n\r\nwords  here \r\n\r\n\r\n")
    assert is_true(signed)
    assert is_true(signed.replace(b"one\r\n two", b"one \t two").replace(b"words  here ", b"words here"))


def test_signed_mails_keep_their_lines_short_and_free_of_leading_dots():
    lines = SIGNER.signed(mail()).split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(line.startswith(b".") for line in lines)


@pytest.mark.parametrize("bad", ["", "no key", pem(ec.generate_private_key(ec.SECP256R1()))])
def test_a_key_that_cannot_sign_is_refused_in_one_line(bad: str):
    with pytest.raises(DigestError, match="DKIM key"):
        dkim.signer(domain="d", selector="s", pem=bad)
