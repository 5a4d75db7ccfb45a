"""The sample newsroom keeps its promises: enough articles, nothing real, and an answer key that fits."""

import gzip
import re
import runpy
import tomllib
import xml.etree.ElementTree as ET
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).parents[2]
NEWSROOM = ROOT / "examples" / "newsroom"
CUTOFFS = tuple(datetime(2026, 3, day, 6, 30, tzinfo=ZoneInfo("Europe/Berlin")) for day in (10, 11, 12))
WINDOW = timedelta(hours=30)
IMAGE_BYTES_MAX = 60_000  # what the drawing script promises

DATE_TAGS = ("pubDate", "published", "date")
BODY_TAGS = ("encoded", "content")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One article as a feed or a file has it; `ref` is its link, or its path where it has none."""

    publisher: str
    ref: str
    title: str
    body: str
    language: str
    published_at: datetime | None


def name(element: ET.Element) -> str:
    """The tag without its namespace."""
    return element.tag.rpartition("}")[2]


class Words(HTMLParser):
    """Gathers the text between the tags."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)


def text(markup: str) -> str:
    """The words of a piece of HTML."""
    parser = Words()
    parser.feed(markup)
    return " ".join(" ".join(parser.found).split())


def moment(value: str) -> datetime:
    return datetime.fromisoformat(value) if value[:4].isdigit() else parsedate_to_datetime(value)


@cache
def documents() -> dict[str, ET.Element]:
    """Every feed, parsed; a feed that is not well-formed fails every test of this file."""
    raw = {p: p.read_bytes() for p in sorted(NEWSROOM.glob("*/feed.xml*"))}
    return {p.parent.name: ET.fromstring(gzip.decompress(b) if p.suffix == ".gz" else b) for p, b in raw.items()}


def of_feed(publisher: str, element: ET.Element, language: str) -> Piece:
    # A picture (media:content, with a url) is no body; of several children with one name the first counts.
    fields = {name(child): child for child in reversed(element) if child.get("url") is None}
    link = next(c for c in element if name(c) == "link" and c.get("rel", "alternate") == "alternate")
    body = next(fields[tag] for tag in BODY_TAGS if tag in fields)
    date = next((fields[tag].text for tag in DATE_TAGS if tag in fields), None)
    return Piece(
        publisher=publisher,
        ref=link.get("href") or link.text or "",
        title=fields["title"].text or "",
        body=text("".join(body.itertext())),
        language=element.get("{http://www.w3.org/XML/1998/namespace}lang", language),
        published_at=moment(date) if date else None,
    )


def of_file(path: Path) -> Piece:
    raw = path.read_text(encoding="utf-8")
    link = re.search(r'^url: (\S+)$|rel="canonical" href="([^"]+)"', raw, re.MULTILINE)
    date = re.search(r'^date: (\S+)$|published_time" content="([^"]+)"', raw, re.MULTILINE)
    title = re.search(r'^title: "(.+)"$|<h1>(.+)</h1>', raw, re.MULTILINE)
    lines = [line for line in raw.splitlines() if line]
    return Piece(
        publisher=path.parent.name,
        ref=link[link.lastindex or 0] if link else path.relative_to(NEWSROOM).as_posix(),
        title=title[title.lastindex or 0] if title else lines[0],
        body=text(raw),
        language="en",
        published_at=moment(date[date.lastindex or 0]) if date else dated_by_line(lines[0]),
    )


def dated_by_line(line: str) -> datetime | None:
    """Noon of a plain text's date line, as a collector takes a day without a time."""
    try:
        return datetime.strptime(f"{line} 12:00 +0000", "%A, %d %B %Y %H:%M %z")
    except ValueError:
        return None


@cache
def pieces() -> tuple[Piece, ...]:
    """Every version of every article, feeds first."""
    read = []
    for publisher, root in documents().items():
        language = next((e.text or "" for e in root.iter() if name(e) == "language"), "en")
        entries = [e for e in root.iter() if name(e) in {"item", "entry"}]
        read += [of_feed(publisher, entry, language) for entry in entries]
    return (*read, *(of_file(path) for path in sorted((NEWSROOM / "quayside").glob("*.*"))))


@cache
def key() -> dict[str, Any]:
    return tomllib.loads((NEWSROOM / "answers.toml").read_text(encoding="utf-8"))


def test_there_are_at_least_120_articles_of_six_publishers_in_four_families():
    """The least a newcomer's demo must show."""
    config = tomllib.loads((ROOT / "config.toml").read_text(encoding="utf-8"))
    families = {domain.removesuffix(".example"): p["family"] for p in config["publishers"] for domain in p["domains"]}
    publishers = {piece.publisher for piece in pieces()}
    assert len({piece.ref for piece in pieces()}) >= 120
    assert len(publishers) >= 6
    assert len({families[publisher] for publisher in publishers}) >= 4


