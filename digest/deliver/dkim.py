"""DKIM signatures (RFC 6376): rsa-sha256, relaxed/relaxed, over the whole body and every header that readers see."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from digest.errors import DigestError

KEY_BITS_MIN = 1024  # RFC 8301: verifiers take nothing shorter
SIGNED = (
    b"from", b"to", b"reply-to", b"subject", b"date", b"message-id", b"mime-version", b"content-type",
    b"list-id", b"list-unsubscribe", b"list-unsubscribe-post", b"list-help", b"list-archive", b"feedback-id",
)  # fmt: skip
TWICE = (b"from", b"subject", b"list-unsubscribe", b"list-unsubscribe-post")
"""Named once more than they stand in the mail, so that nobody can add another one (RFC 6376, 8.15)."""

_FOLD = re.compile(rb"\r\n(?=[ \t])")
_SPACES = re.compile(rb"[ \t]+")
_SPACES_AT_END = re.compile(rb"[ \t]+(?=\r\n)")


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs for one domain."""

    domain: str
    selector: str
    key: RSAPrivateKey = field(repr=False)

    def signed(self, message: bytes) -> bytes:
        """The message, whose lines end in CRLF, with its signature in front."""
        head, _, body = message.partition(b"\r\n\r\n")
        headers = dict(_headers(head + b"\r\n"))
        names = [name for name in SIGNED if name in headers]
        unsigned = self._tags([*names, *TWICE], hashlib.sha256(relaxed_body(body)).digest())
        covered = b"".join(headers[name] for name in names) + _relaxed(b"dkim-signature", unsigned)
        signature = self.key.sign(covered.removesuffix(b"\r\n"), PKCS1v15(), hashes.SHA256())
        return b"".join((b"DKIM-Signature:", unsigned, _wrapped(base64.b64encode(signature)), b"\r\n", message))

    def _tags(self, names: Iterable[bytes], body_hash: bytes) -> bytes:
        """The header's text up to the empty `b=`, folded."""
        return b" v=1; a=rsa-sha256; c=relaxed/relaxed; d=%b; s=%b;\r\n h=%b;\r\n bh=%b;\r\n b=" % (
            self.domain.encode(),
            self.selector.encode(),
            b":\r\n ".join(names),
            base64.b64encode(body_hash),
        )


def signer(*, domain: str, selector: str, pem: str) -> Signer:
    """A signer with a private key in PEM. Raises DigestError where it is no RSA key that verifiers accept."""
    hint = "Make one with: openssl genrsa 2048"
    try:
        key = serialization.load_pem_private_key(pem.encode(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise DigestError("the DKIM key is no private key in PEM without a password", hint=hint) from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < KEY_BITS_MIN:
        raise DigestError(f"the DKIM key is no RSA key of {KEY_BITS_MIN} bits or more", hint=hint)
    return Signer(domain, selector, key)


def relaxed_body(body: bytes) -> bytes:
    """The body as it is hashed (RFC 6376, 3.4.4). Ours hardly ever needs a change, which is cheap to see."""
    if b" \r\n" in body or b"\t" in body or b"  " in body:
        body = _SPACES.sub(b" ", _SPACES_AT_END.sub(b"", body))
    body = body.rstrip(b"\r\n")
    return body + b"\r\n" if body else b""


def _headers(head: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Each header's name and its line as it is signed."""
    for line in _FOLD.sub(b"", head).splitlines():
        name, _, text = line.partition(b":")
        name = name.strip().lower()
        yield name, _relaxed(name, text)


def _relaxed(name: bytes, text: bytes) -> bytes:
    """RFC 6376, 3.4.2."""
    return name + b":" + _SPACES.sub(b" ", _FOLD.sub(b"", text)).strip() + b"\r\n"


def _wrapped(signature: bytes) -> bytes:
    return b"\r\n ".join(signature[start : start + 72] for start in range(0, len(signature), 72))
