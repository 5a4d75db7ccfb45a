"""Stage: what editors and rules decide about an edition as a whole."""

from dataclasses import replace

from digest import codec, store
from digest.errors import LockedError, NeedsApprovalError, UsageError
from digest.model.edition import Edition, EditionState, Slot
from digest.model.settings import Digest
from digest.morning import proof
from digest.runtime import Runtime

RULE = "the digest's rule"
"""Who approved an edition that no editor looked at."""

_MAY_BECOME = {
    EditionState.APPROVED: {EditionState.DRAFT, EditionState.HELD, EditionState.APPROVED},
    EditionState.HELD: {EditionState.DRAFT, EditionState.APPROVED, EditionState.HELD},
    EditionState.DRAFT: {EditionState.APPROVED, EditionState.HELD, EditionState.DRAFT},
    EditionState.SKIPPED: {EditionState.DRAFT, EditionState.HELD, EditionState.SKIPPED},
    EditionState.CANCELLED: {EditionState.DRAFT, EditionState.HELD, EditionState.APPROVED, EditionState.CANCELLED},
}
"""Target → the states it can be reached from. What is being sent, or is over, stays."""


def approve(runtime: Runtime, edition: Edition, digest: Digest, slot: Slot, *, by: str) -> Edition:
    """Freezes the edition's content with its hash. Raises NeedsApprovalError where a blocking check fails."""
    blocking = [finding for finding in proof.findings(runtime, edition, digest, slot) if finding.blocking]
    if blocking:
        raise NeedsApprovalError(
            " | ".join(map(str, blocking)), where=edition.id, hint="Mend it at the desk, then approve it there."
        )
    return change(runtime, edition, EditionState.APPROVED, by=by)


def change(runtime: Runtime, edition: Edition, state: EditionState, *, by: str | None = None) -> Edition:
    """The edition in another state; as it is where it is in that state already.

    Raises UsageError where its state does not allow it, LockedError where somebody changed it meanwhile.
    """
    if edition.state is state:
        return edition
    if edition.state not in _MAY_BECOME[state]:
        raise UsageError(f"the edition is {edition.state} and cannot become {state} any more", where=edition.id)
    digest_of = content_hash(edition) if state is EditionState.APPROVED else ""
    changed = replace(edition, state=state, version=edition.version + 1, content_hash=digest_of)
    with runtime.store.write() as db:
        if not store.editions.put(db, changed, now=runtime.now(), by=by):
            raise LockedError("somebody else changed this edition just now", where=edition.id, hint="Try again.")
    return changed


def content_hash(edition: Edition) -> str:
    """SHA-256 over what readers get: everything but the edition's state, version and faults."""
    content = replace(edition, state=EditionState.DRAFT, version=0, content_hash="", faults=(), left_out=())
    return codec.content_hash(Edition, content)
