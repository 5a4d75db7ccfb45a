"""The postal address of the newsroom is in the mail, whole."""

from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, blocking

NAME = "postal address"
_ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))


def find(proof: Proof) -> Iterator[Finding]:
    lines = [" ".join(line.split()) for line in proof.newsroom.postal_address.splitlines() if line.strip()]
    if not lines:
        yield blocking(NAME, "the newsroom has no postal address", where="config newsroom.postal_address", why=_WHY)
    for where, text in (("html", proof.page.words), ("text", proof.text)):
        flat = " ".join(text.translate(_ISOLATES).split())
        if any(line not in flat for line in lines):
            yield blocking(NAME, "the postal address is not whole", where=where, why=_WHY)


_WHY = "Many countries ask for it in every commercial mail."
