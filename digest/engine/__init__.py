"""What runs jobs. An engine knows job names and payloads, never editions; it gets the table of jobs as an argument.

A job may run twice: every job is a no-op where its work is done. What is true stands in the store's rows, so an engine
that forgets its queue loses nothing: the next tick finds the same work again.
"""

from collections.abc import Callable, Mapping
from typing import Protocol

Payload = Mapping[str, str]
Jobs = Mapping[str, Callable[[Payload], None]]


class Engine(Protocol):
    """Runs jobs somewhere, some time soon."""

    def enqueue(self, name: str, payload: Payload) -> bool:
        """Queues a job; False where the same job with the same payload waits or runs already."""

    def close(self) -> None:
        """Takes no more jobs, lets those under way end, and forgets those that wait."""
