"""Which addresses of a file have been seen, and on which line: 24 bytes each instead of 150."""

from array import array

_FIRST_SLOTS = 1 << 12  # a small list needs no more


class Seen:
    """Remembers the line on which each text was first met.

    An open-addressing table of 64-bit hashes: two of a million texts are taken for one with a chance of 3 in 10^8.
    """

    def __init__(self) -> None:
        self._hashes = array("q", bytes(8 * _FIRST_SLOTS))
        self._lines = array("I", bytes(array("I").itemsize * _FIRST_SLOTS))
        self._count = 0

    def first_line(self, text: str, line: int) -> int | None:
        """The line on which `text` was met before, or None and it is remembered."""
        key = hash(text) or 1  # 0 marks an empty slot; keyed anew in each process, so nobody can aim at a collision
        hashes = self._hashes
        last = len(hashes) - 1
        slot = key & last
        while (there := hashes[slot]) and there != key:
            slot = (slot + 1) & last
        if there:
            return self._lines[slot]
        hashes[slot], self._lines[slot] = key, line
        self._count += 1
        if self._count * 3 > len(self._hashes) * 2:
            self._grow()
        return None

    def _grow(self) -> None:
        hashes, lines = self._hashes, self._lines
        self._hashes = array("q", bytes(16 * len(hashes)))
        self._lines = array("I", bytes(2 * lines.itemsize * len(lines)))
        last = len(self._hashes) - 1
        for key, line in zip(hashes, lines, strict=True):
            if key:
                slot = key & last
                while self._hashes[slot]:
                    slot = (slot + 1) & last
                self._hashes[slot], self._lines[slot] = key, line
