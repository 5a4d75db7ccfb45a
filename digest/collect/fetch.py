"""Foreign bytes over HTTP, politely and within limits."""

import asyncio
import queue
import threading
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import unquote

import httpx2

from digest import __version__, urls
from digest.collect import body, dial, failures, guard, limits, manners
from digest.collect.answers import (
    Failed,
    FailureKind,
    Fetched,
    NotModified,
    Purpose,
    Request,
    Result,
    Validators,
)
from digest.collect.journey import Journey, Redirect
from digest.collect.turns import Turns
from digest.errors import SourceError
from digest.model.settings import Settings

_REDIRECTS = {301, 302, 303, 307, 308}
_FOR_GOOD = {301, 308}
_CODINGS = {"", "identity", "gzip", "x-gzip", "deflate"}
_ACCEPT = {
    Purpose.FEED: "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    Purpose.PAGE: "text/html, application/xhtml+xml, text/plain;q=0.5, */*;q=0.1",
    Purpose.IMAGE: "image/jpeg, image/png, image/webp, image/gif, */*;q=0.1",
}


def user_agent(settings: Settings) -> str:
    """Name, version and where a publisher can complain."""
    contact = settings.newsroom.contact or settings.newsroom.public_url
    text = f"Digest/{__version__} (+{contact})"
    return "".join(letter for letter in text if " " <= letter <= "~")


def open_fetcher(settings: Settings, *, host_gap_s: float = limits.HOST_GAP_S) -> "Fetcher":
    """The fetcher that config describes. Raises SourceError where `collect.allow_private` makes no sense."""
    try:
        allowed = guard.allowed(settings.collecting.allow_private)
    except ValueError as error:
        raise SourceError(str(error), where=f"{settings.file.name}: collect.allow_private") from error
    return Fetcher(agent=user_agent(settings), allowed=allowed, host_gap_s=host_gap_s)


