"""How far a long step is, drawn on a terminal; silent elsewhere."""

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from digest.progress import Pace, Progress

MINUTE_S, HOUR_S = 60, 3600


@contextmanager
def drawn() -> Iterator[Callable[[Progress], None]]:
    """Gives what a step reports to: a bar a stage on a terminal, nothing where nobody watches."""
    if not sys.stderr.isatty():
        yield lambda _progress: None
        return
    # rich takes a tenth of a second to import, which only somebody who watches has to spare.
    from rich.console import Console  # noqa: PLC0415
    from rich.progress import BarColumn, MofNCompleteColumn, TaskID, TextColumn  # noqa: PLC0415
    from rich.progress import Progress as Bars  # noqa: PLC0415

    tasks: dict[str, tuple[TaskID, Pace]] = {}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[said]}"))
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:

        def report(now: Progress) -> None:
            if now.stage not in tasks:
                tasks[now.stage] = (bars.add_task(now.stage, total=now.total, said=""), Pace())
            task, pace = tasks[now.stage]
            pace.told(now.done, at_s=time.monotonic())
            bars.update(task, completed=now.done, total=now.total, said=in_words(now, pace) if now.counts else "")

        yield report


def in_words(now: Progress, pace: Pace) -> str:
    """How fast it goes, how long it takes, and what became of what is done."""
    parts = [f"{pace.per_second:,.0f} a second" if pace.per_second else "", _left(pace.left_s(now.total))]
    return "; ".join(filter(None, [", ".join(filter(None, parts)), counted(now.counts)]))


def counted(of: Sequence[tuple[str, int]]) -> str:
    """Such as `40 accepted, 2 rejected`: what there is none of is left out."""
    return ", ".join(f"{count:,} {name}" for name, count in of if count)


def _left(seconds: float | None) -> str:
    if not seconds:
        return ""
    if seconds < MINUTE_S:
        return "less than a minute left"
    unit_s, unit = (MINUTE_S, "min") if seconds < 2 * HOUR_S else (HOUR_S, "h")
    return f"about {round(seconds / unit_s)} {unit} left"
