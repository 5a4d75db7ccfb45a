"""Headers: what every mail program and server needs, once each."""

import re
from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, blocking, warning
from digest.model.rendered import Field
from digest.text import comparable

NAME = "headers"
SUBJECT_LETTERS_SURE = 120  # the mail cuts after 240, between words
DATE_DAYS_APART_MAX = 2  # time zones, and the hours that readers choose
_MESSAGE_ID = re.compile(r"<[^<>@\s]+@[^<>@\s]+>")
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
    yield from _people(proof)
    yield from _origin(proof)
    subject = " ".join(str(proof.mail.get("Subject", "")).split())
    if comparable(subject)[:SUBJECT_LETTERS_SURE] != comparable(proof.edition.subject)[:SUBJECT_LETTERS_SURE]:
        what = "the subject is not the edition's"
        yield blocking(NAME, what, where="header Subject", why="Readers would open something else.")


def _people(proof: Proof) -> Iterator[Finding]:
    """Who it is from, who gets it, and who gets the answers; no address is repeated in what is said."""
    readers = _addresses(proof, "To")
    if len(readers) > 1 or proof.mail.get("Cc") or proof.mail.get("Bcc"):
        what = "the mail is to more than its reader"
        yield blocking(NAME, what, where="header To", why="Readers would see each other.")
    if _addresses(proof, "Reply-To") != ([proof.digest.reply_to] if proof.digest.reply_to else []):
        what = "answers do not go where the digest says"
        yield blocking(NAME, what, where="header Reply-To", why="They would be lost, or read by others.")
    name = proof.digest.sender.name
    shown = ", ".join(address.display_name for address in getattr(proof.mail["From"], "addresses", ()))
    if not name.strip() or not shown.strip():
        yield warning(NAME, "the sender has no name", where="header From", why="Lists of mail show it first.")
    elif "@" in shown:
        what = "the sender's name looks like an address"
        yield warning(NAME, what, where="header From", why="That is how false senders look.")
    if proof.values[Field.EMAIL] in str(proof.mail.get("Feedback-ID", "")):
        what = "the Feedback-ID names the reader"
        yield blocking(NAME, what, where="header Feedback-ID", why="It counts complaints of all readers together.")


def _origin(proof: Proof) -> Iterator[Finding]:
    id, domain = str(proof.mail.get("Message-ID", "")).strip(), proof.digest.sender.email.rpartition("@")[2]
    if id and not _MESSAGE_ID.fullmatch(id):
        yield blocking(NAME, "the Message-ID is none", where="header Message-ID", why="Mail servers would add one.")
    elif id and not id.lower().endswith(f"@{domain.lower()}>"):
        what = "the Message-ID is not of the sender's domain"
        yield warning(NAME, what, where="header Message-ID", why="Filters take it for forged.")
    date = getattr(proof.mail["Date"], "datetime", None)
    if proof.mail["Date"] and date is None:
        yield blocking(NAME, "the date cannot be read", where="header Date", why="Lists would sort it anywhere.")
    elif date and abs((date.date() - proof.edition.date).days) > DATE_DAYS_APART_MAX:
        yield blocking(NAME, "the date is not the edition's", where="header Date", why="Lists would sort it wrongly.")


def _addresses(proof: Proof, header: str) -> list[str]:
    return [address.addr_spec for address in getattr(proof.mail[header], "addresses", ())]
