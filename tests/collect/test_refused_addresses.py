"""No spelling of an inside address is ever dialled: a canary listens where each of them leads.

The canary sits on a loopback address of its own, so that the publisher's server beside it may be allowed.
"""

import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest

from digest.collect import guard
from digest.collect.answers import Failed, FailureKind, Fetched, Request
from digest.collect.fetch import Fetcher
from digest.collect.limits import Waits
from tests.collect.conftest import no_names
from tests.collect.peer import Peer, Reply, serving

CANARY = "127.0.0.3"
NAMES: Mapping[str, Sequence[str]] = {
    "inside.gazette.example": [CANARY],
    "localhost": [CANARY, "::1"],
    "localhost.": [CANARY],
    "mapped.gazette.example": [f"::ffff:{CANARY}"],
    "compatible.gazette.example": [f"::{CANARY}"],
    "six.gazette.example": ["::1"],
    "nat64.gazette.example": ["64:ff9b::7f00:3"],
    "6to4.gazette.example": ["2002:7f00:3::1"],
    "all.gazette.example": ["0.0.0.0", "::", CANARY],
    "metadata.gazette.example": ["169.254.169.254"],
    "xn--nter-9ra.example": [CANARY],
    "ⓛocalhost": [CANARY],
}

# {port} is the canary's
LITERAL = [
    "http://127.0.0.3:{port}/",
    "http://127.0.0.3:{port}",
    "HTTP://127.0.0.3:{port}/",
    "http://127.3:{port}/",
    "http://127.0.3:{port}/",
    "http://2130706435:{port}/",
    "http://0x7f000003:{port}/",
    "http://0X7F000003:{port}/",
    "http://0x7f.0x0.0x0.0x3:{port}/",
    "http://0x7f.3:{port}/",
    "http://0177.0.0.3:{port}/",
    "http://0177.0.0.03:{port}/",
    "http://017700000003:{port}/",
    "http://00000177.0.0.3:{port}/",
    "http://0177.0x0.0.3:{port}/",
    "http://[::1]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::ffff:127.0.0.3]:{port}/",
    "http://[::ffff:7f00:3]:{port}/",
    "http://[0:0:0:0:0:ffff:7f00:0003]:{port}/",
    "http://[::127.0.0.3]:{port}/",
    "http://[::7f00:3]:{port}/",
    "http://[64:ff9b::127.0.0.3]:{port}/",
    "http://[64:ff9b:1::7f00:3]:{port}/",
    "http://[2002:7f00:3::]:{port}/",
    "http://[2001:0:7f00:3::]:{port}/",
    "http://[fe80::5efe:127.0.0.3]:{port}/",
    "http://[::]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://publisher.example@127.0.0.3:{port}/",
    "http://publisher.example:80@127.0.0.3:{port}/",
    "http://127.0.0.3:{port}/?@publisher.example/",
    "http://127.0.0.3:{port}/#@publisher.example/",
    "https://127.0.0.3:{port}/",
]
ODD = [
    "http://127.0.0.3.:{port}/",
    "http://１２７.０.０.３:{port}/",
    "http://①②⑦.⓪.⓪.③:{port}/",
    "http://127。0。0。3:{port}/",
    "http://%31%32%37.0.0.3:{port}/",
    "http://127.0.0.3%00.publisher.example:{port}/",
    "http://publisher.example\\@127.0.0.3:{port}/",
    "http:\\\\127.0.0.3:{port}/",
    "http:127.0.0.3:{port}/",
    "http:///127.0.0.3:{port}/",
    "\thttp://127.0.0.3:{port}/",
    "ht\ntp://127.0.0.3:{port}/",
    "http://127.0.0.3\t:{port}/",
    "http://[::1%25lo]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "ftp://127.0.0.3:{port}/",
    "gopher://127.0.0.3:{port}/",
    "file:///etc/passwd",
    "view-source:http://127.0.0.3:{port}/",
    "jar:http://127.0.0.3:{port}/!/",
]
NAMED = [f"http://{name}:{{port}}/" for name in NAMES]
FORMS = [*LITERAL, *ODD, *NAMED]


class Canary:
    """Listens on its IPv4 address and on IPv6 loopback with one port, and counts who knocks."""

    def __init__(self) -> None:
        four = socket.create_server((CANARY, 0))
        self.port = four.getsockname()[1]
        self.knocks = 0
        self._open = [four, *_six(self.port)]
        self._threads = [threading.Thread(target=self._listen, args=(one,), daemon=True) for one in self._open]
        for thread in self._threads:
            thread.start()

    def _listen(self, listening: socket.socket) -> None:
        while True:
            try:
                knocking, _ = listening.accept()
            except OSError:
                return
            self.knocks += 1
            with knocking:
                knocking.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\nsung")

    def close(self) -> None:
        for one in self._open:
            one.shutdown(socket.SHUT_RDWR)
            one.close()
        for thread in self._threads:
            thread.join()


def _six(port: int) -> list[socket.socket]:
    """The same port on ::1, where the machine has one."""
    try:
        return [socket.create_server(("::1", port), family=socket.AF_INET6)]
    except OSError:
        return []


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.close()


@pytest.fixture(scope="module")
def publisher() -> Iterator[Peer]:
    with serving() as peer:
        yield peer


async def _look_up(host: str, port: int) -> Sequence[str]:
    return NAMES.get(host) or await no_names(host, port)


