"""One request on its way through redirects: where it is, where it has been, and where it moved for good."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str
    for_good: bool


@dataclass(slots=True)
class Journey:
    url: str
    left_s: float
    """What is left of the time for the whole journey; waiting for a turn does not count."""
    moved_to: str | None = None
    """Its new address, as long as every hop so far was for good."""
    for_good: bool = True
    seen: set[str] = field(default_factory=set)

    def follow(self, redirect: Redirect) -> None:
        self.seen.add(self.url)
        self.url = redirect.url
        self.for_good = self.for_good and redirect.for_good
        if self.for_good:
            self.moved_to = redirect.url
