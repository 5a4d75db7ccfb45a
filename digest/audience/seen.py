"""Which addresses of a file have been seen, and on which line: 24 bytes each instead of 150."""

from array import array
from hashlib import blake2b

_FIRST_SLOTS = 1 << 12  # a small list needs no more


class Seen:
    """Remembers the line on which each text was first met.

    An open-addressing table of 64-bit hashes: two of a million texts are taken for one with a chance of 3 in 10^8.
    """

    def __init__(self) -> None:
        self._hashes = array("Q", bytes(8 * _FIRST_SLOTS))
        self._lines = array("L", bytes(array("L").itemsize * _FIRST_SLOTS))
        self._count = 0

    def first_line(self, text: str, line: int) -> int | None:
        """The line on which `text` was met before, or None and it is remembered."""
        key = int.from_bytes(blake2b(text.encode(), digest_size=8).digest()) or 1  # 0 marks an empty slot
        slot = self._slot(key)
        if self._hashes[slot]:
            return self._lines[slot]
        self._hashes[slot], self._lines[slot] = key, line
        self._count += 1
        if self._count * 3 > len(self._hashes) * 2:
            self._grow()
        return None

    def _slot(self, key: int) -> int:
        hashes, last = self._hashes, len(self._hashes) - 1
        slot = key & last
        while hashes[slot] not in (0, key):
            slot = (slot + 1) & last
        return slot

    def _grow(self) -> None:
        hashes, lines = self._hashes, self._lines
        self._hashes = array("Q", bytes(16 * len(hashes)))
        self._lines = array("L", bytes(2 * lines.itemsize * len(lines)))
        for key, line in zip(hashes, lines, strict=True):
            if key:
                slot = self._slot(key)
                self._hashes[slot], self._lines[slot] = key, line
