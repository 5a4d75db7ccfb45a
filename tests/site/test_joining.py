"""Signing up at the site: what strangers see, what robots cause, and what no GET ever does."""

import re

import pytest

from digest import i18n, store, tokens
from digest.model.people import Preferences
from digest.runtime import Runtime
from digest.tokens import Purpose
from tests.people import mails
from tests.site.forms import FORM, confirm_path, filled, rows, value
from tests.web import house


def chosen(open_house: Runtime, email: str) -> Preferences:
    with open_house.store.read() as db:
        found = store.people.find(db, email, "example")
    assert found
    return found.preferences


def test_from_the_form_to_the_subscription(open_house, visitor, clock):
    answer = visitor.post(FORM, data=filled(visitor, clock))
    assert answer.status_code == 200
    assert "Look into your mailbox" in answer.text
    path = confirm_path(open_house)
    assert "One press" in visitor.get(path).text
    assert "Welcome" in visitor.post(path).text
    there = chosen(open_house, "ada@example.com")
    assert there.topics == ("World", "Culture")
    assert str(there.hour) == "08:30:00"


def test_only_lists_that_config_opens_have_a_form(visitor):
    assert visitor.get("/join/others").status_code == 404
    assert visitor.post("/join/others", data={"email": "ada@example.com"}).status_code == 404


def test_the_answer_is_the_same_for_known_and_unknown_addresses(open_house, visitor, clock):
    first = visitor.post(FORM, data=filled(visitor, clock)).text
    visitor.post(confirm_path(open_house))
    known = visitor.post(FORM, data=filled(visitor, clock))
    unknown = visitor.post(FORM, data=filled(visitor, clock, email="bob@example.com"))
    assert known.status_code == unknown.status_code == 200
    assert known.text == first
    assert known.text.replace("ada@", "bob@") == unknown.text


@pytest.mark.parametrize("field", [{"reason": "cheap watches"}, {"mark": ""}, {"mark": "AAAA"}, {"mark": "x" * 500}])
def test_robots_cause_no_mail(open_house, visitor, clock, field):
    assert visitor.post(FORM, data=filled(visitor, clock, **field)).status_code in (200, 400)
    assert not mails.sent(open_house)


def test_who_was_too_quick_presses_again_and_keeps_what_was_filled_in(open_house, visitor, clock):
    mark = value(visitor.get(FORM).text, "mark")
    clock.move(seconds=1)
    data = {"email": "ada@example.com", "topics": ["Business"], "mark": mark}
    again = visitor.post(FORM, data=data)
    assert again.status_code == 400
    assert "press the button once more" in again.text
    assert 'value="Business" checked' in again.text
    assert 'value="World">' in again.text
    clock.move(seconds=1)
    assert "Look into" in visitor.post(FORM, data={**data, "mark": value(again.text, "mark")}).text
    assert len(mails.sent(open_house)) == 1


def test_a_form_that_is_sent_twice_is_one_mail(open_house, visitor, clock):
    data = filled(visitor, clock)
    assert visitor.post(FORM, data=data).text == visitor.post(FORM, data=data).text
    assert len(mails.sent(open_house)) == 1


def test_where_many_sign_up_the_form_asks_for_digits_and_takes_the_right_ones(open_house, visitor, clock):
    for n in range(3):
        visitor.post(FORM, data=filled(visitor, clock, email=f"reader{n}@harbour{n}.example"))
    asking = visitor.post(FORM, data=filled(visitor, clock))
    assert "copy the digits" in asking.text
    digits = re.search(r'id="digits-shown">(\d{4})<', asking.text)
    assert digits
    clock.move(seconds=9)
    data = {"email": "ada@example.com", "mark": value(asking.text, "mark")}
    wrong = visitor.post(FORM, data={**data, "digits": str((int(digits[1]) + 1) % 10_000)})
    assert "copy the digits" in wrong.text
    assert len(mails.sent(open_house)) == 3
    clock.move(seconds=9)
    assert "Look into" in visitor.post(FORM, data={**data, "digits": digits[1]}).text
    assert len(mails.sent(open_house)) == 4


