"""Leftovers: nothing of templates, tokens, broken text or program values is left to be read."""

import re
from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, blocking

NAME = "leftovers"

_SIGNS = {
    "a template's braces": re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}"),
    "a token that nobody filled": re.compile(
        r"%%\w+%%|%\(\w+\)[sd]|\[\[\w+\]\]|\*\|\w+\|\*|<%=?|\$\{\w+\}|-\w+_\w+-|\{(?:name|email|unsubscribe|url|title)\}"
    ),
    "a program's value": re.compile(
        r"\b(?:None|NaN|undefined|null|Undefined|lambda|nullptr)\b|<function |<bound method|object at 0x|\bTraceback\b"
    ),
    "a note to the editor": re.compile(r"\b(?:TODO|FIXME|TKTK|XXX|Lorem ipsum)\b", re.IGNORECASE),
    "wrongly decoded text": re.compile("\ufffd|[\u00c2\u00c3][\u0080-\u00bf]|\u00e2\u20ac|\u00d0[\u0080-\u00bf]"),
    "text that was escaped twice": re.compile(r"&(?:amp|lt|gt|quot|nbsp|#\d{2,5}|#x[0-9a-fA-F]{2,5});"),
    "a control character": re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e]"),
}
_WHY = "Readers would see the works of the machine."


def find(proof: Proof) -> Iterator[Finding]:
    """What the stories themselves say is no leftover, whatever it looks like."""
    printed = {"subject": str(proof.mail.get("Subject", "")), "html": proof.page.words, "text": proof.text}
    printed["html links"] = " ".join(link.get("href") for link in proof.page.all("a"))
    known = proof.known
    for where, text in printed.items():
        for what, sign in _SIGNS.items():
            if left := [found for found in sign.findall(text) if found not in known]:
                yield blocking(NAME, f"{what}: {left[0]}", where=where, why=_WHY)
