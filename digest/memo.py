"""What is worked out once for each of many things that come again and again."""

from collections.abc import Callable
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Memo(Generic[K, V]):
    """Calls `make` once for each object, as long as that is among the `kept` last ones.

    Objects are known by identity: where a million rows share some thousand objects, hashing these by what they hold
    would cost more than all else. Two equal objects are two, which costs time and changes nothing.
    """

    def __init__(self, make: Callable[[K], V], *, kept: int) -> None:
        self._make = make
        self._kept = kept
        self._made: dict[int, tuple[K, V]] = {}

    def __call__(self, key: K) -> V:
        made = self._made.get(id(key))
        if made is None:
            if len(self._made) >= self._kept:
                self._made.clear()
            made = self._made[id(key)] = (key, self._make(key))  # holding the key, so that no other gets its identity
        return made[1]
