"""The assembled equipment: the one place that picks implementations from the settings.

What is dear to open (connections, parser processes, themes) is opened when it is first asked for.
"""

import os
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from digest import config, deliver, group, packaged, render, tokens
from digest.collect.fetch import Fetcher, open_fetcher
from digest.collect.isolate import Parsers
from digest.deliver.transports.protocol import Transport
from digest.model.secret import Secret
from digest.model.settings import Settings
from digest.store import Store, open_store

Clock = Callable[[], datetime]


def wall_clock() -> datetime:
    return datetime.now(UTC)


class Runtime:
    """Settings, store, keys, clock, and the equipment that opens on demand."""

    def __init__(
        self,
        settings: Settings,
        store: Store,
        *,
        keys: tokens.Keys,
        clock: Clock,
        environ: Mapping[str, str],
        stack: ExitStack,
        as_of: datetime | None = None,
    ) -> None:
        self.settings = settings
        self.store = store
        self.keys = keys
        self.now = clock
        self.as_of = as_of
        """The instant at which the clock stands still, for work on a past date; None where it runs."""
        self.grouped: group.Grouped | None = None
        """What this process grouped last, so that it need not compare everything again."""
        self.owner = f"{socket.gethostname()}:{os.getpid()}"
        self._environ = environ
        self._stack = stack
        self._themes: dict[str, render.Theme] = {}

    @property
    def var(self) -> Path:
        """Where Digest keeps what it makes beside the database: images, previews, journals."""
        return self.settings.root / "var"

    @cached_property
    def parsers(self) -> Parsers:
        return self._stack.enter_context(Parsers())

    @cached_property
    def fetcher(self) -> Fetcher:
        return self._stack.enter_context(open_fetcher(self.settings))

    @property
    def themes(self) -> frozenset[str]:
        """The names of the newsroom's themes and of those that ship with Digest."""
        folders = (self.settings.templates_path / "email", packaged.folder("templates") / "email")
        return frozenset(frame.parent.name for folder in folders for frame in folder.glob("*/theme.mjml.j2"))

    def theme(self, name: str) -> render.Theme:
        """The newsroom's theme of this name, or the one that ships with Digest."""
        if name not in self._themes:
            own = self.settings.templates_path / "email"
            folder = own if (own / name).is_dir() else packaged.folder("templates") / "email"
            self._themes[name] = render.open_theme(name, folder)
        return self._themes[name]

    @contextmanager
    def transport(self, name: str) -> Iterator[Transport]:
        """A way out, for one thread and the length of the block."""
        way, root = self.settings.transports[name], self.settings.root

        def now() -> float:
            return (self.now() if self.as_of is None else self.real_now()).timestamp()

        opened = deliver.open_transport(way, secret=self.secret, root=root, keys=self.keys, now=now)
        try:
            yield opened
        finally:
            opened.close()

    @staticmethod
    def real_now() -> datetime:
        """The time on the wall, also while the runtime's clock stands at a past date."""
        return wall_clock()

    def secret(self, secret: Secret) -> str:
        return config.secret(secret, self._environ)


@contextmanager
def open_runtime(
    settings: Settings, *, environ: Mapping[str, str], as_of: datetime | None = None, clock: Clock = wall_clock
) -> Iterator[Runtime]:
    """The equipment of a newsroom, closed again at the end of the block.

    `as_of` stops the clock at that instant: what came later does not exist yet.
    """
    with ExitStack() as stack:
        store = open_store(settings.database_url)
        stack.callback(store.close)
        now = (lambda: as_of) if as_of else clock
        keys = _keys(settings, environ)
        yield Runtime(settings, store, keys=keys, clock=now, environ=environ, stack=stack, as_of=as_of)


def _keys(settings: Settings, environ: Mapping[str, str]) -> tokens.Keys:
    config.ensure(settings.newsroom.secret, environ)
    return tokens.keys(config.secret(settings.newsroom.secret, environ))
