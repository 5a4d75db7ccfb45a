"""What an operator can do about an edition's mails, in a line each. Pure."""

from collections.abc import Iterator
from datetime import datetime

from digest.model.delivery import OutcomeState, Tally
from digest.model.edition import EditionState

WAITING = (OutcomeState.QUEUED, OutcomeState.DEFERRED)


def lines(
    edition: str, state: EditionState, tally: Tally, *, next_at: datetime | None, now: datetime, is_paused: bool
) -> Iterator[str]:
    """`next_at` is when the next of what waits may be handed over."""
    counts = dict(tally.outcomes)
    waiting = sum(counts.get(one, 0) for one in WAITING)
    if waiting and next_at and state is EditionState.SENDING and not is_paused:
        then = "; the service" if next_at <= now else f" until {next_at:%Y-%m-%d %H:%M} UTC; then the service"
        yield f"{edition}: {waiting:,} wait{then} sends them, or: digest deliveries resume {edition}"
    if unknown := counts.get(OutcomeState.UNKNOWN):
        yield (
            f"{edition}: of {unknown:,} nobody knows whether they arrived; `show` names them. Look for evidence: "
            f"digest deliveries settle {edition}. Decide: the same with --as accepted, rejected or queued"
        )
