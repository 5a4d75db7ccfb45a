"""A peer, and senders in processes of their own that are killed in the middle of their work."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path

from digest.store import Store, outcomes
from tests import victims
from tests.deliver import sender, world
from tests.deliver.peers import sendgrid, smtp
from tests.deliver.world import EDITION

PATIENCE_S = 60  # for a sender to end


@dataclass
class Killer:
    """Kills the sender the moment the peer has come so far; the peer goes on with what it has."""

    at: int = 0
    seen: int = 0
    victim: list[BaseProcess] = field(default_factory=list)

    def aim(self, at: int) -> None:
        self.at, self.seen = at, 0

    def __call__(self, *_: object) -> None:
        self.seen += 1
        if self.seen == self.at and (pid := self.victim[0].pid):
            os.kill(pid, signal.SIGKILL)


@dataclass
class Scene:
    """A peer, and a sender that is run until it is killed."""

    url: str
    folder: Path
    kind: str
    port: int
    readers: list[str]
    killer: Killer
    hour_comes: Callable[[], None] = lambda: None
    """What the peer was to keep until then is in `readers` after it."""

    def start(self) -> BaseProcess:
        process = victims.ready.Process(target=sender.run, args=(self.url, str(self.folder), self.kind, self.port))
        process.start()
        return process

    def run(self, *, kill_at: int = 0) -> int | None:
        """The sender's exit code."""
        self.killer.aim(kill_at)
        self.killer.victim[:] = [self.start()]
        return ended(self.killer.victim[0])


Peer = Callable[[str, Path], AbstractContextManager[Scene]]


def ended(process: BaseProcess) -> int | None:
    """Its exit code, once it has ended."""
    process.join(PATIENCE_S)
    return process.exitcode


@contextmanager
def relay(url: str, folder: Path) -> Iterator[Scene]:
    killer = Killer()
    with smtp.running(smtp.Manners(trouble=killer)) as server:
        yield Scene(url, folder, "smtp", server.port, server.log.readers, killer)


@contextmanager
def service(url: str, folder: Path) -> Iterator[Scene]:
    killer = Killer()
    with sendgrid.running(killer) as server:
        yield Scene(url, folder, "sendgrid", server.port, server.log.readers, killer)


@contextmanager
def service_ahead(url: str, folder: Path) -> Iterator[Scene]:
    """A service that is handed mails before their hour; a sender is killed too while it takes or calls back an id."""
    killer = Killer()
    with sendgrid.running(killer, beside=killer) as server:
        hour_comes = partial(server.log.pass_time, int(world.DUE.timestamp()))
        yield Scene(url, folder, sender.KEEPS, server.port, server.log.readers, killer, hour_comes)


def owed(store: Store, count: int, *, batch: int) -> set[str]:
    """The edition frozen for so many readers; their addresses."""
    world.frozen(store, world.readers(store, count), size=batch)
    return {f"reader{n}@post.example.pub" for n in range(count)}


def unknown(store: Store) -> set[str]:
    """The addresses of those of whom nobody knows whether they have it."""
    with store.read() as db:
        found = outcomes.unknowns(db, EDITION)
        ids = [one.subscriber for one in found if one.subscriber]
        parts = [outcomes.addresses(db, ids[n : n + outcomes.IDS_MAX]) for n in range(0, len(ids), outcomes.IDS_MAX)]
    return {address for part in parts for address in part.values()}
