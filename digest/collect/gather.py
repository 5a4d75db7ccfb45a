"""Visits sources: each is asked, read and compared with what is known; one that fails harms none of the others."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from threading import Lock

from digest.collect import feed_source, folder_source, limits, manners, page_source
from digest.collect.answers import Failed, FailureKind, Fetched, NotModified, Validators
from digest.collect.fetch import Fetcher
from digest.collect.harvest import Equipment, Harvest, Known, shown, where
from digest.collect.isolate import Parsers
from digest.model.article import Article
from digest.model.fault import Fault
from digest.model.settings import Source, SourceKind

log = logging.getLogger(__name__)

_KINDS: Mapping[SourceKind, Callable[[Source, Validators, Equipment], Harvest]] = {
    SourceKind.FEED: feed_source.read,
    SourceKind.PAGE: page_source.read,
    SourceKind.FOLDER: folder_source.read,
}

_HINTS = {
    FailureKind.ADDRESS: "Correct the source in config.toml.",
    FailureKind.PRIVATE_ADDRESS: "List it in collect.allow_private if it is yours.",
    FailureKind.DNS: "Check the spelling of its address.",
    FailureKind.GONE: "It is not asked again; remove it or give its new address.",
    FailureKind.MISSING: "Look for its new address on the publisher's site.",
    FailureKind.FORBIDDEN: "The publisher may want an agreement, or takes us for something else.",
    FailureKind.NOT_A_FEED: "Open the address in a browser: it may have moved, or ask for consent first.",
    FailureKind.CONSENT: "Ask the publisher for a feed that machines may read.",
    FailureKind.EMPTY: "Give a selector for its article links.",
    FailureKind.FILE: "Check the path and who may read it.",
    FailureKind.TOO_COSTLY: "It is left out until it is read without harm.",
}
_LATER = "It is tried again by itself."


NOTHING_KNOWN = Validators()


class State(StrEnum):
    OK = "ok"
    UNCHANGED = "unchanged"
    FAILED = "failed"


_STATES = {Fetched: State.OK, NotModified: State.UNCHANGED, Failed: State.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A source to visit, and what is known from earlier visits."""

    source: Source
    validators: Validators = NOTHING_KNOWN
    failures: int = 0
    """In a row, before this visit."""
    minutes: int = 60
    """How often it is looked at when all is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What one visit to a source brought."""

    source: str
    state: State
    articles: tuple[Article, ...] = ()
    """New ones, newest first where dates tell."""
    addresses: tuple[tuple[str, str], ...] = ()
    """(address, article id): every address under which the articles were met, to be known next time."""
    fault: Fault | None = None
    """Why it failed."""
    failure: FailureKind | None = None
    warnings: tuple[Fault, ...] = ()
    """What is wrong although it did not fail: unreadable files of a folder, article pages that gave no text."""
    validators: Validators = NOTHING_KNOWN
    next_poll_at: datetime | None = None
    """None where the source is gone and waits for the operator."""
    moved_to: str | None = None
    entries_found: int = 0
    """Entries, links or files looked at, known ones included."""
    published: tuple[datetime, ...] = field(default=(), repr=False)
    """When what it shows was published, for the health of the source."""


def gather(
    source: Source,
    *,
    fetcher: Fetcher,
    parsers: Parsers,
    known: Known,
    now: datetime,
    validators: Validators | None = None,
    failures: int = 0,
    minutes: int = 60,
) -> Gathered:
    """What one source has that is not known. `known` tells which of many addresses an article is known by."""
    polled = Polled(source=source, validators=validators or Validators(), failures=failures, minutes=minutes)
    return _gathered(polled, Equipment(fetcher=fetcher, parsers=parsers, known=known, now=now))


def gather_all(
    polled: Sequence[Polled], *, fetcher: Fetcher, parsers: Parsers, known: Known, now: datetime
) -> Iterator[Gathered]:
    """The same for many sources at once, in the order in which they finish.

    `known` is called from other threads, by one at a time. Who stops looking stops the visits not begun yet.
    """
    one_at_a_time = Lock()

    def known_here(urls: Sequence[str]) -> set[str]:
        with one_at_a_time:
            return known(urls)

    equipment = Equipment(fetcher=fetcher, parsers=parsers, known=known_here, now=now)
    pool = ThreadPoolExecutor(max_workers=limits.GATHER_THREADS, thread_name_prefix="gather")
    try:
        for future in as_completed([pool.submit(_gathered, one, equipment) for one in polled]):
            yield future.result()
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _gathered(polled: Polled, equipment: Equipment) -> Gathered:
    try:
        harvest = _KINDS[polled.source.kind](polled.source, polled.validators, equipment)
    except Exception as error:  # a fault of ours in one source must not cost the morning
        log.exception("visiting source %s failed", polled.source.id)
        reason = f"it could not be visited because of a fault in Digest ({type(error).__name__})"
        harvest = Harvest(answer=Failed(kind=FailureKind.UNREADABLE, reason=reason))
    return _told(polled, harvest, equipment.now)


def _told(polled: Polled, harvest: Harvest, now: datetime) -> Gathered:
    """The harvest with what follows from it: state, fault, validators, next visit."""
    source, answer = polled.source, harvest.answer
    next_poll_at = manners.next_poll(
        source.id,
        answer,
        now=now,
        minutes=polled.minutes,
        failures=polled.failures,
        rhythm=manners.rhythm(harvest.published),
    )
    return Gathered(
        source=source.id,
        state=_STATES[type(answer)],
        articles=harvest.articles,
        addresses=harvest.addresses,
        fault=_fault(source, answer) if isinstance(answer, Failed) else None,
        failure=answer.kind if isinstance(answer, Failed) else None,
        warnings=harvest.warnings,
        validators=answer.validators if isinstance(answer, Fetched) else polled.validators,
        next_poll_at=next_poll_at,
        moved_to=None if isinstance(answer, Failed) else answer.moved_to,
        entries_found=harvest.found,
        published=harvest.published,
    )


def _fault(source: Source, failed: Failed) -> Fault:
    return Fault(
        where=where(source), what=f"{shown(source.url)}: {failed.reason}", hint=_HINTS.get(failed.kind, _LATER)
    )
