"""Tokens: the addresses printed for a reader open, and open for that reader."""

from collections.abc import Iterator

from digest.checks.proof import Finding, Proof, blocking
from digest.model.rendered import Field

NAME = "tokens"
CARRYING = (Field.UNSUBSCRIBE, Field.ONE_CLICK, Field.MANAGE, Field.PAUSE)


def find(proof: Proof) -> Iterator[Finding]:
    if proof.opens is None:
        return
    for field in CARRYING:
        if wrong := proof.opens(field, proof.values[field]):
            yield blocking(NAME, f"the link to {field} is not this reader's", where="html", why=f"{wrong}.")
