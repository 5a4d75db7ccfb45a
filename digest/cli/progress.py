"""How far a long step is, drawn on a terminal; silent elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from digest.progress import Progress


@contextmanager
def drawn() -> Iterator[Callable[[Progress], None]]:
    """Gives what a step reports to: a bar a stage on a terminal, nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _progress: None
        return
    # rich takes a tenth of a second to import, which only somebody who watches has to spare.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415
    from rich.progress import TaskID  # noqa: PLC0415

    tasks: dict[str, TaskID] = {}
    with Bars(console=Console(stderr=True), transient=True) as bars:

        def report(now: Progress) -> None:
            if now.stage not in tasks:
                tasks[now.stage] = bars.add_task(now.stage, total=now.total)
            bars.update(tasks[now.stage], completed=now.done, total=now.total)

        yield report
