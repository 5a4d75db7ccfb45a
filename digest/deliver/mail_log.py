"""What a Postfix mail log says about mails of ours, found by their Message-ID. It proves what was taken, and, where it
covers the time, what was not.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, tzinfo
from enum import StrEnum
from pathlib import Path

from digest.errors import TransportError

LINE_LETTERS_MAX = 4_000
AFTERWARDS = timedelta(minutes=2)  # a server that was cut off in the middle has thrown the mail away by then

_ID = re.compile(r"\bpostfix\S*/cleanup\[\d+\]: (\w+): message-id=(<[^>\s]+>)")
_QUEUED = re.compile(r"\bpostfix\S*/qmgr\[\d+\]: (\w+): from=<[^>]*>,.*\(queue active\)")
_STATUS = re.compile(r"\bpostfix\S*/\w+\[\d+\]: (\w+): to=<[^>]*>,.*?(?:dsn=([\d.]+), )?status=(\w+)")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLASSIC = re.compile(r"([A-Z][a-z]{2}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) ")


class Fate(StrEnum):
    """How far a mail came, from the least."""

    BEGUN = "begun"
    """Its headers were read; whether all of it came, the log does not say."""
    TAKEN = "taken"
    SENT = "sent"
    BOUNCED = "bounced"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    fate: Fate
    code: str = ""


@dataclass(slots=True)
class Log:
    """What was read."""

    since: datetime | None = None
    until: datetime | None = None
    traces: dict[str, Trace] = field(default_factory=dict)
    """By Message-ID, of those that were asked for."""

    def proves_absent(self, message_id: str, *, begun_at: datetime, given_up_at: datetime) -> bool:
        """Whether a mail that was handed over between these two moments, if at all, was never taken."""
        if message_id in self.traces or self.since is None or self.until is None:
            return False
        return self.since <= begun_at and given_up_at + AFTERWARDS <= self.until


def read(path: Path, wanted: frozenset[str], *, now: datetime, zone: tzinfo | None = None) -> Log:
    """Reads the log, and the one before it (`path.1`). Raises TransportError where it cannot be read.

    `zone` is where times without one are of; None: this machine's.
    """
    try:
        return traced(_lines(path), wanted, now=now, zone=zone)
    except OSError as error:
        raise TransportError(
            f"the mail log cannot be read ({error.strerror})",
            where=str(path),
            hint="Put this account into the group that may, often adm, or take mail_log out of the transport.",
        ) from error


def traced(lines: Iterable[str], wanted: frozenset[str], *, now: datetime, zone: tzinfo | None = None) -> Log:
    """The traces of these Message-IDs. Pure."""
    log = Log()
    queue: dict[str, str] = {}
    last = ""
    for line in lines:
        if log.since is None:
            log.since = moment(line, now=now, zone=zone)
        last = line
        if (found := _ID.search(line)) and found[2] in wanted:
            queue[found[1]] = found[2]
            log.traces.setdefault(found[2], Trace(fate=Fate.BEGUN))
        elif found:
            queue.pop(found[1], None)  # Postfix gives an old queue id to a new mail
        elif queue:
            _follow(line, queue, log.traces)
    log.until = moment(last, now=now, zone=zone)
    return log


def moment(line: str, *, now: datetime, zone: tzinfo | None = None) -> datetime | None:
    """When a line was written: RFC 3339, or the classic form, whose year is the last in which it is not to come."""
    word = line.partition(" ")[0]
    try:
        return datetime.fromisoformat(word).astimezone(UTC)
    except ValueError:
        found = _CLASSIC.match(line)
    if found is None or found[1] not in _MONTHS:
        return None
    month, (day, hour, minute, second) = _MONTHS.index(found[1]) + 1, map(int, found.groups()[1:])
    for year in (now.year + 1, now.year, now.year - 1):
        try:
            at = datetime(year, month, day, hour, minute, second, tzinfo=zone).astimezone(UTC)
        except ValueError:
            continue  # the 29th of February
        if at <= now + timedelta(days=1):
            return at
    return None


def _follow(line: str, queue: Mapping[str, str], traces: dict[str, Trace]) -> None:
    if (found := _QUEUED.search(line)) and found[1] in queue:
        id = queue[found[1]]
        if traces[id].fate is Fate.BEGUN:
            traces[id] = replace(traces[id], fate=Fate.TAKEN)
    elif (found := _STATUS.search(line)) and found[1] in queue:
        fates = {"sent": Fate.SENT, "bounced": Fate.BOUNCED, "expired": Fate.BOUNCED}
        traces[queue[found[1]]] = Trace(fate=fates.get(found[3], Fate.TAKEN), code=found[2] or "")


def _lines(path: Path) -> Iterator[str]:
    for file in (path.with_name(f"{path.name}.1"), path):
        if file == path or file.exists():
            with file.open(encoding="utf-8", errors="replace") as opened:
                while line := opened.readline(LINE_LETTERS_MAX):
                    yield line
