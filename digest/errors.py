"""The errors a caller cannot use, and how each ends the program.

Ordinary outcomes are values (see `model.fault.Fault`); these are for what stops the work at hand.
"""

from collections.abc import Sequence
from enum import IntEnum

from digest.model.fault import Fault


class ExitCode(IntEnum):
    """What the `digest` command tells the shell; stable, documented in docs/operators.md."""

    OK = 0
    FAILED = 1
    USAGE = 2
    WARNINGS = 3
    CONFIG_INVALID = 4
    NEEDS_APPROVAL = 5
    LOCKED = 6


class DigestError(Exception):
    """One clear line: where it happened, what is wrong, and what to do about it."""

    exit_code = ExitCode.FAILED

    def __init__(self, what: str, *, where: str = "", hint: str = "") -> None:
        self.fault = Fault(where=where, what=what, hint=hint)
        super().__init__(str(self.fault))


class ConfigError(DigestError):
    """config.toml is not usable; carries every fault found in it, in file order."""

    exit_code = ExitCode.CONFIG_INVALID

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        Exception.__init__(self, "\n".join(map(str, self.faults)))
        self.fault = self.faults[0]


class UsageError(DigestError):
    """The command line asks for something that does not exist or does not fit together."""

    exit_code = ExitCode.USAGE


class SourceError(DigestError):
    """A source cannot be read at all."""


class StoreError(DigestError):
    """The database cannot be opened, is of another version, or refuses a write."""


class ThemeError(DigestError):
    """A theme cannot be compiled or filled."""


class ListError(DigestError):
    """A subscriber file cannot be used at all (single bad rows are faults, not errors)."""


class TransportError(DigestError):
    """A way out is not usable as configured: a wrong key, an unknown host, a folder without permission."""


class TokenError(DigestError):
    """A link's token is malformed, expired, forged, or meant for something else."""


class NeedsApprovalError(DigestError):
    """The edition waits for an editor."""

    exit_code = ExitCode.NEEDS_APPROVAL


class LockedError(DigestError):
    """Another process holds what this one needs."""

    exit_code = ExitCode.LOCKED
