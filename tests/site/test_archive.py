"""The archive shows what went out, to everybody, and nothing of anybody."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digest import schedule, store
from digest.model.edition import EditionState, EditKind
from digest.morning import approve, edit
from digest.runtime import Runtime
from digest.site.archive import PAGE_EDITIONS
from tests.web import house

PAGE = "/morning/2026-03-10"


def test_a_draft_is_nobodys_business(runtime):
    assert house.client(runtime).get(PAGE).status_code == 404


def test_an_approved_edition_can_be_read_by_its_address_but_is_not_listed(runtime):
    """A test mail's "view in browser" works; the archive waits for the readers to get it first."""
    house.approved(runtime)
    client = house.client(runtime)
    assert client.get(PAGE).status_code == 200
    assert client.get(PAGE).headers["cache-control"] == "no-cache"
    assert PAGE not in client.get("/morning").text


def test_a_sent_edition_stands_in_the_archive_and_on_the_front_page(runtime):
    house.sent(runtime)
    client = house.client(runtime)
    assert PAGE in client.get("/morning").text
    assert PAGE in client.get("/").text
    assert client.get(PAGE).headers["cache-control"].startswith("public")


def test_the_page_has_every_story_with_all_its_links(runtime):
    """The mail only counts further sources; here they are, at the anchor that the mail links to."""
    house.sent(runtime)
    page = house.client(runtime).get(PAGE).text
    for story in house.edition(runtime).stories:
        assert f'id="{story.id}"' in page
        assert story.headline in page
    assert "https://northline.example/9" in page
    assert "https://ledger.example/7" in page


def test_the_page_has_no_readers_link_and_no_cookie(runtime):
    house.sent(runtime)
    answer = house.client(runtime).get(PAGE)
    assert "/u/" not in answer.text
    assert "/m/" not in answer.text
    assert "set-cookie" not in answer.headers


def test_texts_say_their_language_and_direction(runtime):
    house.sent(runtime)
    page = house.client(runtime).get(PAGE).text
    assert '<html lang="en" dir="ltr">' in page
    assert '<div lang="ar" dir="rtl">' in page
    assert '<div lang="de">' in page


def test_a_headline_is_text_whatever_it_holds(runtime):
    digest, slot = house.digest_of(runtime), house.slot_of(runtime)
    evil = '<script>alert(1)</script>"'
    edit.record(runtime, digest, slot, EditKind.HEADLINE, target=house.story_id(1), value=evil, editor="ada")
    house.sent(runtime)
    page = house.client(runtime).get(PAGE).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_sharing_has_a_title_and_a_canonical_address(runtime):
    house.sent(runtime)
    page = house.client(runtime).get(PAGE).text
    assert '<meta property="og:title" content="Council agrees to repair the north pier">' in page
    assert f'<link rel="canonical" href="{house.PUBLIC_URL}{PAGE}">' in page


def test_the_page_is_made_of_what_was_approved(runtime):
    """The hash of its content is that of the mail: nothing is left out, and nothing is added but links."""
    edition = house.sent(runtime)
    page = house.client(runtime).get(PAGE).text
    assert f'content="sha256:{edition.content_hash}"' in page
    assert approve.content_hash(edition) == edition.content_hash


def test_the_intro_is_printed_as_it_was_written(runtime):
    digest, slot = house.digest_of(runtime), house.slot_of(runtime)
    edit.record(runtime, digest, slot, EditKind.INTRO, value="Good morning.\nصباح الخير", editor="ada")
    house.sent(runtime)
    page = house.client(runtime).get(PAGE).text
    assert '<p class="intro">Good morning.</p><p class="intro" dir="rtl">صباح الخير</p>' in page


def fill(runtime: Runtime, days: int) -> None:
    """So many editions before the one of the tenth of March, all sent."""
    newest = house.sent(runtime)
    with runtime.store.write() as db:
        for before in range(1, days + 1):
            slot = schedule.slot(house.digest_of(runtime), house.DAY - timedelta(days=before))
            store.slots.open_(db, slot)
            older = replace(newest, id=slot.id, date=slot.date, subject=f"Day {before}", version=1)
            assert store.editions.put(db, replace(older, state=EditionState.SENT), now=runtime.now())


def test_editions_lead_to_the_one_before_and_the_one_after(runtime):
    fill(runtime, 2)
    middle = house.client(runtime).get("/morning/2026-03-09").text
    assert 'rel="prev" href="/morning/2026-03-08"' in middle
    assert 'rel="next" href="/morning/2026-03-10"' in middle
    assert 'rel="next"' not in house.client(runtime).get(PAGE).text


def test_a_long_archive_is_leafed_through_by_months(runtime):
    fill(runtime, PAGE_EDITIONS + 2)
    client = house.client(runtime)
    first, second = client.get("/morning").text, client.get("/morning?page=2").text
    assert ">March 2026<" in first
    assert ">February 2026<" in first
    assert 'rel="next" class="end" href="/morning?page=2"' in first
    assert 'rel="prev" href="/morning"' in second
    assert 'rel="next"' not in second
    assert "/morning/2026-02-06" in second
    assert client.get("/morning?page=3").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "²", "9" * 30, ""])
def test_a_page_that_is_none_is_not_there(runtime, page):
    house.sent(runtime)
    assert house.client(runtime).get("/morning", params={"page": page}).status_code == 404
    assert house.client(runtime).get("/search", params={"page": page}).status_code == 404


@pytest.mark.parametrize("path", ["/", "/morning", PAGE, "/search?q=pier", "/sitemap.xml", "/morning/feed.xml"])
def test_who_has_a_page_is_told_so(runtime, path):
    house.sent(runtime)
    client = house.client(runtime)
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == first.headers["cache-control"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_date_counts_where_no_tag_is_named(runtime):
    house.sent(runtime)
    client = house.client(runtime)
    changed = client.get("/morning/feed.xml").headers["last-modified"]
    assert changed == "Tue, 10 Mar 2026 06:00:00 GMT"
    for since, status in ((changed, 304), ("Mon, 09 Mar 2026 06:00:00 GMT", 200), ("yesterday", 200)):
        assert client.get("/morning/feed.xml", headers={"If-Modified-Since": since}).status_code == status
    both = {"If-Modified-Since": changed, "If-None-Match": '"other"'}
    assert client.get("/morning/feed.xml", headers=both).status_code == 200
