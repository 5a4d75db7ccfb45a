"""A fault that did not stop the work: told to people, never raised."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong. Reads as `where: what. hint`; never holds an e-mail address or a secret."""

    where: str = ""
    """File with line and column, source, list row, edition: whatever finds the spot again."""
    what: str
    hint: str = ""

    def __str__(self) -> str:
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line.rstrip('.')}. {self.hint}" if self.hint else line
