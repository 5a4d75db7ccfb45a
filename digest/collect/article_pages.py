"""Fetches the web pages of articles, as many as manners allow, and hands each to a parser process."""

from collections import Counter
from collections.abc import Iterator, Sequence

from digest.collect import limits
from digest.collect.answers import Failed, FailureKind, Fetched, NotModified, Purpose, Request, Result
from digest.collect.harvest import Equipment, is_page, not_a_page, where
from digest.collect.outline import Reading
from digest.model.article import Article
from digest.model.fault import Fault
from digest.model.settings import Source

_LEAVE_ALONE = {FailureKind.BUSY, FailureKind.FORBIDDEN, FailureKind.TIMEOUT, FailureKind.REFUSED, FailureKind.DNS}


class Pages:
    """The article pages of one source at one visit. Iterating fetches; `warnings` tells afterwards what failed."""

    def __init__(self, source: Source, equipment: Equipment, wanted: Sequence[str]) -> None:
        self._source = source
        self._equipment = equipment
        self._wanted = wanted[: limits.PAGES_MAX]
        self._failures: list[str] = []
        self._refused_in_a_row = 0

    def __iter__(self) -> Iterator[tuple[str, Fetched]]:
        """(the address that was wanted, its page), as they come; ends early where the host does not want us."""
        requests = [Request(url=url, purpose=Purpose.PAGE, robots=True) for url in self._wanted]
        for request, result in self._equipment.fetcher.many(requests, ahead_max=limits.PAGES_AHEAD_MAX):
            page = self._usable(result)
            if isinstance(page, Fetched):
                yield request.url, page
            if self._refused_in_a_row >= limits.PAGE_FAILURES_MAX:
                return

    def _usable(self, result: Result) -> Fetched | None:
        match result:
            case Fetched() if is_page(result):
                self._refused_in_a_row = 0
                return result
            case Fetched():
                self._failures.append(not_a_page().reason)
            case Failed(kind=kind, reason=reason):
                self._failures.append(reason)
                self._refused_in_a_row += kind in _LEAVE_ALONE
            case NotModified():
                pass
        return None

    def article(self, reader: str, *args: object) -> Article | None:
        """What a reader makes of a page; what it cannot read is remembered for `warnings`."""
        reading = self._equipment.parsers.run(Reading, reader, *args)
        if isinstance(reading, Failed):
            self._failures.append(reading.reason)
            return None
        if reading.article is None:
            self._failures.append(reading.why)
        return reading.article

    @property
    def warnings(self) -> tuple[Fault, ...]:
        if not self._failures:
            return ()
        (reason, _), *_ = Counter(self._failures).most_common(1)
        what = f"{len(self._failures)} of {len(self._wanted)} article pages gave no text: {reason}"
        return (Fault(where=where(self._source), what=what),)
