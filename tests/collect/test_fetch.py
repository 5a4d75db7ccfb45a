"""Fetching: politely, within limits, and never from inside."""

import gzip
import socket
import time
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from digest.collect import guard, limits
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
from digest.collect.fetch import Fetcher
from digest.collect.limits import Waits
from tests.collect.peer import Asked, Peer, Reply


def got(result: Result) -> Fetched:
    assert isinstance(result, Fetched), result
    return result


def failed(result: Result, kind: FailureKind) -> Failed:
    assert isinstance(result, Failed), result
    assert result.kind is kind
    assert "\n" not in result.reason
    assert result.reason
    return result


def test_a_body_comes_back_with_its_headers_and_validators(peer: Peer, fetcher: Fetcher):
    """What a later request needs to hear "unchanged" is handed over with the body."""
    peer.routes["/feed"] = Reply(
        headers={"ETag": '"a1"', "Last-Modified": "Mon, 01 Jun 2026 06:00:00 GMT", "Cache-Control": "max-age=900"},
        body=b"<rss/>",
    )
    fetched = got(fetcher.get(Request(url=peer.url("/feed"))))
    assert fetched.data == b"<rss/>"
    assert fetched.url == peer.url("/feed")
    assert fetched.headers["etag"] == '"a1"'
    assert fetched.validators == Validators(etag='"a1"', last_modified="Mon, 01 Jun 2026 06:00:00 GMT")
    assert fetched.fresh_for_s == 900
    assert fetched.moved_to is None


def test_an_unchanged_feed_costs_no_body(peer: Peer, fetcher: Fetcher):
    """Validators are sent back, and a 304 is an answer of its own."""

    def answer(asked: Asked) -> Reply:
        known = asked.headers.get("if-none-match") == '"a1"' and "if-modified-since" in asked.headers
        return Reply(status=304, headers={"Content-Length": "0"}) if known else Reply(body=b"new")

    peer.routes["/feed"] = answer
    validators = Validators(etag='"a1"', last_modified="Mon, 01 Jun 2026 06:00:00 GMT")
    assert fetcher.get(Request(url=peer.url("/feed"), validators=validators)) == NotModified()


def test_a_publisher_learns_who_asks(peer: Peer, fetcher: Fetcher):
    """The User-Agent names us and where to complain; no cookie is ever sent back."""
    peer.routes["/a"] = Reply(headers={"Set-Cookie": "track=1; Path=/"}, body=b"x")
    for _ in range(2):
        fetcher.get(Request(url=peer.url("/a")))
    assert [asked.headers["user-agent"] for asked in peer.asked] == ["Digest/test (+https://news.example)"] * 2
    assert all("cookie" not in asked.headers for asked in peer.asked)


def test_a_password_in_an_address_goes_to_its_host_alone(peer: Peer, fetcher: Fetcher):
    """Paid feeds carry user and password in their address; a redirect does not take them along."""
    peer.routes["/paid"] = Reply(status=302, headers={"Location": peer.url("/elsewhere")})
    fetcher.get(Request(url=peer.url("/paid").replace("//", "//ada:open%20sesame@")))
    first, second = peer.asked
    assert first.headers["authorization"] == "Basic YWRhOm9wZW4gc2VzYW1l"
    assert "authorization" not in second.headers


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
def test_a_packed_body_is_unpacked(peer: Peer, fetcher: Fetcher, coding: str):
    packed = gzip.compress(b"news" * 1000) if coding == "gzip" else zlib.compress(b"news" * 1000)
    peer.routes["/"] = Reply(headers={"Content-Encoding": coding}, body=packed)
    assert got(fetcher.get(Request(url=peer.url("/")))).data == b"news" * 1000


def test_a_gzip_bomb_is_ended_by_its_cap(peer: Peer, fetcher: Fetcher):
    """50 MB out of 50 KB: the limit counts after decoding."""
    peer.routes["/bomb"] = Reply(headers={"Content-Encoding": "gzip"}, body=gzip.compress(bytes(50_000_000)))
    too_large = failed(fetcher.get(Request(url=peer.url("/bomb"))), FailureKind.TOO_LARGE)
    assert too_large.reason == "the answer is larger than 15 MB"


