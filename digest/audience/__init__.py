"""Who gets an edition: list files, addresses, segments and batches. Pure, over streams."""

from digest.audience import addresses, lists, segments
from digest.audience.batches import BATCH_RECIPIENTS_MAX, Excluded, Planned, PlannedBatch, batches

__all__ = [
    "BATCH_RECIPIENTS_MAX",
    "Excluded",
    "Planned",
    "PlannedBatch",
    "addresses",
    "batches",
    "lists",
    "segments",
]
