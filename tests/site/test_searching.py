"""The search page: what is found, marked and safe, on pages of bounded length."""

from digest.model.edition import EditKind
from digest.morning import edit
from tests.web import house


def test_what_was_asked_for_is_marked_and_leads_to_story_and_edition(runtime):
    house.sent(runtime)
    page = house.client(runtime).get("/search", params={"q": "NORTH pier"}).text
    assert f'<h2><a href="/story/{house.story_id(1)}">' in page
    assert "repair the <mark>north</mark> <mark>pier</mark>" in page
    assert f'href="/morning/2026-03-10#{house.story_id(1)}"' in page
    assert "1 story" in page


def test_a_found_text_says_its_language(runtime):
    house.sent(runtime)
    assert '<div lang="ar" dir="rtl">' in house.client(runtime).get("/search", params={"q": "شاعرة"}).text


def test_nothing_found_says_so_and_how_to_go_on(runtime):
    house.sent(runtime)
    page = house.client(runtime).get("/search", params={"q": "walrus"}).text
    assert "Nothing found." in page
    assert 'value="walrus"' in page


def test_no_question_gets_the_form_and_how_to_use_it(runtime):
    for q in ("", "  ", '"*"'):
        page = house.client(runtime).get("/search", params={"q": q}).text
        assert "All words have to be there" in page


def test_neither_the_question_nor_what_is_found_can_break_the_page(runtime):
    digest, slot = house.digest_of(runtime), house.slot_of(runtime)
    evil = '<script>alert("pier")</script>'
    edit.record(runtime, digest, slot, EditKind.HEADLINE, target=house.story_id(1), value=evil, editor="ada")
    house.sent(runtime)
    page = house.client(runtime).get("/search", params={"q": 'alert"><script>x</script>'}).text
    assert "<script" not in page
    page = house.client(runtime).get("/search", params={"q": "alert"}).text
    assert "&lt;script&gt;<mark>alert</mark>(&#34;pier&#34;)&lt;/script&gt;" in page


def test_one_digest_can_be_searched_alone_and_an_unknown_one_has_nothing(runtime):
    house.sent(runtime)
    client = house.client(runtime)
    assert "<mark>" in client.get("/search", params={"q": "pier", "digest": "morning"}).text
    assert "Nothing found." in client.get("/search", params={"q": "pier", "digest": "evening"}).text


def test_robots_leave_the_search_alone(runtime):
    assert '<meta name="robots" content="noindex">' in house.client(runtime).get("/search?q=pier").text
