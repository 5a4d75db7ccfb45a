"""What every page of the desk is made with."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import HTTPException

from digest import i18n, schedule, store
from digest.desk.pictures import Pictures
from digest.desk.proofs import Proofs
from digest.model.edition import Edition, EditionState, Slot
from digest.model.settings import Digest
from digest.runtime import Runtime
from digest.web.limits import Attempts
from digest.web.pages import Pages

OVER = frozenset({EditionState.SENT, EditionState.SKIPPED, EditionState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    runtime: Runtime
    pages: Pages
    proofs: Proofs
    pictures: Pictures
    attempts: Attempts
    network_attempts: Attempts
    path: str
    """Where the desk is mounted, with the public address's own path."""

    @property
    def digests(self) -> tuple[Digest, ...]:
        return tuple(self.runtime.settings.digests.values())

    @property
    def sample_day(self) -> date | None:
        """The day on which a sample newsroom, whose days are past, is shown."""
        days = self.runtime.settings.sample_days
        return date.fromisoformat(days[-1]) if days else None

    def digest(self, name: str) -> Digest:
        found = self.runtime.settings.digests.get(name)
        if found is None:
            raise HTTPException(404, f'There is no digest "{name}" in this newsroom.')
        return found

    def edition(self, slot: Slot) -> Edition | None:
        with self.runtime.store.read() as db:
            return store.editions.by_id(db, slot.id)

    def present(self, digest: Digest) -> Slot:
        """The slot an editor is most likely to want: the one that is due and not over, else the next."""
        if self.sample_day:
            return schedule.slot(digest, self.sample_day)
        now = self.runtime.now()
        for slot in schedule.due(digest, now):
            edition = self.edition(slot)
            if edition is None or edition.state not in OVER:
                return slot
        return schedule.upcoming(digest, now)

    def slot(self, digest: Digest, day: str) -> Slot:
        """The slot of a date in an address; 404 where it is none."""
        try:
            return schedule.slot(digest, date.fromisoformat(day))
        except (ValueError, OverflowError):
            raise HTTPException(404) from None

    def address(self, slot: Slot) -> str:
        return f"{self.path}/{slot.digest}/{slot.date.isoformat()}"


def clock(instant: datetime, digest: Digest) -> str:
    """`Tue 10 March, 07:00`, on the digest's clock."""
    local = instant.astimezone(ZoneInfo(digest.timezone))
    return f"{local:%a} {local.day} {local:%B}, {local:%H:%M}"


def day_in_words(day: date) -> str:
    return i18n.format_date(day, "en-GB")