@contextmanager
def _fetching(allow: Sequence[str], look_up=_look_up) -> Iterator[Fetcher]:
    allowed, waits = guard.allowed(allow), Waits(total_s=5)
    with Fetcher(agent="t", allowed=allowed, waits=waits, look_up=look_up, host_gap_s=0) as fetcher:
        yield fetcher


@pytest.fixture(scope="module")
def fetcher(publisher: Peer) -> Iterator[Fetcher]:
    """May dial the publisher's server on 127.0.0.1, and nothing else inside."""
    with _fetching([f"127.0.0.1:{publisher.port}"]) as fetcher:
        yield fetcher


def test_there_are_forms_enough():
    assert len(set(FORMS)) >= 60


@pytest.mark.parametrize("form", LITERAL)
def test_a_literal_address_is_refused_for_what_it_is(fetcher: Fetcher, canary: Canary, form: str):
    """Decimal, octal, hexadecimal, short, mapped, translated, tunnelled, behind a name or a question mark."""
    before = canary.knocks
    result = fetcher.get(Request(url=form.format(port=canary.port)))
    assert isinstance(result, Failed)
    assert result.kind in {FailureKind.PRIVATE_ADDRESS, FailureKind.ADDRESS}  # the client knows no dotted octals
    assert canary.knocks == before


@pytest.mark.parametrize("form", [*ODD, *NAMED])
def test_an_odd_spelling_and_a_name_lead_nowhere(fetcher: Fetcher, canary: Canary, form: str):
    """Letters that fold to digits, blanks inside, other schemes, and names whose address lies inside."""
    before = canary.knocks
    assert isinstance(fetcher.get(Request(url=form.format(port=canary.port))), Failed)
    assert canary.knocks == before


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_leads_inside(fetcher: Fetcher, canary: Canary, publisher: Peer, status: int):
    """Each form once more, as the place a publisher's server sends us to."""
    before = canary.knocks
    for number, form in enumerate(FORMS):
        location = form.format(port=canary.port).encode().decode("latin-1").replace("\n", "")
        publisher.routes[f"/{status}/{number}"] = Reply(status=status, headers={"Location": location})
        assert isinstance(fetcher.get(Request(url=publisher.url(f"/{status}/{number}"))), Failed), form
    assert canary.knocks == before


def test_a_redirect_by_way_of_a_good_one_leads_nowhere_inside(fetcher: Fetcher, canary: Canary, publisher: Peer):
    """The second hop is looked at as the first is."""
    publisher.routes["/one"] = Reply(status=302, headers={"Location": "/two"})
    publisher.routes["/two"] = Reply(status=302, headers={"Location": f"http://{CANARY}:{canary.port}/"})
    before = canary.knocks
    result = fetcher.get(Request(url=publisher.url("/one")))
    assert isinstance(result, Failed)
    assert result.kind is FailureKind.PRIVATE_ADDRESS
    assert canary.knocks == before


def test_a_name_that_changes_its_address_is_refused_when_it_does(canary: Canary):
    """Rebinding: the first answer is an allowed address, every later one the canary's, on the same port."""
    asked: list[str] = []

    async def rebinding(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else [CANARY]

    before = canary.knocks
    with (
        socket.create_server(("127.0.0.1", canary.port)) as door,
        _fetching(["127.0.0.1/32"], look_up=rebinding) as fetcher,
    ):
        threading.Thread(target=_answer_once, args=(door,), daemon=True).start()
        url = f"http://rebinding.example:{canary.port}/"
        first, second = fetcher.get(Request(url=url)), fetcher.get(Request(url=url))
    assert isinstance(first, Fetched)
    assert isinstance(second, Failed)
    assert second.kind is FailureKind.PRIVATE_ADDRESS
    assert (len(asked), canary.knocks) == (2, before)


def _answer_once(door: socket.socket) -> None:
    knocking, _ = door.accept()
    with knocking:
        knocking.recv(65_536)
        knocking.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ngood")


def test_of_a_name_with_two_addresses_the_inside_one_is_not_dialled(canary: Canary, publisher: Peer):
    async def both(host: str, port: int) -> Sequence[str]:
        return [CANARY, "127.0.0.1"]

    publisher.routes["/both"] = Reply(body=b"good")
    before = canary.knocks
    with _fetching(["127.0.0.1/32"], look_up=both) as fetcher:
        result = fetcher.get(Request(url=f"http://two.example:{publisher.port}/both"))
    assert isinstance(result, Fetched)
    assert canary.knocks == before


def test_no_proxy_of_the_environment_leads_inside(canary: Canary, monkeypatch: pytest.MonkeyPatch):
    """What the environment says about proxies is not heard."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://{CANARY}:{canary.port}")
    before = canary.knocks
    with _fetching([]) as fetcher:
        assert isinstance(fetcher.get(Request(url="http://nowhere.example/")), Failed)
    assert canary.knocks == before


@pytest.mark.parametrize("form", [LITERAL[0], LITERAL[5], LITERAL[6], LITERAL[9], NAMED[0]])
def test_the_canary_sings_where_the_operator_allows_it(canary: Canary, form: str):
    """So its silence means something."""
    before = canary.knocks
    with _fetching(["127.0.0.0/8"]) as fetcher:
        result = fetcher.get(Request(url=form.format(port=canary.port)))
    assert isinstance(result, Fetched)
    assert result.data == b"sung"
    assert canary.knocks == before + 1
