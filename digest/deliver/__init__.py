"""An edition on its way: who was handed what is known at any moment, and what is not known is said so."""

from digest.deliver.breaker import complaints
from digest.deliver.gate import Road
from digest.deliver.ledger import Terms
from digest.deliver.recall import Recalled, recall
from digest.deliver.receipts import take_in
from digest.deliver.recover import recover
from digest.deliver.sending import is_done, send, settled, tally
from digest.deliver.transports import RECEIPTS, open_transport

__all__ = [
    "RECEIPTS",
    "Recalled",
    "Road",
    "Terms",
    "complaints",
    "is_done",
    "open_transport",
    "recall",
    "recover",
    "send",
    "settled",
    "take_in",
    "tally",
]
