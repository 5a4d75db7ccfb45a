"""The archive shows what went out, to everybody, and nothing of anybody."""

from dataclasses import replace

from digest import store
from digest.model.edition import Edition, EditionState, EditKind
from digest.morning import approve, edit
from digest.runtime import Runtime
from tests.web import house

PAGE = "/morning/2026-03-10"


def approved(runtime: Runtime) -> Edition:
    return approve.change(runtime, house.edition(runtime), EditionState.APPROVED, by="ada")


def sent(runtime: Runtime) -> Edition:
    sending = approved(runtime)
    with runtime.store.write() as db:
        done = replace(sending, state=EditionState.SENT, version=sending.version + 1)
        assert store.editions.put(db, done, now=runtime.now())
    return done


def test_a_draft_is_nobodys_business(runtime):
    assert house.client(runtime).get(PAGE).status_code == 404


def test_an_approved_edition_can_be_read_by_its_address_but_is_not_listed(runtime):
    """A test mail's "view in browser" works; the archive waits for the readers to get it first."""
    approved(runtime)
    client = house.client(runtime)
    assert client.get(PAGE).status_code == 200
    assert client.get(PAGE).headers["cache-control"] == "no-cache"
    assert PAGE not in client.get("/morning").text


def test_a_sent_edition_stands_in_the_archive_and_on_the_front_page(runtime):
    sent(runtime)
    client = house.client(runtime)
    assert PAGE in client.get("/morning").text
    assert PAGE in client.get("/").text
    assert client.get(PAGE).headers["cache-control"].startswith("public")


def test_the_page_has_every_story_with_all_its_links(runtime):
    """The mail only counts further sources; here they are, at the anchor that the mail links to."""
    sent(runtime)
    page = house.client(runtime).get(PAGE).text
    for story in house.edition(runtime).stories:
        assert f'id="{story.id}"' in page
        assert story.headline in page
    assert "https://northline.example/9" in page
    assert "https://ledger.example/7" in page


def test_the_page_has_no_readers_link_and_no_cookie(runtime):
    sent(runtime)
    answer = house.client(runtime).get(PAGE)
    assert "/u/" not in answer.text
    assert "/m/" not in answer.text
    assert "set-cookie" not in answer.headers


def test_texts_say_their_language_and_direction(runtime):
    sent(runtime)
    page = house.client(runtime).get(PAGE).text
    assert '<html lang="en" dir="ltr">' in page
    assert '<div lang="ar" dir="rtl">' in page
    assert '<div lang="de">' in page


def test_a_headline_is_text_whatever_it_holds(runtime):
    digest, slot = house.digest_of(runtime), house.slot_of(runtime)
    evil = '<script>alert(1)</script>"'
    edit.record(runtime, digest, slot, EditKind.HEADLINE, target=house.story_id(1), value=evil, editor="ada")
    sent(runtime)
    page = house.client(runtime).get(PAGE).text
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_sharing_has_a_title_and_a_canonical_address(runtime):
    sent(runtime)
    page = house.client(runtime).get(PAGE).text
    assert '<meta property="og:title" content="Council agrees to repair the north pier">' in page
    assert f'<link rel="canonical" href="{house.PUBLIC_URL}{PAGE}">' in page
