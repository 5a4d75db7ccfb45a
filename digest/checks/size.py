"""Size: no mail program clips the mail."""

from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, blocking

NAME = "size"
HTML_BYTES_MAX = 95_000
ENCODED_BYTES_MAX = 102_000
LINE_BYTES_MAX = 998
_WHY = "Gmail clips near 102 KB, and the way to unsubscribe is what it hides."


def find(proof: Proof) -> Iterator[Finding]:
    size = len(proof.html.encode(errors="replace"))
    if size > HTML_BYTES_MAX:
        yield blocking(NAME, f"the page is {size:,} bytes, over {HTML_BYTES_MAX:,}", where="html", why=_WHY)
    encoded = _encoded(proof)
    if encoded > ENCODED_BYTES_MAX:
        yield blocking(NAME, f"encoded it is {encoded:,} bytes, over {ENCODED_BYTES_MAX:,}", where="html", why=_WHY)
    if max(map(len, proof.message.split(b"\r\n"))) > LINE_BYTES_MAX:
        yield blocking(
            NAME, f"a line is over {LINE_BYTES_MAX} bytes", where="message", why="Mail servers cut it there."
        )


def _encoded(proof: Proof) -> int:
    part = proof.mail.get_body(("html",))
    return len(str(part.get_payload())) if part else 0