@pytest.mark.parametrize("coding", ["gzip, gzip", "br", "zstd", "compress"])
def test_a_coding_we_did_not_ask_for_is_refused(peer: Peer, fetcher: Fetcher, coding: str):
    """Codings in layers hide bombs that no count of the outer layers sees."""
    peer.routes["/"] = Reply(headers={"Content-Encoding": coding}, body=gzip.compress(gzip.compress(b"x")))
    failed(fetcher.get(Request(url=peer.url("/"))), FailureKind.BROKEN)


@pytest.mark.parametrize("length", ["20000000", "99999999999999999999"])
def test_a_body_that_declares_too_much_is_not_read(peer: Peer, fetcher: Fetcher, length: str):
    peer.routes["/"] = Reply(headers={"Content-Length": length}, body=b"")
    failed(fetcher.get(Request(url=peer.url("/"))), FailureKind.TOO_LARGE)


def test_pages_have_a_smaller_cap_than_feeds(peer: Peer, fetcher: Fetcher):
    peer.routes["/"] = Reply(body=bytes(6_000_000))
    failed(fetcher.get(Request(url=peer.url("/"), purpose=Purpose.PAGE)), FailureKind.TOO_LARGE)
    assert len(got(fetcher.get(Request(url=peer.url("/")))).data) == 6_000_000


def test_a_body_shorter_than_it_declares_is_broken(peer: Peer, fetcher: Fetcher):
    """Half a feed must not pass for a whole one."""
    peer.routes["/"] = Reply(headers={"Content-Length": "100", "Connection": "close"}, body=b"half")
    failed(fetcher.get(Request(url=peer.url("/"))), FailureKind.BROKEN)


def test_a_dripping_server_is_ended_by_the_total_time(peer: Peer):
    """Each byte comes in time, the whole never would."""
    peer.routes["/"] = Reply(drip=True)
    allowed = guard.allowed([f"127.0.0.1:{peer.port}"])
    with Fetcher(agent="t", allowed=allowed, waits=Waits(total_s=0.15)) as fetcher:
        failed(fetcher.get(Request(url=peer.url("/"))), FailureKind.TIMEOUT)


def test_a_silent_server_is_ended_by_the_read_time(peer: Peer):
    peer.routes["/"] = lambda _: (peer.closing.wait(5), Reply())[1]
    allowed = guard.allowed([f"127.0.0.1:{peer.port}"])
    with Fetcher(agent="t", allowed=allowed, waits=Waits(read_s=0.1)) as fetcher:
        failed(fetcher.get(Request(url=peer.url("/"))), FailureKind.TIMEOUT)


def test_a_server_that_hangs_up_is_one_plain_line(peer: Peer, fetcher: Fetcher):
    peer.routes["/"] = Reply(hang_up=True)
    failed(fetcher.get(Request(url=peer.url("/"))), FailureKind.BROKEN)


def test_a_closed_port_refuses():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with Fetcher(agent="t", allowed=guard.allowed(["127.0.0.0/8"])) as fetcher:
        failed(fetcher.get(Request(url=f"http://127.0.0.1:{port}/")), FailureKind.REFUSED)


def test_a_server_without_a_certificate_is_not_trusted(peer: Peer, fetcher: Fetcher):
    result = fetcher.get(Request(url=peer.url("/").replace("http:", "https:")))
    assert isinstance(result, Failed)
    assert result.kind in {FailureKind.TLS, FailureKind.BROKEN}


@pytest.mark.parametrize("url", ["ftp://news.example/feed", "file:///etc/passwd", "gopher://x", "http://", "news", ""])
def test_only_web_addresses_are_fetched(fetcher: Fetcher, url: str):
    failed(fetcher.get(Request(url=url)), FailureKind.ADDRESS)


