"""Batches' recipients and progress in few bytes: ascending ids as compressed gaps, yes and no as bits."""

import sys
import zlib
from array import array
from collections.abc import Sequence
from itertools import accumulate
from operator import sub

NO, YES = b"01"
"""Signs of a mask: `mask[place]` is one of these, so that Python's own integers pack and unpack it."""


def ids(ascending: Sequence[int]) -> bytes:
    """Ascending ids as compressed gaps: about a byte an id, less where they are dense."""
    gaps = array("Q", ascending[:1])
    gaps.extend(map(sub, ascending[1:], ascending))
    if sys.byteorder == "big":
        gaps.byteswap()
    return zlib.compress(gaps.tobytes(), 1)


def unpacked_ids(packed: bytes) -> tuple[int, ...]:
    gaps = array("Q", zlib.decompress(packed))
    if sys.byteorder == "big":
        gaps.byteswap()
    return tuple(accumulate(gaps))


def bits(mask: bytes | bytearray) -> bytes:
    """A mask of `NO` and `YES`, eight places a byte."""
    return int(mask, 2).to_bytes((len(mask) + 7) // 8, "big") if mask else b""


def mask(packed: bytes | None, size: int) -> bytearray:
    """The mask of `size` places that `bits` packed; all `NO` where there is none."""
    return bytearray(format(int.from_bytes(packed or b"", "big"), f"0{size}b") if size else "", "ascii")
