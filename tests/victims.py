"""Work in processes of their own, to be killed in the middle of it."""

import multiprocessing
import os
import signal
import sys
from pathlib import Path

from digest.cli import main, notices, stages  # noqa: F401  (commands are imported when they are called: not in each process)
from digest.collect.isolate import NURSERY
from digest.people import import_file
from digest.progress import Progress
from tests import newsroom

ready = multiprocessing.get_context("forkserver")
"""Processes forked from one that has imported everything: a new one costs milliseconds, not a second of imports."""


def preload(*modules: str) -> None:
    """Has the fork server import what victims need; for modules that no victim of the tests needs, before any starts.

    A process has one fork server, and the first to want it says what it imports: parser processes find their readers
    there as well, last, since these freeze what is there by then.
    """
    ready.set_forkserver_preload(["tests.deliver.sender", "tests.victims", *modules, NURSERY])


def command(folder: Path, *arguments: str) -> None:
    """`digest …` in a newsroom's folder, its words thrown away."""
    os.chdir(folder)
    sys.argv = ["digest", *arguments]
    with Path(os.devnull).open("w") as nowhere:
        sys.stdout = sys.stderr = nowhere
        main()


def bring(folder: Path, at: str) -> None:
    """An import that dies, as by kill -9, at the end of stage `at`: for the last, when nothing is committed yet."""

    def die(now: Progress) -> None:
        if now.stage == at and now.done == now.total:
            os.kill(os.getpid(), signal.SIGKILL)

    with newsroom.opened(folder / "config.toml") as runtime:
        import_file.import_file(runtime, folder / "people.csv", "readers", report=die)
