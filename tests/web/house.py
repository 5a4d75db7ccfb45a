"""A small newsroom with an edition in it, and its apps mounted as the service mounts them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send

from digest import api, config, desk, schedule, site, store, tokens
from digest.desk import sessions
from digest.model.edition import Edition, EditionState, Slot
from digest.model.people import Preferences
from digest.model.settings import Digest, Settings
from digest.model.story import Evidence, Reason, RelatedLink, Signal, Story
from digest.morning import approve, compose
from digest.runtime import Clock, Runtime, open_runtime
from tests import tables, world

DAY = world.NOW.date()
PUBLIC_URL = "http://news.example"
FROM_US = {"Sec-Fetch-Site": "same-origin"}
EDITOR = "ada"

CONFIG = """
[newsroom]
name = "Harbour News"
public_url = "{public_url}"
postal_address = "Harbour News, 1 Customs House Quay, Port Almadra"
contact = "desk@news.example"
secret = {{ file = "var/secret.key" }}

[paths]
templates = "{templates}"

[database]
url = "{database}"

[transports.outbox]
kind = "folder"
path = "var/outbox"

[digests.morning]
title = "The Morning"
topics = ["World", "Business", "Culture"]
lists = ["example"]
from = "The Morning <morning@news.example>"
send_at = "07:00"
timezone = "Europe/Berlin"
cutoff = "06:30"
stories_min = 1
publisher_max = 9
transport = "outbox"

[lists.example]
description = "The harbour, every morning."
open = true

[[publishers]]
name = "Harbour Gazette"
domains = ["gazette.example"]

[[sources]]
kind = "folder"
url = "inbox"
publisher = "Harbour Gazette"

[[topics]]
name = "World"
keywords = ["council"]

[[topics]]
name = "Business"
keywords = ["bank"]

[[topics]]
name = "Culture"
keywords = ["film"]

[[topics]]
name = "Gardens"
keywords = ["rose"]
"""

_TITLES = (
    ("World", "Council agrees to repair the north pier", "en"),
    ("World", "Island ferry sails again after nine days", "en"),
    ("World", "Drei Dörfer teilen sich künftig eine Feuerwehr", "de"),
    ("Business", "Rates stay where they are for a third month", "en"),
    ("Business", "Wool mill turns down its largest order", "en"),
    ("Culture", "شاعرة الميناء تقرأ قصائدها للمرة الأخيرة", "ar"),
    ("Gardens", "The oldest rose of the island is in bloom", "en"),
)


def settings(folder: Path, database: str, *, public_url: str = PUBLIC_URL) -> Settings:
    templates = Path(__file__).parents[2] / "templates"
    (folder / "inbox").mkdir(exist_ok=True)
    file = folder / "config.toml"
    file.write_text(CONFIG.format(public_url=public_url, templates=templates, database=database), encoding="utf-8")
    return config.load(file, environ={})


@contextmanager
def opened(
    folder: Path, database: str, *, public_url: str = PUBLIC_URL, clock: Clock | None = None
) -> Iterator[Runtime]:
    """A runtime whose clock stands at the cutoff of the tenth of March, or is another one."""
    given = settings(folder, database, public_url=public_url)
    if clock:
        with open_runtime(given, environ={}, clock=clock) as runtime:
            yield runtime
    else:
        with open_runtime(given, environ={}, as_of=world.NOW) as runtime:
            yield runtime


def stored(folder: Path, *steps: Callable[[Runtime], object]) -> bytes:
    """A database after the steps: copying it is quicker than taking them again."""
    file = folder / "digest.db"
    file.write_bytes(tables.sqlite())
    with opened(folder, f"sqlite:///{file}") as runtime:
        for step in steps:
            step(runtime)
    return file.read_bytes()


class OnDemand:
    """An app that is put together when somebody asks for it: most tests ask for one of two."""

    def __init__(self, make: Callable[[Runtime], ASGIApp], runtime: Runtime) -> None:
        self._made = cache(lambda: make(runtime))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._made()(scope, receive, send)


def mounted(runtime: Runtime) -> Starlette:
    """All apps, as the service mounts them."""
    readers = OnDemand(site.app, runtime)
    routes = [
        Mount("/api", OnDemand(api.app, runtime)),
        Mount("/desk", OnDemand(desk.app, runtime)),
        Mount("/", readers),
    ]
    apps = Starlette(routes=routes)
    apps.router.default = readers
    return apps


def client(runtime: Runtime) -> TestClient:
    return TestClient(mounted(runtime), base_url=PUBLIC_URL, follow_redirects=False)


def signed_in(runtime: Runtime) -> TestClient:
    """A client with an editor's session, as it is after the sign-in page."""
    now = runtime.real_now()
    with runtime.store.write() as db:
        store.editors.put(db, EDITOR, "no password", now=now)
        key = sessions.key("a token")
        store.editors.open_session(db, key, EDITOR, expires_at=now + timedelta(hours=1), now=now)
    found = client(runtime)
    found.cookies.set(sessions.COOKIE, "a token", path="/desk")
    found.headers.update(FROM_US)
    return found


