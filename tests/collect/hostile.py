"""Readers that behave as badly as a parser on a hostile document can; run in parser processes by tests only."""

import ctypes
import os
import signal
from pathlib import Path


def kindly(word: str) -> str:
    return word.upper()


def spin(_: object) -> str:
    """Computes for ever."""
    while True:
        pass


def hang(_: object) -> str:
    """Waits for ever without computing."""
    signal.pause()
    return ""


def eat(_: object) -> str:
    """Takes more memory than there is."""
    return str(len(bytearray(8_000_000_000)))


def crash(_: object) -> str:
    ctypes.string_at(0)
    return ""


def leave(_: object) -> str:
    os._exit(0)


def nest(depth: int) -> int:
    return nest(depth + 1) + 1


def flood(_: object) -> bytes:
    """An answer far larger than any document."""
    return bytes(70_000_000)


def lie(_: object) -> int:
    """Not the kind of answer that was asked for."""
    return 7


def scribble(path: str) -> str:
    Path(path).write_text("x" * 10)
    return path


def own_pid(_: object) -> int:
    return os.getpid()


def refuse(_: object) -> str:
    raise ValueError("no such element <secret>")
