"""A small newsroom in a folder: config, feeds, a list. Real files, real stages, nothing replaced."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from digest import config, schedule
from digest.model.edition import Slot
from digest.model.settings import Digest, Settings
from digest.runtime import Clock, Runtime, open_runtime
from tests import tables
from tests.world import at

TEMPLATES = Path(__file__).parent.parent / "templates"
DAY = date(2026, 3, 10)
DATABASE = "sqlite:///var/digest.db"

PIER = (
    "The harbour council of Marlow agreed on Monday to repair the north pier, which the January storm had cut in two. "
    "The work will cost 4.2 million crowns and take until October, the harbour master Ines Holt told the meeting. "
    "Ferries to the islands keep using the south pier until then, and one lane stays open for lorries. "
    "Fishermen had asked for a decision before the herring season, and they said that they could live with this one. "
    "The council will borrow half of the money and pay the rest from mooring fees, which rise by a tenth in May."
)


@dataclass(frozen=True, kw_only=True)
class Item:
    """An entry of a feed."""

    title: str
    text: str = PIER
    published_at: datetime | None = None
    slug: str = ""


def items(topic: str, count: int, *, day: str = "2026-03-09") -> list[Item]:
    """Unlike news: no two of them are one story. Further topics and days give further titles."""
    turn = len(topic) + 6 * int(day[-2:])
    chosen = [UNLIKE[(turn + n) % len(UNLIKE)] for n in range(count)]
    return [
        Item(
            title=title,
            text=f"{text} {topic} readers will want to know. " + text,
            published_at=at(f"{day} {8 + n:02}:15"),
            slug=f"{topic.lower()}-{day}-{n}",
        )
        for n, (title, text) in enumerate(chosen)
    ]


UNLIKE = (
    ("Glassblowers reopen furnace after forty cold years", "Molten sand glowed again in Tarnow's oldest workshop."),
    ("Observatory counts three new moons around Veska", "Astronomers followed faint specks through eleven nights."),
    ("Cheese cooperative buys its own railway wagon", "Dairy farmers of Lund roll wheels of gouda southward."),
    ("Choir of lorry drivers wins national contest", "Baritones rehearsed by radio on motorway car parks."),
    ("Archivists find lost map beneath library stairs", "Parchment from 1611 shows an island nobody remembers."),
    ("Court frees gardener accused of moving a hedge", "Judge Amara Okoye measured the boxwood in person."),
    ("Hospital replaces pagers with carrier bells", "Nurses at Saint Bride prefer chimes to batteries."),
    ("Beavers delay motorway tunnel for a second spring", "Engineers wait while rodents finish damming the Orle."),
    ("Bank closes its vault to make room for a kindergarten", "Steel doors stay open while toddlers nap inside."),
    ("Swimmer crosses frozen strait towing a piano", "Lena Fjord's upright kept its tuning for nine miles."),
    ("Satellite firm rents orbit to amateur poets", "Verses will be beamed to shortwave sets at dusk."),
    ("Mayor swaps limousine for a municipal tandem", "Councillors take turns on the saddle behind her."),
)


def feed(file: Path, publisher: str, entries: Sequence[Item]) -> None:
    """Writes an RSS feed with whole texts."""
    host = file.stem
    rows = "".join(
        f"<item><title>{escape(entry.title)}</title><link>https://{host}.example/{entry.slug or number}</link>"
        f"<description>{escape(entry.text)}</description>"
        + (f"<pubDate>{format_datetime(entry.published_at)}</pubDate>" if entry.published_at else "")
        + "</item>"
        for number, entry in enumerate(entries, start=1)
    )
    file.write_text(
        f'<rss version="2.0"><channel><title>{publisher}</title><link>https://{host}.example/</link>{rows}</channel></rss>',
        encoding="utf-8",
    )


def make(
    folder: Path,
    *,
    feeds: Mapping[str, Sequence[Item]] | None = None,
    readers: Sequence[str] = ("ada@example.com,Ada", "bo@example.org,Bo"),
    database_url: str = DATABASE,
    digest: str = "",
    more: str = "",
) -> Path:
    """A newsroom of one digest, `morning`, over feeds by publisher slug; the config file's path.

    Its tables are made, its themes are those that ship with Digest.
    `digest` and `more` are further TOML: keys of the digest, and tables.
    """
    feeds = {"gazette": items("World", 6)} if feeds is None else feeds
    (folder / "subscribers").mkdir(parents=True, exist_ok=True)
    (folder / "subscribers" / "readers.csv").write_text("\n".join(["email,name", *readers, ""]), encoding="utf-8")
    if database_url == DATABASE and not (file := folder / "var/digest.db").exists():
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(tables.sqlite())
    sources = ""
    for slug, entries in feeds.items():
        feed(folder / f"{slug}.xml", slug.capitalize(), entries)
        sources += (
            f'[[sources]]\nid = "{slug}"\nkind = "feed"\nurl = "{slug}.xml"\n'
            f'publisher = "{slug.capitalize()}"\ntopics = ["World"]\n'
        )
    file = folder / "config.toml"
    file.write_text(
        '[newsroom]\nname = "Test News"\npublic_url = "http://127.0.0.1:8080"\npostal_address = "1 Quay, Marlow"\n'
        f'[database]\nurl = "{database_url}"\n'
        '[digests.morning]\ntitle = "The Morning"\ntopics = ["World", "Sport"]\nlists = ["readers"]\n'
        'from = "The Morning <morning@news.example>"\nsend_at = "07:00"\ncutoff = "06:30"\n'
        f'timezone = "Europe/Berlin"\npublisher_max = 20\nsection_max = 20\n{digest}\n'
        '[[topics]]\nname = "World"\nkeywords = ["council", "minister", "world"]\n'
        '[[topics]]\nname = "Sport"\nkeywords = ["goal", "match", "sport", "cup"]\n'
        f"{sources}{more}",
        encoding="utf-8",
    )
    return file


def settings(file: Path) -> Settings:
    return config.load(file, environ=os.environ)


def the_digest(of: Settings) -> tuple[Digest, Slot]:
    """The digest `morning` and its slot of the day."""
    digest = of.digests["morning"]
    return digest, schedule.slot(digest, DAY)


@contextmanager
def opened(file: Path, *, as_of: datetime | None = None, clock: Clock | None = None) -> Iterator[Runtime]:
    """The equipment with the clock standing at the cutoff of the day or at another instant, or with a clock."""
    loaded = settings(file)
    if clock:
        with open_runtime(loaded, environ=os.environ, clock=clock) as runtime:
            yield runtime
    else:
        with open_runtime(loaded, environ=os.environ, as_of=as_of or the_digest(loaded)[1].cutoff_at) as runtime:
            yield runtime
