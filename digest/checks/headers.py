"""Headers: what every mail program and server needs, once each."""

from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, blocking, warning
from digest.model.rendered import Field

NAME = "headers"
NEEDED = ("From", "To", "Subject", "Date", "Message-ID", "List-Id", "MIME-Version", "Content-Type")
WISHED = ("List-Help", "List-Archive", "Feedback-ID", "Auto-Submitted", "Precedence")


def find(proof: Proof) -> Iterator[Finding]:
    for name in (*NEEDED, *WISHED):
        found = proof.mail.get_all(name, [])
        if not found and name in NEEDED:
            yield blocking(NAME, f"{name} is missing", where=f"header {name}", why="Mail servers ask for it.")
        elif not found:
            yield warning(NAME, f"{name} is missing", where=f"header {name}", why="Good bulk mail has it.")
        elif len(found) > 1:
            yield blocking(NAME, f"{name} is there {len(found)} times", where=f"header {name}", why="Once is allowed.")
    if proof.digest.sender.email not in str(proof.mail.get("From", "")):
        yield blocking(
            NAME, "the mail is not from the digest's sender", where="header From", why="It would fail DMARC."
        )
    if proof.values[Field.EMAIL] not in str(proof.mail.get("To", "")):
        yield blocking(NAME, "the mail is not to its reader", where="header To", why="It would go to somebody else.")
    kinds = [part.get_content_type() for part in proof.mail.walk() if not part.is_multipart()]
    if kinds != ["text/plain", "text/html"]:
        yield blocking(
            NAME, f"the parts are {', '.join(kinds)}", where="message", why="Text comes first, then the page."
        )