def test_too_many_from_one_network_are_told_so(open_house, visitor, clock):
    for n in range(25):
        asking = visitor.post(FORM, data=filled(visitor, clock, email=f"reader{n}@harbour{n}.example"))
        digits = re.search(r'id="digits-shown">(\d{4})<', asking.text)
        clock.move(seconds=9)
        if digits:
            data = {"email": f"reader{n}@harbour{n}.example", "mark": value(asking.text, "mark"), "digits": digits[1]}
            asking = visitor.post(FORM, data=data)
    assert asking.status_code == 429
    assert "Please try again tomorrow" in asking.text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/c/abc", 400),
        ("/d/abc", 400),
        ("/e/abc", 400),
        ("/u/abc", 400),
        ("/m/abc", 400),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_links_that_are_none_are_one_clear_sentence(open_house, visitor, path, status, method):
    if (method, path) == ("POST", "/d/abc"):
        status = 405
    answer = visitor.request(method, path)
    assert answer.status_code == status
    assert len(re.findall(r"<p>", answer.text.split("<main")[1].split("</main")[0])) == 2


def test_expired_truncated_foreign_and_replayed_links_change_nothing(open_house, visitor, clock):
    visitor.post(FORM, data=filled(visitor, clock))
    path = confirm_path(open_house)
    before = rows(open_house)
    number = tokens.read(open_house.keys, Purpose.CONFIRM, path.removeprefix("/c/"), open_house.now())
    for purpose in Purpose:
        if purpose is not Purpose.CONFIRM:
            assert visitor.post(f"/c/{tokens.make(open_house.keys, purpose, *number)}").status_code == 400, purpose
    assert visitor.post(path[:-1]).status_code == 400
    assert visitor.post(path[:-8] + "AAAAAAAA").status_code == 400
    assert rows(open_house) == before
    visitor.post(path)
    after = rows(open_house)
    assert "was used before" in visitor.post(path).text
    assert rows(open_house) == after
    clock.move(days=3)
    late = visitor.post(path)
    assert late.status_code == 400
    assert "expired" in late.text
    assert rows(open_house) == after


def test_a_form_of_another_site_is_refused(open_house, clock):
    stranger = house.client(open_house)
    data = filled(stranger, clock)
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}):
        assert stranger.post(FORM, data=data, headers=headers).status_code == 403
    assert not any(rows(open_house).values())


def test_ten_megabytes_are_too_much(open_house, visitor, clock):
    data = filled(visitor, clock, email="a" * 10_000_000)
    answer = visitor.post(FORM, data=data)
    assert answer.status_code == 413
    assert "more than this form takes" in answer.text
    assert not any(rows(open_house).values())


@pytest.mark.parametrize("language", ["de", "he", "ja"])
def test_the_form_and_its_mail_speak_the_visitors_language(open_house, visitor, clock, language):
    headers = {"Accept-Language": f"xx, {language};q=0.9, en;q=0.1"}
    page = visitor.get(FORM, headers=headers)
    assert f'<html lang="{language}" dir="{i18n.direction(language)}">' in page.text
    assert page.headers["vary"] == "Accept-Language"
    visitor.post(FORM, data=filled(visitor, clock), headers=headers)
    mail = mails.sent(open_house)[-1]
    assert i18n.catalogue(language).gettext("Is this address yours?") in mails.words(mail)
    signed = visitor.post(confirm_path(open_house))
    assert f'<html lang="{language}"' in signed.text
    key = tokens.keyed_hash(open_house.keys, "ada@example.com")
    with open_house.store.read() as db:
        (proof,) = store.consents.of_address(db, key)
    words = "Send me %(title)s by mail. I can change my mind at any time, with one click in every mail."
    assert proof.words == i18n.catalogue(language).gettext(words) % {"title": "The Morning"}


@pytest.mark.parametrize("language", ["de", "ar", "ja"])
def test_what_went_wrong_is_said_in_the_visitors_language(visitor, language):
    told = i18n.catalogue(language).gettext
    headers = {"Accept-Language": language}
    truncated = visitor.get("/u/abc", headers=headers).text
    assert told("This link is not complete.") in truncated
    assert told("Open it as it stands in the mail.") in truncated
    assert told("There is no page at this address.") in visitor.get("/a/b/c", headers=headers).text
    foreign = visitor.post(FORM, headers={**headers, "Sec-Fetch-Site": "cross-site"})
    assert foreign.text.count(told("Not this way")) == 2
    assert f'<html lang="{language}"' in foreign.text
