"""Ten thousand hostile sign-ups with a hundred honest ones among them: who is sent a confirm mail?

    python -m benchmarks.signups [--hours 1] [--solving]

The site runs as it is served, on SQLite, with a clock that is moved; every visitor has a network address of its own.
`--solving`: the patient robots copy the digits as well, which no guard here tells from a person.
"""

import argparse
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import text
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from digest import site
from digest.runtime import Runtime
from tests.web import house
from tests.world import NOW, Hands

FORM = "/join/example"
FROM_US = {"Sec-Fetch-Site": "same-origin"}
MARK = re.compile(r'name="mark" value="([^"]+)"')
DIGITS = re.compile(r'id="digits-shown">(\d{4})<')
HONEST = 100
BIG_HOSTS = ("post.example", "mail.example", "letters.example")


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One who signs up: from where, for which address, and how."""

    kind: str
    network: str
    email: str
    act: "Callable[[Browser], None]"


class From:
    """Tells the app where a request comes from."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.network = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app({**scope, "client": (self.network, 1)}, receive, send)


class Browser:
    """What a visitor can do."""

    def __init__(self, client: TestClient, clock: Hands, visit: Visit, *, shared: str) -> None:
        self._client, self._clock, self._visit = client, clock, visit
        self.shared_mark = shared

    def form(self) -> str:
        return _mark(self._client.get(FORM).text)

    def send(self, mark: str, *, after_s: float, headers: dict[str, str] = FROM_US, **fields: str) -> str:
        """The answer's page. The visitor's seconds pass for the visitor alone: others go on meanwhile."""
        self._clock.move(seconds=after_s)
        data = {"email": self._visit.email, "topics": ["World", "Business", "Culture"], "mark": mark, **fields}
        page = self._client.post(FORM, data=data, headers=headers).text
        self._clock.move(seconds=-after_s)
        return page


def script(browser: Browser) -> None:
    """Posts without having seen the form; half of them claim to come from our page."""
    browser.send("", after_s=0)


def blunt_script(browser: Browser) -> None:
    browser.send("", after_s=0, headers={})


def fills_everything(browser: Browser) -> None:
    browser.send(browser.form(), after_s=4, reason="Best prices", name="Best Prices")


def hasty(browser: Browser) -> None:
    browser.send(browser.form(), after_s=0.3)


def replays(browser: Browser) -> None:
    browser.send(browser.shared_mark, after_s=5)


def patient(browser: Browser) -> None:
    """All that a browser does, but for what only a person would do with words on a page."""
    browser.send(browser.form(), after_s=random.uniform(3, 9))


def solver(browser: Browser) -> None:
    page = browser.send(browser.form(), after_s=random.uniform(3, 9))
    if DIGITS.search(page):
        browser.send(_mark(page), after_s=12, digits=DIGITS.search(page)[1])  # type: ignore[index]


def person(browser: Browser) -> None:
    """Reads, fills in, and does what the page asks for; five in a hundred are too quick, one mistypes."""
    quick, mistypes = random.random() < 0.05, random.random() < 0.01
    page = browser.send(browser.form(), after_s=1 if quick else random.uniform(5, 90))
    for _ in range(3):
        if not MARK.search(page):
            return
        asked = DIGITS.search(page)
        digits = asked[1] if asked and not mistypes else "0000"
        mistypes = False
        page = browser.send(_mark(page), after_s=8, digits=digits)


def _mark(page: str) -> str:
    found = MARK.search(page)
    return found[1] if found else ""


def hostile(*, solving: bool) -> Iterator[Visit]:
    """Ten thousand, each kind as its own trade does it."""
    well_made = solver if solving else patient
    for n in range(2_500):
        yield Visit(kind="script", network=_ip(n), email=_victim(n), act=script if n % 2 else blunt_script)
    for n in range(1_500):
        yield Visit(kind="fills everything", network=_ip(n + 10_000), email=_victim(n + 10_000), act=fills_everything)
    for n in range(1_500):
        yield Visit(kind="hasty", network=_ip(n + 20_000), email=_victim(n + 20_000), act=hasty)
    for n in range(1_000):
        yield Visit(kind="one form many times", network=_ip(n + 30_000), email=_victim(n + 30_000), act=replays)
    for n in range(1_000):
        network = f"198.51.{n % 10}.{7 + n % 5}"
        yield Visit(kind="bursts from ten networks", network=network, email=_victim(n + 40_000), act=well_made)
    for n in range(500):
        spelled = f"vic.tim{n % 10}+{n}@{BIG_HOSTS[0]}"
        yield Visit(kind="spellings of ten mailboxes", network=_ip(n + 50_000), email=spelled, act=well_made)
    for n in range(1_000):
        email = f"person{n}@company.example"
        yield Visit(kind="one domain", network=_ip(n + 60_000), email=email, act=well_made)
    for n in range(1_000):
        yield Visit(kind="patient, many networks", network=_ip6(n), email=_victim(n + 70_000), act=well_made)


def honest() -> Iterator[Visit]:
    """A hundred; every fifth writes from an office that four share, a third have one of three big mail hosts."""
    for n in range(HONEST):
        network = f"203.0.{n // 20}.9" if n % 5 == 0 else _ip(n * 7 + 200_000)
        host = BIG_HOSTS[n % 3] if n % 3 == 0 else f"home{n}.example"
        yield Visit(kind="honest", network=network, email=f"reader{n}@{host}", act=person)


def _ip(n: int) -> str:
    """Spread over the whole address space, as a botnet is."""
    mixed = (n * 2_654_435_761) % 2**32
    return f"{11 + mixed % 150}.{mixed >> 8 & 255}.{mixed >> 16 & 255}.{mixed >> 24 & 255}"


def _ip6(n: int) -> str:
    return f"2001:db8:{n:x}:{n * 7 % 65_536:x}::1"


def _victim(n: int) -> str:
    """Every second has one of three big mail hosts."""
    return f"victim{n}@{BIG_HOSTS[n % 3]}" if n % 2 else f"victim{n}@town{n}.example"


def attack(runtime: Runtime, clock: Hands, *, hours: float, solving: bool) -> Counter[str]:
    """Confirm mails by kind of visitor."""
    gate = From(site.app(runtime))
    client = TestClient(gate, base_url=house.PUBLIC_URL, follow_redirects=False)
    visits = [*hostile(solving=solving), *honest()]
    random.shuffle(visits)
    gate.network = "192.0.2.1"
    shared = _mark(client.get(FORM).text)
    step = timedelta(hours=hours) / len(visits)
    for visit in visits:
        gate.network = visit.network
        visit.act(Browser(client, clock, visit, shared=shared))
        clock.now += step
    kinds = {visit.email: visit.kind for visit in visits}
    with runtime.store.read() as db:
        mails = db.scalars(text("SELECT email FROM signups")).all()
    return Counter(kinds[email] for email in mails)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--hours", type=float, default=1.0, help="how long the attack takes")
    parser.add_argument("--solving", action="store_true", help="the patient robots copy the digits too")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    random.seed(given.seed)
    clock, started = Hands(NOW), time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        with house.opened(place, f"sqlite:///{place}/digest.db", clock=clock) as runtime:
            mails = attack(runtime, clock, hours=given.hours, solving=given.solving)
    for kind, count in sorted(mails.items()):
        print(f"{kind:28} {count:5} confirm mails")
    bad = sum(count for kind, count in mails.items() if kind != "honest")
    print(f"hostile {bad} of 10,000, honest {mails['honest']} of {HONEST}; {time.monotonic() - started:.0f} s")


if __name__ == "__main__":
    main()
