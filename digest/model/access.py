"""Who may use the HTTP API, and for what."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Scope(StrEnum):
    """What a token allows; each call of the API needs one."""

    ARCHIVE_READ = "archive:read"
    LISTS_READ = "lists:read"
    SUBSCRIBERS_READ = "subscribers:read"
    SUBSCRIBERS_WRITE = "subscribers:write"
    CONSENT_READ = "consent:read"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiToken:
    """A token as we keep it: enough to know it again, not enough to use it."""

    id: str
    """Its public part."""
    name: str
    key: str
    """SHA-256 (hex) of its secret part, which has too many bits to be guessed."""
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None = None

    def allows(self, scope: Scope) -> bool:
        return scope in self.scopes