class Fetcher:
    """Fetches many addresses at once behind plain calls; may be shared by threads, lives until `close`.

    `host_gap_s` is the pause between two requests to one host, `own_gap_s` the same for hosts of the allow list.
    """

    def __init__(
        self,
        *,
        agent: str,
        allowed: guard.Allowed | None = None,
        host_gap_s: float = limits.HOST_GAP_S,
        own_gap_s: float = 0.0,
        waits: limits.Waits | None = None,
        look_up: dial.LookUp = dial.system_look_up,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._allowed = allowed or guard.Allowed()
        self._look_up = look_up
        self._agent = agent
        self._gaps = (host_gap_s, own_gap_s)
        self._waits = waits or limits.Waits()
        self._clock = clock
        self._robots: dict[str, tuple[float, asyncio.Task[manners.Robots]]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="fetch", daemon=True)
        self._thread.start()
        asyncio.run_coroutine_threadsafe(self._open(), self._loop).result()

    async def _open(self) -> None:
        self._turns = Turns(self._allowed.names, gap_s=self._gaps[0], own_gap_s=self._gaps[1])
        self._transport = _Transport(self._allowed, self._look_up)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Ends what is under way and hangs up."""
        if self._loop.is_closed():
            return
        asyncio.run_coroutine_threadsafe(self._hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _hang_up(self) -> None:
        for _ in range(3):
            await asyncio.sleep(0)  # what was begun just now takes its first step, and can be ended cleanly
        while tasks := asyncio.all_tasks() - {asyncio.current_task()}:  # ending one may start another
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        await self._transport.aclose()
        await self._loop.shutdown_asyncgens()

    def get(self, request: Request) -> Result:
        """The answer to one request."""
        return self._begin(request).result()

    def many(
        self, requests: Sequence[Request], *, ahead_max: int = limits.FETCH_AHEAD_MAX
    ) -> Iterator[tuple[Request, Result]]:
        """Each request with its answer, in the order in which they finish; at most `ahead_max` are under way."""
        waiting = deque(requests)
        done: queue.SimpleQueue[tuple[Request, Future[Result]]] = queue.SimpleQueue()
        under_way: set[Future[Result]] = set()
        try:
            while waiting or under_way:
                while waiting and len(under_way) < ahead_max:
                    under_way.add(self._begin(waiting.popleft(), done))
                request, future = done.get()
                under_way.discard(future)
                yield request, future.result()
        finally:
            for future in under_way:
                future.cancel()

    def _begin(
        self, request: Request, done: "queue.SimpleQueue[tuple[Request, Future[Result]]] | None" = None
    ) -> "Future[Result]":
        future = asyncio.run_coroutine_threadsafe(self._fetch(request), self._loop)
        if done is not None:
            future.add_done_callback(lambda finished: done.put((request, finished)))
        return future

    async def _fetch(self, request: Request) -> Result:
        journey = Journey(request.url, self._waits.total_s)
        for _ in range(limits.REDIRECTS_MAX + 1):
            answer = await self._hop(request, journey)
            if not isinstance(answer, Redirect):
                return answer
            if answer.url in journey.seen:
                return Failed(kind=FailureKind.REDIRECTS, reason="the server redirects in a circle")
            journey.follow(answer)
        return Failed(kind=FailureKind.REDIRECTS, reason=f"the server redirects more than {limits.REDIRECTS_MAX} times")

    async def _hop(self, request: Request, journey: Journey) -> Result | Redirect:
        """One request of a journey, in its turn and within what is left of its time."""
        parts = urls.split(journey.url)
        if parts is None or not parts.hostname or not urls.is_web(journey.url):
            return Failed(kind=FailureKind.ADDRESS, reason="the address is not one of http or https")
        robots = await self._robots_for(journey.url) if request.robots else manners.Robots()
        if not robots.allows(journey.url):
            return Failed(kind=FailureKind.ROBOTS, reason=robots.why)
        async with self._turns.at(parts.hostname, parts.port or _port(parts.scheme), robots.delay_s):
            started = self._loop.time()
            try:
                async with asyncio.timeout(journey.left_s):
                    return await self._exchange(request, journey)
            except Exception as error:  # noqa: BLE001  whatever a server does ends in one plain line
                return failures.of(error, request)
            finally:
                journey.left_s -= self._loop.time() - started

    async def _exchange(self, request: Request, journey: Journey) -> Result | Redirect:
        outgoing = httpx2.Request(
            "GET",
            journey.url,
            headers=self._headers(request) | _sign_in(journey.url),
            extensions={"timeout": self._timeout()},
        )
        response = await self._sent(outgoing)
        response.request = outgoing
        try:
            return await self._read(request, journey, response)
        finally:
            await response.aclose()

    async def _sent(self, outgoing: httpx2.Request) -> httpx2.Response:
        """The head of the answer; asked twice where a connection that had been kept turned out to be dead."""
        try:
            return await self._transport.handle_async_request(outgoing)
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.WriteError):
            return await self._transport.handle_async_request(outgoing)

    async def _read(self, request: Request, journey: Journey, response: httpx2.Response) -> Result | Redirect:
        headers = {name.lower(): value for name, value in response.headers.items()}
        status = response.status_code
        if status in _REDIRECTS and headers.get("location"):
            return Redirect(urls.absolute(journey.url, headers["location"]), for_good=status in _FOR_GOOD)
        if status == 304:
            return NotModified(fresh_for_s=manners.fresh_for_s(headers), moved_to=journey.moved_to)
        if not 200 <= status < 300:
            return manners.status_failure(status, headers, self._clock())
        if headers.get("content-encoding", "").strip().lower() not in _CODINGS:
            return Failed(kind=FailureKind.BROKEN, reason="the answer is packed in a way we did not ask for")
        return Fetched(
            data=await body.read(response, headers, request.body_bytes_max),
            url=journey.url,
            headers=headers,
            validators=_validators(headers),
            moved_to=journey.moved_to,
            fresh_for_s=manners.fresh_for_s(headers),
        )

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {
            "User-Agent": self._agent,
            "Accept": _ACCEPT[request.purpose],
            "Accept-Encoding": "gzip, deflate",
        }
        if request.validators.etag:
            headers["If-None-Match"] = request.validators.etag
        if request.validators.last_modified:
            headers["If-Modified-Since"] = request.validators.last_modified
        return headers

    def _timeout(self) -> dict[str, float]:
        waits = self._waits
        return {"connect": waits.connect_s, "read": waits.read_s, "write": waits.read_s, "pool": waits.total_s}

    async def _robots_for(self, url: str) -> manners.Robots:
        """What the host of `url` asks of robots; fetched once and kept as long as RFC 9309 allows."""
        origin = str(httpx2.URL(url).copy_with(raw_path=b"/robots.txt", fragment=None, userinfo=b""))
        expires_at, task = self._robots.get(origin, (0.0, None))
        if task is None or self._loop.time() > expires_at:
            task = self._loop.create_task(self._ask_robots(origin))
            self._robots[origin] = (self._loop.time() + limits.ROBOTS_FRESH_S, task)
        return await asyncio.shield(task)

    async def _ask_robots(self, origin: str) -> manners.Robots:
        robots = manners.robots_of(await self._fetch(Request(url=origin, purpose=Purpose.PAGE)))
        if not robots.open:
            task = self._robots[origin][1]
            self._robots[origin] = (self._loop.time() + limits.ROBOTS_RETRY_S, task)
        return robots


class _Transport(httpx2.AsyncHTTPTransport):
    """httpx2's transport over our own pool: every connection passes the address guard, no proxy, no cookies."""

    def __init__(self, allowed: guard.Allowed, look_up: dial.LookUp) -> None:
        self._pool = dial.pool(allowed, look_up)


def _port(scheme: str) -> int:
    return 443 if scheme == "https" else 80


def _sign_in(url: str) -> dict[str, str]:
    """What an address with a user and password in it means; never taken along to another host."""
    parts = urls.split(url)
    if parts is None or not parts.username:
        return {}
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": "Basic " + b64encode(pair.encode()).decode()}


def _validators(headers: dict[str, str]) -> Validators:
    def kept(name: str) -> str | None:
        value = headers.get(name)
        return value if value and len(value) <= limits.HEADER_LETTERS_MAX and value.isascii() else None

    return Validators(etag=kept("etag"), last_modified=kept("last-modified"))
