"""Leaving: the ways out of the mail are all there, and are this reader's."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from digest.checks.proof import Finding, Proof, blocking, warning
from digest.model.rendered import Field

NAME = "leaving"
NEEDED = (Field.UNSUBSCRIBE, Field.MANAGE, Field.PAUSE, Field.WEB)
LOCAL = frozenset(("127.0.0.1", "localhost", "::1"))
_LAW = "Law and mail services ask for it, and so does decency."


def find(proof: Proof) -> Iterator[Finding]:
    hrefs = {link.get("href") for link in proof.page.all("a")}
    lines = {line.strip() for line in proof.text.splitlines()}
    for field in NEEDED:
        if proof.values[field] not in hrefs:
            yield blocking(NAME, f"the page has no link to {field}", where="html", why=_LAW)
        if proof.values[field] not in lines:
            yield blocking(NAME, f"the text has no link to {field}", where="text", why=_LAW)
    site = urlsplit(proof.newsroom.public_url)
    if site.scheme != "https" and site.hostname not in LOCAL:
        what = "the site is not reached over https"
        yield warning(NAME, what, where="config newsroom.public_url", why="Links of readers could be read on the way.")
    yield from _headers(proof)


def _headers(proof: Proof) -> Iterator[Finding]:
    address = urlsplit(proof.values[Field.ONE_CLICK])
    if address.scheme != "https" and address.hostname not in LOCAL:
        yield warning(
            NAME,
            "the one-click address is not https",
            where="header List-Unsubscribe",
            why="Mail services then ignore it.",
        )
    one_click = f"<{proof.values[Field.ONE_CLICK]}>"
    if one_click not in _header(proof, "List-Unsubscribe"):
        yield blocking(NAME, "the one-click address is missing", where="header List-Unsubscribe", why=_LAW)
    if _header(proof, "List-Unsubscribe-Post") != "List-Unsubscribe=One-Click":
        yield blocking(
            NAME, "one-click is not announced", where="header List-Unsubscribe-Post", why="RFC 8058 asks for it."
        )


def _header(proof: Proof, name: str) -> str:
    return " ".join(str(proof.mail.get(name, "")).split())
