"""Subject and preheader: there, short, and written like words to a person."""

import re
from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, blocking, warning
from digest.text import comparable

NAME = "subject"
LETTERS_MAX = 120
LETTERS_GOOD = 90
PREHEADER_LETTERS = 60
FIRST_LETTERS = 600
_PRETENDS = re.compile(r"^\s*(?:re|fwd?|aw|wg|sv|vs|tr|rv)\s*:", re.IGNORECASE)
_SHOUT_LETTERS_MIN = 8


def find(proof: Proof) -> Iterator[Finding]:
    subject = str(proof.mail.get("Subject", "")).strip()
    if not subject:
        yield blocking(NAME, "the mail has no subject", where="subject", why="Nobody opens it.")
        return
    if len(subject) > LETTERS_MAX:
        yield blocking(
            NAME, f"it has {len(subject)} letters, over {LETTERS_MAX}", where="subject", why="Lists cut it off."
        )
    elif len(subject) > LETTERS_GOOD:
        yield warning(
            NAME, f"it has {len(subject)} letters", where="subject", why=f"Most lists show under {LETTERS_GOOD}."
        )
    yield from _tone(subject)
    yield from _preheader(proof, subject)


def _tone(subject: str) -> Iterator[Finding]:
    letters = [letter for letter in subject if letter.isalpha()]
    if len(letters) >= _SHOUT_LETTERS_MIN and subject.isupper():
        yield warning(NAME, "it is all capitals", where="subject", why="It looks like spam.")
    if re.search(r"[!?！？]{2,}", subject) or subject.count("!") > 1:
        yield warning(NAME, "it shouts", where="subject", why="It looks like spam.")
    if _PRETENDS.match(subject):
        yield blocking(NAME, "it pretends to be an answer", where="subject", why="That is forbidden in many countries.")


def _preheader(proof: Proof, subject: str) -> Iterator[Finding]:
    preheader = proof.edition.preheader.strip()
    if not preheader:
        yield warning(
            NAME, "the mail has no preheader", where="preheader", why="Lists show the first words of the page."
        )
    elif preheader.casefold() == subject.casefold():
        yield warning(NAME, "the preheader repeats the subject", where="preheader", why="It is a second line for news.")
    elif comparable(preheader)[:PREHEADER_LETTERS] not in comparable(_first_words(proof)):
        yield warning(
            NAME, "the preheader is not on the page", where="preheader", why="Lists show the first words instead."
        )


def _first_words(proof: Proof) -> str:
    """What mail programs take for the preheader: the first text of the page, shown or not."""
    body = proof.page.first("body")
    return " ".join(element.own_text for element in body.walk())[:FIRST_LETTERS] if body else ""