@pytest.mark.parametrize(
    ("status", "kind", "permanent"),
    [
        (410, FailureKind.GONE, True),
        (404, FailureKind.MISSING, False),
        (403, FailureKind.FORBIDDEN, False),
        (500, FailureKind.STATUS, False),
        (503, FailureKind.BUSY, False),
    ],
)
def test_an_error_status_says_what_it_means(peer: Peer, fetcher: Fetcher, status, kind, permanent):
    peer.routes["/"] = Reply(status=status)
    result = failed(fetcher.get(Request(url=peer.url("/"))), kind)
    assert result.permanent is permanent
    assert result.status == status


@pytest.mark.parametrize(
    ("value", "seconds"), [("120", 120), ("Mon, 01 Jun 2026 06:10:00 GMT", 600), ("soon", None), ("9" * 40, 86_400)]
)
def test_retry_after_is_kept(peer: Peer, value: str, seconds: int | None):
    """A server that asks for peace gets it, whether it writes seconds or a date."""
    peer.routes["/"] = Reply(status=429, headers={"Retry-After": value, "Date": "Mon, 01 Jun 2026 06:00:00 GMT"})
    allowed = guard.allowed([f"127.0.0.1:{peer.port}"])
    now = datetime(2026, 6, 1, 6, 0, tzinfo=UTC)
    with Fetcher(agent="t", allowed=allowed, clock=lambda: now) as fetcher:
        assert failed(fetcher.get(Request(url=peer.url("/"))), FailureKind.BUSY).retry_after_s == seconds


@pytest.mark.parametrize(("status", "for_good"), [(301, True), (308, True), (302, False), (303, False), (307, False)])
def test_a_redirect_is_followed_and_one_for_good_is_reported(peer: Peer, fetcher: Fetcher, status, for_good):
    peer.routes["/old"] = Reply(status=status, headers={"Location": "/new"})
    peer.routes["/new"] = Reply(body=b"here")
    fetched = got(fetcher.get(Request(url=peer.url("/old"))))
    assert (fetched.data, fetched.url) == (b"here", peer.url("/new"))
    assert fetched.moved_to == (peer.url("/new") if for_good else None)


def test_a_move_for_good_counts_only_up_to_the_first_hop_that_may_change(peer: Peer, fetcher: Fetcher):
    """Old → new for good, new → today's server for now: the address to keep is "new"."""
    peer.routes["/old"] = Reply(status=301, headers={"Location": "/new"})
    peer.routes["/new"] = Reply(status=302, headers={"Location": "/today"})
    peer.routes["/today"] = Reply(body=b"x")
    assert got(fetcher.get(Request(url=peer.url("/old")))).moved_to == peer.url("/new")


def test_a_redirect_in_a_circle_ends(peer: Peer, fetcher: Fetcher):
    peer.routes["/a"] = Reply(status=302, headers={"Location": "/b"})
    peer.routes["/b"] = Reply(status=302, headers={"Location": "/a"})
    failed(fetcher.get(Request(url=peer.url("/a"))), FailureKind.REDIRECTS)
    assert len(peer.asked) == 2


def test_an_endless_chain_of_redirects_ends(peer: Peer, fetcher: Fetcher):
    for number in range(20):
        peer.routes[f"/{number}"] = Reply(status=302, headers={"Location": f"/{number + 1}"})
    failed(fetcher.get(Request(url=peer.url("/0"))), FailureKind.REDIRECTS)
    assert len(peer.asked) == limits.REDIRECTS_MAX + 1


@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:{other}/secret",
        "http://localhost:{other}/secret",
        "http://[::1]:{other}/secret",
        "http://[::ffff:127.0.0.1]:{other}/secret",
        "http://2130706433:{other}/secret",
        "http://0x7f000001:{other}/secret",
        "http://127.1:{other}/secret",
        "http://0.0.0.0:{other}/secret",
        "//127.0.0.1:{other}/secret",
    ],
)
def test_a_redirect_inside_is_refused_before_it_is_dialled(peer: Peer, fetcher: Fetcher, target: str):
    """The guard looks at the address that is dialled, on every hop; a canary socket hears nothing."""
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0)
        location = target.format(other=canary.getsockname()[1])
        peer.routes["/"] = Reply(status=302, headers={"Location": location})
        failed(fetcher.get(Request(url=peer.url("/"))), FailureKind.PRIVATE_ADDRESS)
        with pytest.raises(BlockingIOError):
            canary.accept()


