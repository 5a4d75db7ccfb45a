"""The message: two parts that say what the page and the text say, in a form that every server passes on."""

from collections.abc import Iterator
from email.message import Message

from digest.checks.proof import Finding, Proof, blocking

NAME = "message"
_WHERE = "message"


def find(proof: Proof) -> Iterator[Finding]:
    if not proof.message.count(b"\n") == proof.message.count(b"\r\n") == proof.message.count(b"\r"):
        yield blocking(NAME, "a line does not end in CRLF", where=_WHERE, why="Mail servers refuse it.")
    if proof.mail.get_content_type() != "multipart/alternative":
        what = f"it is {proof.mail.get_content_type()}"
        yield blocking(NAME, what, where=_WHERE, why="Mail programs would show the text and the page both.")
    parts = [part for part in proof.mail.walk() if not part.is_multipart()]
    kinds = [part.get_content_type() for part in parts]
    if kinds != ["text/plain", "text/html"]:
        yield blocking(NAME, f"the parts are {', '.join(kinds)}", where=_WHERE, why="Text comes first, then the page.")
        return
    for part, meant in zip(parts, (proof.text, proof.html), strict=True):
        yield from _part(part, meant)


def _part(part: Message, meant: str) -> Iterator[Finding]:
    kind, charset = part.get_content_type(), part.get_content_charset()
    if charset != "utf-8":
        what = f"{kind} is in {charset or 'no charset'}, not utf-8"
        yield blocking(NAME, what, where=_WHERE, why="Letters would be read wrongly.")
    payload = part.get_payload(decode=True)
    said = payload.decode(errors="replace") if isinstance(payload, bytes) else ""
    if _flat(said) != _flat(meant):
        yield blocking(NAME, f"{kind} is not what was rendered", where=_WHERE, why="Readers would get something else.")


def _flat(text: str) -> str:
    return text.replace("\r\n", "\n").rstrip("\n")
