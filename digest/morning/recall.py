"""What a mail service keeps until its hour is looked after, and called back where an edition must not leave."""

from dataclasses import replace

from digest import deliver, store
from digest.deliver import Recalled
from digest.errors import LockedError, UsageError
from digest.model.edition import Edition, EditionState
from digest.model.settings import Digest
from digest.runtime import Runtime


def kept(runtime: Runtime, edition: Edition, digest: Digest) -> Recalled:
    """Calls back what is in doubt, or must not leave any more: the edition is cancelled or paused, or a reader left.

    Raises TransportError where the transport cannot be opened, LockedError where somebody changes the edition.
    """
    if not _is_kept(runtime, edition):
        return Recalled()
    clock = runtime.now if runtime.as_of is None else runtime.real_now
    with runtime.transport(digest.transport) as transport:
        if transport.keeping is None:
            return Recalled()
        return deliver.recall(runtime.store, edition.id, transport.keeping, clock=clock)


def cancel(runtime: Runtime, edition: Edition, digest: Digest) -> Recalled:
    """Ends an edition on its way: nothing more is handed over, and what a service keeps is called back.

    Raises UsageError where it is not on its way, LockedError where somebody changed it meanwhile.
    """
    may_be = edition.state is EditionState.SENDING or (
        edition.state is EditionState.SENT and _is_kept(runtime, edition)
    )
    if not may_be:
        raise UsageError(
            f"the edition is {edition.state}, not on its way",
            where=edition.id,
            hint="What is not being sent yet is skipped at the desk.",
        )
    cancelled = replace(edition, state=EditionState.CANCELLED, version=edition.version + 1)
    with runtime.store.write() as db:
        if not store.editions.put(db, cancelled, now=runtime.real_now()):
            raise LockedError("somebody else changed this edition just now", where=edition.id, hint="Try again.")
        store.outcomes.give_up(db, edition.id, now=runtime.real_now())
    return kept(runtime, cancelled, digest)


def _is_kept(runtime: Runtime, edition: Edition) -> bool:
    """Whether anything of it is to be looked after; else nobody needs the service, nor its key."""
    with runtime.store.read() as db:
        return store.kept.is_unsettled(db, edition.id)


def told(found: Recalled) -> str:
    """In words, but for what there was none of; empty where nothing was called back."""
    words = {
        "called back from the mail service and queued again": found.queued,
        "called back from the mail service and skipped": found.skipped,
    }
    lines = [f"{count:,} {what}" for what, count in words.items() if count]
    if found.leaving:
        lines.append("what the mail service keeps could not all be called back, and leaves at its hour")
    return "; ".join(lines)