def test_a_redirect_to_another_scheme_is_refused(peer: Peer, fetcher: Fetcher):
    peer.routes["/"] = Reply(status=302, headers={"Location": "file:///etc/passwd"})
    failed(fetcher.get(Request(url=peer.url("/"))), FailureKind.ADDRESS)


def test_many_come_back_as_they_finish(peer: Peer, fetcher: Fetcher):
    """A slow answer does not hold the others up."""
    release = peer.closing
    peer.routes["/slow"] = lambda _: (release.wait(10), Reply(body=b"slow"))[1]
    for number in range(10):
        peer.routes[f"/{number}"] = Reply(body=str(number).encode())
    requests = [Request(url=peer.url(path)) for path in ["/slow", *(f"/{n}" for n in range(10))]]
    order: list[str] = []
    for request, result in fetcher.many(requests):
        assert isinstance(result, Fetched)
        order.append(request.url.rpartition("/")[2])
        if len(order) == 10:
            release.set()
    assert order[-1] == "slow"
    assert sorted(order[:-1]) == [str(n) for n in range(10)]


def test_one_host_is_given_a_pause_between_two_requests(peer: Peer):
    """However many addresses of one host are asked for, they are asked for one after the other."""
    peer.routes["/"] = Reply(body=b"x")
    allowed = guard.allowed([f"127.0.0.1:{peer.port}"])
    with Fetcher(agent="t", allowed=allowed, own_gap_s=0.1) as fetcher:
        started = time.monotonic()
        assert all(isinstance(r, Fetched) for _, r in fetcher.many([Request(url=peer.url("/"))] * 4))
        taken_s = time.monotonic() - started
    assert taken_s >= 3 * 0.1  # a busy machine takes longer, never less
    assert peer.at_once_max == 1


def test_one_host_is_never_asked_for_too_much_at_once(peer: Peer, fetcher: Fetcher):
    peer.routes["/"] = lambda _: (peer.closing.wait(0.01), Reply(body=b"x"))[1]
    assert len(list(fetcher.many([Request(url=peer.url("/"))] * 60))) == 60
    assert peer.at_once_max <= limits.OWN_HOST_CONNECTIONS_MAX


def page(peer: Peer, path: str) -> Request:
    return Request(url=peer.url(path), purpose=Purpose.PAGE, robots=True)


def test_robots_txt_is_asked_once_and_kept_to_for_pages(peer: Peer, fetcher: Fetcher):
    peer.routes["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /private/\n")
    peer.routes["/open"] = peer.routes["/private/a"] = Reply(body=b"x")
    got(fetcher.get(page(peer, "/open")))
    failed(fetcher.get(page(peer, "/private/a")), FailureKind.ROBOTS)
    got(fetcher.get(Request(url=peer.url("/private/a"))))
    assert peer.paths() == ["/robots.txt", "/open", "/private/a"]


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False), (429, False)])
def test_a_missing_robots_txt_allows_and_a_broken_one_does_not(peer: Peer, fetcher: Fetcher, status, allowed):
    """RFC 9309: a file that is not there forbids nothing; a server in trouble is left alone."""
    peer.routes["/robots.txt"] = Reply(status=status)
    peer.routes["/a"] = Reply(body=b"x")
    result = fetcher.get(page(peer, "/a"))
    assert isinstance(result, Fetched if allowed else Failed)


