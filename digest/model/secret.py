"""Where a secret stands; what it is, only who needs it reads."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """Where a secret is read from, never the secret itself: an environment variable or a file, exactly one."""

    env: str | None = None
    file: Path | None = None
