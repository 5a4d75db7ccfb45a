"""Erasure: everything about a person goes; a keyed hash stays, so that no list's file brings them back."""

from dataclasses import dataclass

from digest import store, tokens
from digest.audience.addresses import Address
from digest.model.people import SuppressionReason
from digest.runtime import Runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What there was."""

    subscriber: bool = False
    consents: int = 0
    """Entries of the consent log whose words were deleted; the log holds without them."""
    sign_ups: int = 0

    @property
    def anything(self) -> bool:
        return self.subscriber or bool(self.consents or self.sign_ups)


def erase(runtime: Runtime, address: Address) -> Erased:
    """Deletes a person with their subscriptions, notices, sign-ups and words, in one transaction.

    Frozen batches keep numbers that lead to nobody: what is not handed over yet is skipped, and the accounting of each
    edition stays right. The address is suppressed as erased, until it is signed up and confirmed again.
    """
    key = tokens.keyed_hash(runtime.keys, address.canonical)
    with runtime.store.write() as db:
        reader = store.readers.by_address(db, address.canonical)
        if reader:
            store.readers.erase(db, reader.id)
        done = Erased(
            subscriber=reader is not None,
            consents=store.consents.forget(db, key),
            sign_ups=store.signups.forget(db, key),
        )
        store.suppressions.replace(db, key, SuppressionReason.ERASED, now=runtime.now())
    return done
