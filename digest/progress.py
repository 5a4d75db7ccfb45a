"""How far a long step has come: told by the step, drawn by the command line and the desk only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """`done` of `total` units of `stage` are finished; `note` names the one just done, for people."""

    stage: str
    done: int
    total: int
    note: str = ""


def silent(_progress: Progress) -> None:
    """For where nobody watches."""
