"""The sitemap names what is public, and nothing else."""

from xml.etree import ElementTree as ET

from digest.site import sitemap
from tests.web import house

SPACE = {"s": sitemap.NAMESPACE}


def test_it_names_archives_editions_and_stories(runtime):
    house.sent(runtime)
    answer = house.client(runtime).get("/sitemap.xml")
    assert answer.headers["content-type"].startswith("application/xml")
    places = {
        found.findtext("s:loc", namespaces=SPACE): found.findtext("s:lastmod", namespaces=SPACE)
        for found in ET.fromstring(answer.content).iterfind("s:url", SPACE)
    }
    public = house.PUBLIC_URL
    assert {f"{public}/", f"{public}/morning"} < places.keys()
    assert places[f"{public}/morning/2026-03-10"] == "2026-03-10T06:00:00+00:00"
    assert places[f"{public}/story/{house.story_id(1)}"] == "2026-03-10T06:00:00+00:00"


def test_what_waits_for_its_hour_is_not_named(runtime):
    house.approved(runtime)
    assert "2026-03-10" not in house.client(runtime).get("/sitemap.xml").text


def test_robots_are_told_where_it_is(runtime):
    assert f"Sitemap: {house.PUBLIC_URL}/sitemap.xml" in house.client(runtime).get("/robots.txt").text


def test_more_addresses_than_a_file_holds_make_an_index():
    places = [(f"https://news.example/{n}", None) for n in range(2 * sitemap.FILE_URLS_MAX + 1)]
    files = sitemap.files(places)
    assert [len(file) for file in files] == [sitemap.FILE_URLS_MAX, sitemap.FILE_URLS_MAX, 1]


def test_a_file_that_is_not_there_is_not_found(runtime):
    client = house.client(runtime)
    assert client.get("/sitemap-1.xml").status_code == 200
    assert client.get("/sitemap-2.xml").status_code == 404
    assert client.get("/sitemap-x.xml").status_code == 404