def test_every_edition_has_a_full_day_and_hardly_anything_is_later():
    """Each of the three windows holds 35 to 55 articles; two or three lie after the last cutoff."""
    known = {piece.ref: piece.published_at for piece in pieces() if piece.published_at}
    for cutoff in CUTOFFS:
        assert 35 <= sum(cutoff - WINDOW < at <= cutoff for at in known.values()) <= 55
    assert 2 <= sum(at > CUTOFFS[-1] for at in known.values()) <= 3


def test_every_date_but_one_is_known_with_its_offset():
    """One undated article is meant; a second would be a slip."""
    undated = [piece.ref for piece in pieces() if piece.published_at is None]
    assert undated == key()["undated"]
    assert all(piece.published_at.tzinfo for piece in pieces() if piece.published_at)


def test_every_article_is_named_once_in_the_answer_key():
    """Nothing in the key is missing from the newsroom, nothing in the newsroom from the key."""
    named = Counter(ref for event in key()["events"] for refs in event["articles"].values() for ref in refs)
    assert set(named) == {piece.ref for piece in pieces()}
    assert set(named.values()) == {1}


def test_the_answer_key_knows_in_whose_window_an_article_falls():
    """The days of the key follow from the articles' own dates; the undated one counts for the first day."""
    at = {piece.ref: piece.published_at or CUTOFFS[0] for piece in pieces()}
    for event in key()["events"]:
        for day, refs in event["articles"].items():
            for ref in refs:
                first = next((str(c.date()) for c in CUTOFFS if at[ref] <= c), "later")
                assert first == day, ref


def test_what_the_key_calls_tricky_exists():
    """Lists of references and of event ids point at something."""
    refs, events = {piece.ref for piece in pieces()}, {event["id"] for event in key()["events"]}
    for kind in ("opinion", "live", "sponsored", "undated", "corrected", "inline_related"):
        assert set(key()[kind]) <= refs, kind
        assert key()[kind], kind
    assert {ref for pair in key()["copies"] for ref in pair} <= refs
    assert {event for pair in key()["apart"] for event in pair} <= events


def test_a_wire_text_stands_at_two_publishers_under_two_titles():
    """The copy begins as the original does and is cut at its end, as a desk would."""
    by_ref = {piece.ref: piece for piece in pieces()}
    for whole, cut in key()["copies"]:
        assert by_ref[whole].title != by_ref[cut].title
        assert by_ref[whole].body.startswith(by_ref[cut].body)
        assert "(Kestrel Wire)" in by_ref[cut].body


def test_the_corrected_article_keeps_its_link():
    """Only a corrected article has two versions."""
    versions = Counter(piece.ref for piece in pieces())
    assert [ref for ref, count in versions.items() if count > 1] == key()["corrected"]


def test_some_events_are_told_by_six_publishers_and_some_by_two():
    """An event's size varies as it does on a real morning."""
    by_ref = {piece.ref: piece.publisher for piece in pieces()}
    sizes = Counter(
        len({by_ref[ref] for ref in refs}) for event in key()["events"] for refs in event["articles"].values()
    )
    assert {1, 2, 3, 4, 5, 6} <= set(sizes)


def test_names_and_texts_come_in_many_languages_and_scripts():
    """At least eight languages, four of them in scripts other than Latin."""
    assert {"en", "de", "fr", "es", "ar", "el", "hi", "ja", "uk"} <= {piece.language for piece in pieces()}


def test_no_article_is_a_stub():
    """The body is there without any network; scripts without spaces are measured in letters."""
    for piece in pieces():
        assert len(piece.body) > 250 or piece.language == "ja", piece.ref
        assert len(piece.body) > 100, piece.ref


def test_nothing_leads_to_a_real_address():
    """Every address in feeds, pages and texts is under .example."""
    feeds = [v for root in documents().values() for e in root.iter() for v in (e.text or "", *e.attrib.values())]
    files = [path.read_text(encoding="utf-8") for path in (NEWSROOM / "quayside").glob("*.*")]
    hosts = {host for raw in feeds + files for host in re.findall(r"https?://([^/\"'<>\s)]+)", raw)}
    assert hosts
    assert {host for host in hosts if not host.endswith(".example")} == set()


def test_every_picture_is_drawn_by_us_light_and_used():
    """The pictures on disk are those of the script, and each is referred to by its publisher."""
    files = {path.relative_to(NEWSROOM).as_posix(): path for path in NEWSROOM.glob("*/images/*")}
    assert set(files) == set(runpy.run_path(str(NEWSROOM / "draw_images.py"))["PICTURES"])
    assert max(path.stat().st_size for path in files.values()) < IMAGE_BYTES_MAX
    used = {f"{publisher}/{value}" for publisher, root in documents().items() for value in addresses(root)}
    for page in (NEWSROOM / "quayside").glob("*.html"):
        used |= {f"quayside/{src}" for src in re.findall(r'<img src="([^"]+)"', page.read_text(encoding="utf-8"))}
    assert used == set(files)


def addresses(root: ET.Element) -> set[str]:
    """Relative addresses of pictures in a feed."""
    values = {value for e in root.iter() for key in ("url", "href") if (value := e.get(key))}
    return {value for value in values if value.startswith("images/")}
