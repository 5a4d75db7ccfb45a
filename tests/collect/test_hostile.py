"""A morning among hostile servers: each is ended by its limit, and the good sources do not notice."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from digest.collect import gather, guard
from digest.collect.fetch import Fetcher
from digest.collect.gather import Gathered, Polled, State
from digest.collect.isolate import Bounds, Parsers
from digest.collect.limits import Waits
from digest.model.settings import Source, SourceKind
from tests.collect import hostile_bytes
from tests.collect.conftest import no_names
from tests.collect.peer import Peer, Reply, serving

pytestmark = pytest.mark.slow

NOW = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
GOOD = 12
CPU_S = 1
TOTAL_S = 6  # for one answer: what never ends is ended, and what a busy machine answers late is not


def _serve(peer: Peer) -> list[str]:
    """Puts every hostile body on the peer; the names of the feeds that lead to them."""
    names = []
    for name, body in hostile_bytes.feeds(peer.url("/canary")):
        peer.routes[f"/feed/{name}".replace(" ", "%20")] = Reply(body=body)
        names.append(name)
    for name, reply in hostile_bytes.replies():
        peer.routes[f"/feed/reply%20{name}".replace(" ", "%20")] = reply
        names.append(f"reply {name}")
    for name, body in hostile_bytes.pages():
        at = f"/page/{name}".replace(" ", "%20")
        peer.routes[at] = Reply(headers={"Content-Type": "text/html"}, body=body)
        peer.routes[f"/feed/page%20{name}".replace(" ", "%20")] = Reply(
            body=hostile_bytes.rss(hostile_bytes.item(link=peer.url(at)))
        )
        names.append(f"page {name}")
    peer.routes["/circle"] = Reply(status=302, headers={"Location": "/circle"})
    for number in range(GOOD):
        body = hostile_bytes.rss(
            hostile_bytes.item(f"Good news {number}", link=f"https://g.example/{number}", text="Word. " * 150)
        )
        peer.routes[f"/good/{number}"] = Reply(body=body)
    return names


def _polled(peer: Peer, id: str, path: str) -> Polled:
    url = peer.url(path.replace(" ", "%20"))
    return Polled(source=Source(id=id, kind=SourceKind.FEED, url=url, publisher="P"))


@pytest.fixture(scope="module")
def morning() -> Iterator[tuple[dict[str, Gathered], Peer, float]]:
    """One gathering of all hostile sources with the good ones between them."""
    with serving() as peer:
        names = _serve(peer)
        polled = [_polled(peer, name, f"/feed/{name}") for name in names]
        for number in range(GOOD):
            polled.insert(number * 7, _polled(peer, f"good {number}", f"/good/{number}"))
        allowed = guard.allowed([f"127.0.0.1:{peer.port}"])
        started = time.monotonic()
        with (
            Fetcher(agent="t", allowed=allowed, waits=Waits(total_s=TOTAL_S), look_up=no_names) as fetcher,
            Parsers(workers=2, bounds=Bounds(cpu_s_max=CPU_S)) as parsers,
        ):
            found = {
                gathered.source: gathered
                for gathered in gather.gather_all(
                    polled, fetcher=fetcher, parsers=parsers, known=lambda _: set(), now=NOW
                )
            }
        yield found, peer, time.monotonic() - started


def test_there_are_enough_hostile_ones(morning):
    found, _, _ = morning
    assert len(found) - GOOD >= 60


def test_the_good_sources_do_not_notice(morning):
    """Every one of them brings its article."""
    found, _, _ = morning
    for number in range(GOOD):
        gathered = found[f"good {number}"]
        assert gathered.state is State.OK
        assert [article.title for article in gathered.articles] == [f"Good news {number}"]
        assert not gathered.warnings


def test_every_hostile_one_ends_in_plain_words(morning):
    """Never in a fault of ours, and each fault is one short line."""
    found, _, _ = morning
    for gathered in found.values():
        for fault in (gathered.fault, *gathered.warnings):
            line = str(fault)
            assert "fault in Digest" not in line
            assert "\n" not in line
            assert len(line) < 400


def test_nothing_hostile_comes_through(morning):
    """No markup in titles, no address but of the web, no letter that turns the line, no date ahead of now."""
    found, _, _ = morning
    for article in (article for gathered in found.values() for article in gathered.articles):
        assert "<script" not in article.title
        assert "<img" not in article.title
        assert "\0" not in article.title + article.text
        assert len(article.title) <= 300
        assert article.url is None or article.url.startswith(("http://", "https://"))
        assert article.published_at is None or article.published_at <= NOW


def test_nobody_is_asked_for_what_a_document_names(morning):
    """External entities, stylesheets and inclusions are not fetched, nor files read."""
    found, peer, _ = morning
    assert "/canary" not in peer.paths()
    said = " ".join(article.title + article.text for gathered in found.values() for article in gathered.articles)
    assert "root:" not in said


def test_the_morning_goes_on_in_time(morning):
    """Each hostile one costs at most its limit: the bound is wide enough for any load of the machine."""
    found, _, seconds = morning
    assert seconds < len(found) * CPU_S
