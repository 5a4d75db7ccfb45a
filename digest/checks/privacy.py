"""Privacy: the mail names nobody but its reader, and tells nobody who reads."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from digest import urls
from digest.checks.proof import Finding, Proof, blocking
from digest.model.rendered import Field

NAME = "privacy"
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")


def find(proof: Proof) -> Iterator[Finding]:
    yield from _strangers(proof)
    yield from _links(proof)


def _strangers(proof: Proof) -> Iterator[Finding]:
    """An address that neither the reader, the newsroom nor a story has; the address itself is not repeated."""
    own = f"@{proof.digest.sender.email.rpartition('@')[2]}".casefold()
    known = proof.known.casefold()
    for where, printed in (("html", proof.page.words), ("text", proof.text)):
        for address in map(str.casefold, _ADDRESS.findall(printed)):
            if address not in known and not address.endswith(own):
                yield blocking(NAME, "it names somebody's mail address", where=where, why="It is not the reader's.")


def _links(proof: Proof) -> Iterator[Finding]:
    reader, own = proof.values[Field.EMAIL].casefold(), urls.host(proof.newsroom.public_url)
    for element in proof.page.all("a", "img"):
        address = element.get("href") or element.get("src")
        if urls.host(address) != own and urls.is_web(address) and reader in unquote(address).casefold():
            what = "an address tells another site who reads"
            yield blocking(NAME, what, where=f"html:{element.line}", why="Readers did not agree to that.")
