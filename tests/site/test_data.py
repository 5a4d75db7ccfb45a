"""A reader's own data: asked for, shown, taken along, erased; and nothing of it for who has only a forwarded mail."""

import json

from digest import tokens
from digest.tokens import Purpose
from tests.people import mails
from tests.site.forms import filled, rows, value
from tests.web import house


def data_link(open_house, visitor, clock) -> str:
    """The path of the page behind a freshly mailed link."""
    mark = value(visitor.get("/data").text, "mark")
    clock.move(seconds=30)
    assert "a link is on its way" in visitor.post("/data", data={"email": "ada@example.com", "mark": mark}).text
    return f"/d/{mails.token(mails.sent(open_house)[-1], 'd')}"


def test_everything_can_be_seen_taken_along_and_erased(open_house, visitor, clock):
    house.subscribe(open_house)
    path = data_link(open_house, visitor, clock)
    page = visitor.get(path).text
    assert "ada@example.com" in page
    taken = visitor.get(f"{path}/data.json")
    assert taken.headers["content-disposition"] == 'attachment; filename="data.json"'
    assert json.loads(taken.text)["subscriber"]["email"] == "ada@example.com"
    erase = page.split('class="button second" href="')[1].split('"')[0]
    assert rows(open_house)["subscribers"]
    assert "Erase everything?" in visitor.get(erase).text
    assert rows(open_house)["subscribers"]
    assert "Everything is erased" in visitor.post(erase).text
    left = rows(open_house)
    assert not left["subscribers"]
    assert len(left["suppressions"]) == 1
    assert "ada@" not in str(left)
    for link in (path, erase):
        assert visitor.get(link).status_code == 400
    assert visitor.post(erase).status_code == 400


def test_a_stranger_gets_the_same_page_and_no_mail(open_house, visitor, clock):
    mark = value(visitor.get("/data").text, "mark")
    clock.move(seconds=30)
    answer = visitor.post("/data", data={"email": "ada@example.com", "mark": mark})
    assert "a link is on its way" in answer.text
    assert not mails.sent(open_house)


def test_the_pages_of_a_mails_links_show_no_address_and_no_name(open_house, visitor):
    """Mails are forwarded: who has one may leave or choose, and learns nothing about the reader."""
    ada = house.subscribe(open_house)
    for path, purpose in (("/u/", Purpose.UNSUBSCRIBE), ("/m/", Purpose.CHOOSE)):
        token = tokens.make(open_house.keys, purpose, ada)
        page = visitor.get(path + token).text
        assert "ada@" not in page
        assert ">Ada<" not in page
        for other in ("/d/", "/e/", "/c/"):
            assert visitor.get(other + token).status_code == 400


def test_privacy_says_what_config_says(open_house, visitor):
    page = visitor.get("/privacy").text
    assert "1 Customs House Quay" in page
    assert "desk@news.example" in page


def test_form_fields_are_kept_when_a_mistake_is_shown(visitor, clock):
    answer = visitor.post("/join/example", data=filled(visitor, clock, email="ada at example.com"))
    assert answer.status_code == 400
    assert 'value="ada at example.com"' in answer.text
    assert 'aria-describedby="email-problem"' in answer.text
