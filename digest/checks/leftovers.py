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
    body = proof.page.first("body")
    printed = {"subject": str(proof.mail.get("Subject", "")), "html": body.text if body else "", "text": proof.text}
    printed["html links"] = " ".join(link.get("href") for link in proof.page.all("a"))
    known = _known(proof)
    for where, text in printed.items():
        for what, sign in _SIGNS.items():
            if left := [found for found in sign.findall(text) if found not in known]:
                yield blocking(NAME, f"{what}: {left[0]}", where=where, why=_WHY)


def _known(proof: Proof) -> str:
    edition = proof.edition
    texts = [
        edition.subject,
        edition.preheader,
        edition.intro,
        proof.digest.title,
        *proof.digest.topics,
        *proof.values.values(),
    ]
    texts += [proof.newsroom.name, proof.newsroom.postal_address]
    for story in edition.stories:
        texts += [story.headline, story.dek, story.publisher, story.url or "", story.topic]
        texts += [text for each in story.related for text in (each.title, each.publisher, each.url or "")]
        texts += [text for each in story.developments for text in (each.label, each.before, each.after)]
        texts += [story.image.alt, story.image.credit] if story.image else []
    texts += [text for line in edition.still_running for text in (line.headline, line.publisher, line.url or "")]
    return "\n".join(texts)