def test_a_closed_fetcher_leaves_nothing_running(peer: Peer):
    """Closing ends requests under way, and closing twice is harmless."""
    peer.routes["/"] = Reply(drip=True)
    fetcher = Fetcher(agent="t", allowed=guard.allowed([f"127.0.0.1:{peer.port}"]))
    answers = fetcher.many([Request(url=peer.url("/"))] * 3)
    fetcher.close()
    fetcher.close()
    assert answers is not None


def test_an_abandoned_call_cancels_what_is_left(peer: Peer, fetcher: Fetcher):
    """Who looks at the first answer only does not pay for the rest."""
    peer.routes["/quick"] = Reply(body=b"x")
    peer.routes["/drip"] = Reply(drip=True)
    answers = fetcher.many([Request(url=peer.url(path)) for path in ("/quick", "/drip", "/drip")])
    request, _ = next(iter(answers))
    assert request.url.endswith("/quick")
    answers.close()  # type: ignore[attr-defined]


def test_the_guard_is_the_doors_not_the_callers():
    """Without an allow list, nothing private is dialled."""
    with Fetcher(agent="t") as fetcher:
        failed(fetcher.get(Request(url="http://127.0.0.1:9/")), FailureKind.PRIVATE_ADDRESS)
        failed(fetcher.get(Request(url="http://169.254.169.254/latest/meta-data")), FailureKind.PRIVATE_ADDRESS)


def fetcher_that_hears(*answers: list[str], allow: Sequence[str] = ()) -> Fetcher:
    """A fetcher whose name service gives these answers, one after the other, the last for ever."""
    left = list(answers)

    async def look_up(host: str, port: int) -> list[str]:
        return left.pop(0) if len(left) > 1 else left[0]

    return Fetcher(agent="t", allowed=guard.allowed(allow), look_up=look_up)


def test_a_name_that_leads_inside_is_refused():
    """The name is innocent, its address is not; the canary hears nothing."""
    with socket.create_server(("127.0.0.1", 0)) as canary, fetcher_that_hears(["127.0.0.1"]) as fetcher:
        canary.settimeout(0)
        url = f"http://news.example:{canary.getsockname()[1]}/"
        failed(fetcher.get(Request(url=url)), FailureKind.PRIVATE_ADDRESS)
        with pytest.raises(BlockingIOError):
            canary.accept()


def test_a_name_that_changes_its_mind_is_vetted_each_time_it_is_dialled(peer: Peer):
    """Rebinding: the address that was vetted is the one that is dialled, and a later answer is vetted anew."""
    peer.routes["/"] = Reply(headers={"Connection": "close"}, body=b"x")
    url = f"http://news.example:{peer.port}/"
    with fetcher_that_hears(["127.0.0.1"], ["127.0.0.2"], allow=["127.0.0.1/32"]) as fetcher:
        got(fetcher.get(Request(url=url)))
        failed(fetcher.get(Request(url=url)), FailureKind.PRIVATE_ADDRESS)
    assert len(peer.asked) == 1


def test_of_several_addresses_only_the_fit_ones_are_dialled(peer: Peer):
    peer.routes["/"] = Reply(body=b"x")
    with fetcher_that_hears(["10.0.0.1", "169.254.169.254", "127.0.0.1"], allow=["127.0.0.1/32"]) as fetcher:
        assert got(fetcher.get(Request(url=f"http://news.example:{peer.port}/"))).data == b"x"


def test_a_name_that_nobody_knows_says_so(fetcher: Fetcher):
    failed(fetcher.get(Request(url="http://nowhere.example/")), FailureKind.DNS)


def test_a_kept_connection_that_died_is_not_the_next_requests_fault(peer: Peer, fetcher: Fetcher):
    """A server that hangs up on an idle connection, or writes past its length, costs one more try, not an answer."""
    peer.routes["/lies"] = Reply(headers={"Content-Length": "3"}, body=b"abcdefgh")
    peer.routes["/true"] = Reply(body=b"x")
    assert got(fetcher.get(Request(url=peer.url("/lies")))).data == b"abc"
    assert got(fetcher.get(Request(url=peer.url("/true")))).data == b"x"
