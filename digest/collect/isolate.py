"""Parser processes: foreign documents are read under CPU, memory and time limits, where they can harm nobody else."""

import logging
import math
import multiprocessing
import os
import pickle
import pkgutil
import queue
import resource
import signal
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from types import TracebackType
from typing import Any, Self, TypeVar

from digest.collect import limits
from digest.collect.answers import Failed, FailureKind

T = TypeVar("T")

NURSERY = "digest.collect.nursery"
"""Loaded once in the fork server, so that every parser process starts with it in a few milliseconds."""

_LEAVE_S = 2.0  # a process that was told to leave is killed after this


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What one document may cost."""

    cpu_s_max: int = limits.PARSER_CPU_S_MAX
    wall_s_max: float = limits.PARSER_WALL_S_MAX
    memory_bytes_max: int = limits.PARSER_MEMORY_BYTES_MAX
    documents_max: int = limits.PARSER_DOCUMENTS_MAX


class Parsers:
    """A few parser processes, started when first needed; may be shared by threads.

    A document that breaks its bounds, or crashes its process, gives a Failed; the process is replaced.
    """

    def __init__(self, *, workers: int = limits.PARSERS, bounds: Bounds | None = None) -> None:
        self._bounds = bounds or Bounds()
        self._places: queue.LifoQueue[_Parser | None] = queue.LifoQueue()
        for _ in range(workers):
            self._places.put(None)
        self._running: set[_Parser] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload([NURSERY])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends every parser process, whatever it is reading."""
        with self._lock:
            self._closed = True
            running, self._running = self._running, set()
        for parser in running:
            parser.end()

    def run(self, kind: type[T], reader: str, *args: object) -> T | Failed:
        """What `reader` ("module:function") makes of `args` in a parser process: a `kind`, or why there is none."""
        parser = self._places.get()
        try:
            if parser is None or not parser.is_usable():
                self._retire(parser)
                parser = None  # so that a failing start leaves an empty place
                parser = self._start()
            value = parser.ask(reader, args)
        finally:
            if parser is not None and not parser.is_usable():
                self._retire(parser)
                parser = None
            self._places.put(parser)
        if isinstance(value, kind | Failed):
            return value
        return Failed(kind=FailureKind.UNREADABLE, reason="the parser gave something that is not an answer")

    def _start(self) -> "_Parser":
        with self._lock:
            if self._closed:
                raise RuntimeError("the parser processes have been closed")
            parser = _Parser(self._context, self._bounds)
            self._running.add(parser)
        return parser

    def _retire(self, parser: "_Parser | None") -> None:
        if parser is None:
            return
        with self._lock:
            self._running.discard(parser)
        parser.end()


class _Parser:
    """One parser process as its parent sees it."""

    def __init__(self, context: "multiprocessing.context.ForkServerContext", bounds: Bounds) -> None:
        self._bounds = bounds
        self._leaving = False
        self._end_lock = threading.Lock()
        self._line, there = context.Pipe()
        self._process: ForkServerProcess | None = context.Process(target=_serve, args=(there, bounds), daemon=True)
        self._process.start()
        there.close()

    def is_usable(self) -> bool:
        return not self._leaving and self._process is not None and self._process.is_alive()

    def ask(self, reader: str, args: tuple[object, ...]) -> object:
        """Its answer to one document, or a Failed; never raises for what the document did."""
        try:
            self._line.send_bytes(pickle.dumps((reader, args), pickle.HIGHEST_PROTOCOL))
            if not self._line.poll(self._bounds.wall_s_max):
                return self._lost(f"takes longer than {self._bounds.wall_s_max:g} s to read")
            answer = self._line.recv_bytes(limits.PARSER_REPLY_BYTES_MAX)
            self._leaving, value = pickle.loads(answer)  # noqa: S301  our own child wrote it
        except (EOFError, ConnectionError):
            return self._lost(self._last_words())
        except OSError:
            return self._lost("comes apart into more than a parser may hand back")
        except (pickle.UnpicklingError, AttributeError, TypeError, ValueError):
            return self._lost("broke the parser that read it")
        return value

    def _lost(self, reason: str) -> Failed:
        self._leaving = True
        return Failed(kind=FailureKind.TOO_COSTLY, reason=reason)

    def _last_words(self) -> str:
        """Why the process ended, from its exit code."""
        process = self._process
        if process is None:
            return "was not read to its end, because the reading was stopped"
        process.join(_LEAVE_S)
        if process.exitcode == -signal.SIGXCPU:
            return f"takes more than {self._bounds.cpu_s_max} s of CPU to read"
        if process.exitcode == -signal.SIGKILL:
            return "was ended by the system while it was read, likely for want of memory"
        return "crashed the parser that read it"

    def end(self) -> None:
        """Kills the process and forgets it; harmless when called twice."""
        with self._end_lock:
            process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.join(_LEAVE_S)
        if process.exitcode is not None:
            process.close()
        self._line.close()


def _serve(line: Connection, bounds: Bounds) -> None:
    """The life of a parser process: one document after the other until its parent hangs up."""
    _settle(bounds)
    for count in range(1, bounds.documents_max + 1):
        try:
            reader, args = pickle.loads(line.recv_bytes())  # noqa: S301  our own parent wrote it
        except (EOFError, OSError):
            return
        _allow_cpu(bounds.cpu_s_max)
        value, spent = _read(reader, args)
        leaving = spent or count == bounds.documents_max or _resident_bytes() > limits.PARSER_RESIDENT_BYTES_MAX
        line.send_bytes(pickle.dumps((leaving, value), pickle.HIGHEST_PROTOCOL))
        del value, args
        if leaving:
            return


def _read(reader: str, args: tuple[Any, ...]) -> tuple[object, bool]:
    """What the reader gives, and whether this process should be replaced after it."""
    try:
        return pkgutil.resolve_name(reader)(*args), False
    except MemoryError:
        return Failed(kind=FailureKind.TOO_COSTLY, reason="needs too much memory to read"), True
    except RecursionError:
        return Failed(kind=FailureKind.UNREADABLE, reason="is nested too deeply to read"), False
    except Exception as error:  # noqa: BLE001  any reader may meet any bytes
        return Failed(kind=FailureKind.UNREADABLE, reason=f"cannot be read ({type(error).__name__})"), False


def _settle(bounds: Bounds) -> None:
    """Takes from this process what a parser does not need: much memory, files to write, a voice, the keyboard."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.CRITICAL)
    quiet = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(quiet, standard)
    os.close(quiet)
    _limit(resource.RLIMIT_AS, _address_space_bytes() + bounds.memory_bytes_max)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)


def _limit(which: int, value: int) -> None:
    """Lowers a limit, for good; one that is already lower stays."""
    _, hard = resource.getrlimit(which)
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(which, (value, value))


def _allow_cpu(seconds: int) -> None:
    """From now on this process may compute so many seconds more, then the system ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = math.ceil(used.ru_utime + used.ru_stime) + seconds
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _pages_of_memory(column: int) -> int:
    with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123  a kernel file, read once a document
        return int(statm.read().split()[column]) * resource.getpagesize()


def _address_space_bytes() -> int:
    return _pages_of_memory(0)


def _resident_bytes() -> int:
    return _pages_of_memory(1)