def digest_of(runtime: Runtime) -> Digest:
    return runtime.settings.digests["morning"]


def slot_of(runtime: Runtime) -> Slot:
    return schedule.slot(digest_of(runtime), DAY)


def fill(runtime: Runtime) -> Edition:
    """Stores the day's articles and stories, and composes the edition."""
    articles = [
        world.article(
            number=n,
            id=f"{n:016x}",
            title=title,
            language=language,
            standfirst=f"{title}, and what it means for the people who live there.",
            url=f"https://gazette.example/{n}" if n != 6 else "javascript:alert(1)",
        )
        for n, (_, title, language) in enumerate(_TITLES, start=1)
    ]
    second = world.article(
        number=99, id=f"{99:016x}", title="Pier to be mended", publisher="Northline", url="https://northline.example/9"
    )
    stories = [_story(n, topic, second.id if n == 1 else None) for n, (topic, _, _) in enumerate(_TITLES, start=1)]
    with runtime.store.write() as db:
        store.articles.add(db, [*articles, second])
        store.stories.put(db, stories)
    return compose.compose(runtime, digest_of(runtime), slot_of(runtime))


def _story(number: int, topic: str, also: str | None) -> Story:
    one = world.story(
        id=f"{0xA0 + number:016x}",
        topic=topic,
        lead=f"{number:016x}",
        articles=(f"{number:016x}",),
        signals=(Signal(name="several publishers", value=2.0 - number / 10), Signal(name="fresh", value=0.5)),
    )
    if also is None:
        return one
    return replace(
        one,
        articles=(*one.articles, also),
        doubtful=True,
        confidence=0.6,
        evidence=Evidence(names=("North Pier",), publishers=("Harbour Gazette", "Northline"), weakest_link=0.41),
        related=(
            RelatedLink(
                reason=Reason.OTHER_VIEW,
                title="Who pays for the pier",
                url="https://ledger.example/7",
                publisher="Morning Ledger",
            ),
        ),
    )


def story_id(number: int) -> str:
    """The id of the story made of the article of this number."""
    return f"{0xA0 + number:016x}"


def edition(runtime: Runtime) -> Edition:
    with runtime.store.read() as db:
        found = store.editions.by_id(db, slot_of(runtime).id)
    assert found
    return found


def approved(runtime: Runtime) -> Edition:
    """The edition as an editor approved it."""
    return approve.change(runtime, edition(runtime), EditionState.APPROVED, by=EDITOR)


def sent(runtime: Runtime) -> Edition:
    """The edition as it is when every reader has it."""
    before = approved(runtime)
    done = replace(before, state=EditionState.SENT, version=before.version + 1)
    with runtime.store.write() as db:
        assert store.editions.put(db, done, now=runtime.now())
    return done


def subscribe(runtime: Runtime, preferences: Preferences | None = None) -> int:
    """Puts Ada on the list; the subscription's id."""
    row = world.CAST["Ada"]
    with runtime.store.write() as db:
        key = tokens.keyed_hash(runtime.keys, row.address)
        subscriber = store.people.put_subscriber(db, row, address_key=key, now=runtime.now())
        return store.people.subscribe(
            db, subscriber, "example", preferences=preferences or Preferences(), origin="site", now=runtime.now()
        )
