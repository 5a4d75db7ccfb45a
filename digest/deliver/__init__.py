"""An edition on its way: who was handed what is known at any moment, and what is not known is said so."""

from digest.deliver.ledger import Terms
from digest.deliver.sending import is_done, send, tally
from digest.deliver.transports import open_transport

__all__ = ["Terms", "is_done", "open_transport", "send", "tally"]
