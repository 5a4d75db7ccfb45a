"""Each digest as a feed, as strangers' programs read it."""

import feedparser
import pytest

from digest.model.edition import EditKind
from digest.morning import edit
from tests.web import house

FILES = {
    "feed.xml": ("application/rss+xml", "rss20"),
    "atom.xml": ("application/atom+xml", "atom10"),
}
PAGE = f"{house.PUBLIC_URL}/morning/2026-03-10"


@pytest.mark.parametrize("file", FILES)
def test_a_feed_has_each_edition_with_its_stories(runtime, file):
    house.sent(runtime)
    answer = house.client(runtime).get(f"/morning/{file}")
    kind, version = FILES[file]
    assert answer.headers["content-type"].split(";")[0] == kind
    read = feedparser.parse(answer.content, response_headers={"content-type": answer.headers["content-type"]})
    assert (read.bozo, read.version) == (False, version)
    assert read.feed.title == "The Morning"
    assert read.feed.link == f"{house.PUBLIC_URL}/morning"
    assert read.feed.language == "en"
    assert [link.href for link in read.feed.links if link.rel == "self"] == [f"{house.PUBLIC_URL}/morning/{file}"]
    (entry,) = read.entries
    assert entry.id == entry.link == PAGE
    assert entry.title == "Council agrees to repair the north pier"
    assert entry.published_parsed[:5] == (2026, 3, 10, 6, 0)
    (content,) = entry.content
    assert "https://gazette.example/1" in content.value
    assert 'dir="rtl"' in content.value


def test_a_json_feed_has_the_same(runtime):
    house.sent(runtime)
    answer = house.client(runtime).get("/morning/feed.json")
    assert answer.headers["content-type"] == "application/feed+json"
    made = answer.json()
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert made["feed_url"] == f"{house.PUBLIC_URL}/morning/feed.json"
    (item,) = made["items"]
    assert item["id"] == item["url"] == PAGE
    assert item["date_published"] == "2026-03-10T06:00:00+00:00"
    assert "https://gazette.example/1" in item["content_html"]


@pytest.mark.parametrize("file", [*FILES, "feed.json"])
def test_a_feed_tells_nothing_before_the_readers_have_it(runtime, file):
    house.approved(runtime)
    answer = house.client(runtime).get(f"/morning/{file}")
    assert answer.status_code == 200
    assert "2026-03-10" not in answer.text
    assert feedparser.parse(answer.content).entries == []


@pytest.mark.parametrize("file", FILES)
def test_whatever_an_editor_writes_the_feed_stays_well_formed(runtime, file):
    digest, slot = house.digest_of(runtime), house.slot_of(runtime)
    evil = "]]></title>\x0b<script>alert(1)</script> & \ufffe \x1b[2J"
    edit.record(runtime, digest, slot, EditKind.HEADLINE, target=house.story_id(1), value=evil, editor="ada")
    edit.record(runtime, digest, slot, EditKind.INTRO, value=evil, editor="ada")
    house.sent(runtime)
    read = feedparser.parse(house.client(runtime).get(f"/morning/{file}").content)
    assert not read.bozo
    assert "<script>" not in read.entries[0].content[0].value


def test_no_feed_of_no_digest(runtime):
    assert house.client(runtime).get("/evening/feed.xml").status_code == 404


@pytest.mark.parametrize("page", ["/", "/morning", "/morning/2026-03-10"])
def test_pages_say_where_the_feeds_are(runtime, page):
    house.sent(runtime)
    html = house.client(runtime).get(page).text
    for kind, file in (("rss+xml", "feed.xml"), ("atom+xml", "atom.xml"), ("feed+json", "feed.json")):
        assert f'<link rel="alternate" type="application/{kind}" title="The Morning' in html
        assert f'href="/morning/{file}">' in html
