"""`digest sources`: how the sources are, and changing them from the command line."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import newsroom
from tests.cli.conftest import Run
from tests.collect.peer import Peer, Reply, serving
from tests.newsroom import PIER

LOOPBACK = '[collect]\nallow_private = ["127.0.0.1"]\n'
ITEMS = "".join(
    f"<item><title>Pier report {n}</title><link>https://g.example/{n}</link><description>{PIER} {PIER}</description>"
    f"<pubDate>Mon, 09 Mar 2026 0{n}:00:00 GMT</pubDate></item>"
    for n in range(1, 8)
)
RSS = f'<rss version="2.0"><channel><title>Harbour</title>{ITEMS}</channel></rss>'.encode()
SITE = b'<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body>Hello</body></html>'


@pytest.fixture
def peer() -> Iterator[Peer]:
    with serving() as peer:
        peer.routes |= {"/": Reply(body=SITE), "/feed.xml": Reply(body=RSS)}
        yield peer


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return newsroom.make(tmp_path, more="\n" + LOOPBACK + "# the end\n")


def sources(config: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = tomllib.loads(config.read_text())["sources"]
    return rows


def listed(digest: Run) -> dict[str, dict[str, Any]]:
    return {row["source"]: row for row in json.loads(digest("sources", "list", "--json").out)}


def test_the_list_tells_how_each_source_is(digest: Run, config: Path):
    config.write_text(config.read_text() + '[[sources]]\nid = "lost"\nurl = "lost.xml"\npublisher = "Lost"\n')
    assert {row["state"] for row in listed(digest).values()} == {"not visited yet"}
    digest("collect")
    digest("sources", "mute", "gazette")
    rows = listed(digest)
    assert (rows["gazette"]["state"], rows["lost"]["state"]) == ("muted", "failing")
    assert "lost.xml: there is no such file" in rows["lost"]["words"]
    digest("sources", "unmute", "gazette")
    row = listed(digest)["gazette"]
    assert row["state"] == "ok"
    assert row["last_success"]
    table = digest("sources", "list").out.splitlines()
    assert table[0].split()[:4] == ["source", "publisher", "state", "today"]
    assert any(line.startswith("lost") and "failing" in line for line in table)


def test_whoever_adds_a_source_of_an_unnamed_publisher_hears_what_readers_will_see(
    digest: Run, config: Path, peer: Peer
):
    assert "Readers will see 127.0.0.1 as its publisher" in digest("sources", "add", peer.origin).err


def test_check_visits_now_and_stores_nothing(digest: Run, config: Path):
    said = digest("sources", "check")
    assert (said.code, said.out) == (0, "gazette: ok, 6 articles, the newest of 2026-03-09 13:15\n")
    assert listed(digest)["gazette"]["state"] == "not visited yet"


def test_check_has_a_line_for_every_fault_and_a_code_of_its_own(digest: Run, config: Path, peer: Peer):
    rows = (
        f'[[sources]]\nid = "away"\nurl = "{peer.url("/none")}"\n[[sources]]\nid = "empty"\nurl = "{peer.url("/e")}"\n'
    )
    peer.routes["/e"] = Reply(body=b'<rss version="2.0"><channel><title>x</title></channel></rss>')
    config.write_text(config.read_text() + rows)
    said = digest("sources", "check")
    assert said.code == 3
    assert sorted(line.split(":")[0] for line in said.out.splitlines()) == ["away", "empty", "gazette"]
    assert "nothing at this address (404)" in said.out
    assert "empty: the feed has no entries" in said.out
    assert digest("sources", "check", "gazette").code == 0


@pytest.mark.parametrize("command", ["check", "remove", "mute", "unmute"])
def test_an_unknown_source_is_wrong_usage(digest: Run, command: str):
    said = digest("sources", command, "gazete")
    assert said.code == 2
    assert 'there is no source "gazete"' in said.err


def test_try_shows_what_would_come(digest: Run, config: Path, peer: Peer):
    before = config.read_bytes()
    said = digest("sources", "try", peer.origin, "--json")
    told = json.loads(said.out)
    assert (said.code, told["kind"], told["url"], told["entries"]) == (0, "feed", peer.url("/feed.xml"), 7)
    assert [article["title"] for article in told["articles"]][:2] == ["Pier report 7", "Pier report 6"]
    assert told["articles"][0]["words"] > 100
    shown = digest("sources", "try", str(config.parent / "gazette.xml"))
    assert "6 articles; the first 5:" in shown.out
    assert "2026-03-09 13:15" in shown.out
    assert config.read_bytes() == before


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("missing.xml", "there is no such file"),
        ("http://10.1.2.3/feed", "collect.allow_private"),
        ("http://", "no such file"),
    ],
)
def test_what_is_no_source_fails_in_one_line(digest: Run, config: Path, where: str, words: str):
    for command in ("try", "add"):
        said = digest("sources", command, where)
        assert said.code == 1
        assert words in said.err
        assert len(said.err.splitlines()) == 1


def test_add_finds_the_feed_and_writes_it(digest: Run, config: Path, peer: Peer):
    before = config.read_text()
    said = digest("sources", "add", peer.origin, "--publisher", "Harbour", "--topic", "World", "--exclude", "crossword")
    block = (
        f'[[sources]]\nkind = "feed"\nurl = "{peer.url("/feed.xml")}"\npublisher = "Harbour"\ntopics = ["World"]\n'
        'exclude = ["crossword"]\n'
    )
    assert (said.code, said.out) == (0, block)
    assert config.read_text() == before.replace(LOOPBACK, f"{block}\n{LOOPBACK}")
    again = digest("sources", "add", peer.origin)
    assert again.code == 2
    assert "has this address" in again.err


def test_a_file_is_added_by_its_path_from_the_config(digest: Run, config: Path):
    (config.parent / "feeds").mkdir()
    (config.parent / "feeds" / "l.xml").write_bytes(RSS)
    assert digest("sources", "add", "feeds/l.xml").code == 2
    assert digest("sources", "add", "feeds/l.xml", "--publisher", "Ledger").code == 0
    assert sources(config)[-1] == {"kind": "feed", "url": "feeds/l.xml", "publisher": "Ledger"}


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--topic", "Wrold"), 2, 'no topic "Wrold"'),
        (("--language", "English"), 4, "is not the short name of a language"),
        (("--id", "gazette"), 4, "stands at sources[1].id already"),
    ],
)
def test_what_config_would_refuse_is_not_written(
    digest: Run, config: Path, peer: Peer, options: tuple[str, ...], code: int, words: str
):
    before = config.read_bytes()
    said = digest("sources", "add", peer.origin, *options)
    assert said.code == code
    assert words in said.err
    assert config.read_bytes() == before


def test_a_feed_without_articles_is_not_added(digest: Run, config: Path, peer: Peer):
    peer.routes["/e"] = Reply(body=b'<rss version="2.0"><channel><title>x</title></channel></rss>')
    said = digest("sources", "add", peer.url("/e"))
    assert said.code == 1
    assert "holds no articles" in said.err


def test_what_is_added_can_be_removed_without_a_trace(digest: Run, config: Path, peer: Peer):
    before = config.read_bytes()
    digest("sources", "add", peer.origin, "--id", "harbour")
    assert digest("sources", "remove", "harbour").code == 0
    assert config.read_bytes() == before


def test_the_only_source_stays(digest: Run, config: Path):
    said = digest("sources", "remove", "gazette")
    assert said.code == 2
    assert "the only source" in said.err


def test_a_muted_source_is_not_collected(digest: Run, config: Path):
    digest("sources", "mute", "gazette")
    assert sources(config)[0]["muted"] is True
    assert "as it was" in digest("sources", "mute", "gazette").err
    digest("collect")
    assert listed(digest)["gazette"]["last_success"] is None


def test_opml_goes_out_and_comes_in(digest: Run, config: Path, peer: Peer):
    digest("sources", "add", peer.origin, "--publisher", "Harbour", "--topic", "World")
    exported = digest("sources", "export")
    assert "1 sources are not feeds on the web" in exported.err
    file = config.parent / "out.opml"
    file.write_text(exported.out.replace("</body>", '<outline text="Bad" xmlUrl="feed:x"/></body>'))
    assert "0 sources added to config.toml; 1 were there" in digest("sources", "import", "out.opml").err
    added = sources(config)[-1]
    digest("sources", "remove", listed(digest).popitem()[0])
    said = digest("sources", "import", "out.opml")
    assert said.code == 3
    assert '"feed:x" is not a web address' in said.err
    assert sources(config)[-1] == added


def test_addresses_that_differ_in_capitals_are_one_source(digest: Run, config: Path):
    """Config refuses such twins, and one pair must not cost the whole list."""
    rows = "".join(
        f'<outline text="{url}" xmlUrl="https://{url}/feed"/>' for url in ("a.example", "A.example", "b.example")
    )
    (config.parent / "in.opml").write_text(f"<opml><body>{rows}</body></opml>")
    assert digest("sources", "import", "in.opml").code == 0
    assert [row["publisher"] for row in sources(config)[1:]] == ["a.example", "b.example"]


def test_a_file_that_is_no_opml_is_refused_in_one_line(digest: Run, config: Path):
    said = digest("sources", "import", "gazette.xml")
    assert said.code == 1
    assert "gazette.xml: it is not an OPML file" in said.err
