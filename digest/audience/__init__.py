"""Who gets an edition: list files, addresses, segments and batches. Pure, over streams."""

from digest.audience import addresses, bound, lists, muting, paces, segments
from digest.audience.batches import BATCH_RECIPIENTS_MAX, Excluded, Planned, PlannedBatch, batches
from digest.audience.segments import Contents, contents

__all__ = [
    "BATCH_RECIPIENTS_MAX",
    "Contents",
    "Excluded",
    "Planned",
    "PlannedBatch",
    "addresses",
    "batches",
    "bound",
    "contents",
    "lists",
    "muting",
    "paces",
    "segments",
]
