"""The edition as it would be sent, rendered once a version however often it is looked at."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from digest import checks
from digest.errors import ThemeError
from digest.mail import SegmentMail
from digest.model.edition import Edition, Slot
from digest.model.settings import Digest
from digest.morning import preview, proof, render
from digest.runtime import Runtime

KEPT_MAX = 8  # editions that are worked on at the same time


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """`fault` says in one line why there is nothing to see, where a theme has a mistake."""

    html: str = ""
    text: str = ""
    findings: tuple[checks.Finding, ...] = ()
    fault: str = ""


class Proofs:
    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._kept: dict[tuple[object, ...], Proof] = {}
        self._lock = threading.Lock()

    def of(self, edition: Edition, digest: Digest, slot: Slot) -> Proof:
        """The proof of this version, with the pictures that are there by now."""
        key = (edition.id, edition.version, _frozen(render.image_addresses(self._runtime, edition, digest)))
        with self._lock:  # two frames of one page ask at once; the second waits for the first
            if key not in self._kept:
                self._kept[key] = self._made(edition, digest, slot)
            while len(self._kept) > KEPT_MAX:
                self._kept.pop(next(iter(self._kept)))
            return self._kept[key]

    def _made(self, edition: Edition, digest: Digest, slot: Slot) -> Proof:
        runtime = self._runtime
        try:
            mail: SegmentMail = render.whole(runtime, edition, digest)
            return Proof(
                html=preview.page(runtime, mail, edition, digest, slot),
                text=preview.plain(runtime, mail, edition, digest, slot),
                findings=proof.findings(runtime, edition, digest, slot),
            )
        except ThemeError as error:
            return Proof(fault=str(error))


def _frozen(images: Mapping[str, str]) -> frozenset[tuple[str, str]]:
    return frozenset(images.items())
