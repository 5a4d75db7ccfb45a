"""Notices: every kind in every theme and language, with its one button, and nothing that it should not have."""

import re
from datetime import UTC, date, datetime
from email import message_from_bytes, policy

import pytest

from digest import i18n, mail, render
from digest.checks import page
from digest.model.delivery import OutcomeState
from digest.model.fault import Fault
from digest.model.notice import Notice, NoticeKind
from digest.model.settings import Sender
from tests.render import specimen

THEMES = {name: render.open_theme(name, specimen.TEMPLATES) for name in ("gazette", "bulletin", "plain")}
URL = "https://news.example/confirm/AbC123-_x"


def notice(kind: NoticeKind, **fields: object) -> Notice:
    defaults: dict[str, object] = {
        "title": "The Morning",
        "url": URL,
        "day": date(2026, 3, 12),
        "outcomes": ((OutcomeState.ACCEPTED, 1200), (OutcomeState.UNKNOWN, 1), (OutcomeState.SKIPPED, 0)),
        "faults": (Fault(where="Nordkurier", what="its feed did not answer"),),
    }
    return Notice(kind=kind, **{**defaults, **fields})  # type: ignore[arg-type]


def printed(of: Notice, theme: str = "gazette", locale: str = "en") -> render.NoticeMail:
    return render.notice(of, theme=THEMES[theme], newsroom=specimen.NEWSROOM, locale=locale)


def words(html: str) -> str:
    body = page.parsed(html).first("body")
    assert body
    return body.text


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_reads_the_same_as_page_and_as_text(theme: str, kind: NoticeKind) -> None:
    made = printed(notice(kind), theme)
    assert made.subject
    assert specimen.NEWSROOM.postal_address.splitlines()[1] in made.text
    has_button = kind is not NoticeKind.TEST
    assert (URL in {link.get("href") for link in page.parsed(made.html).all("a")}) is has_button
    assert (URL in made.text.splitlines()) is has_button
    assert max(map(len, made.text.splitlines())) <= 78


@pytest.mark.parametrize("locale", i18n.available())
@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_speaks_every_language(kind: NoticeKind, locale: str) -> None:
    made = printed(notice(kind), locale=locale)
    html = page.parsed(made.html).first("html")
    assert html
    assert (html.get("lang"), html.get("dir")) == (locale, i18n.direction(locale))
    assert "%(" not in made.subject + made.html + made.text
    if locale != "en":
        assert made.subject != printed(notice(kind)).subject or kind is NoticeKind.MORNING_REPORT
        assert words(made.html) != words(printed(notice(kind)).html)


def test_a_confirmation_says_what_for_until_when_and_what_if_not() -> None:
    said = words(printed(notice(NoticeKind.CONFIRM)).html)
    for sentence in ("signed up for The Morning", "until March 12, 2026", "If it was not you, do nothing"):
        assert sentence in said


def test_a_morning_report_counts_and_names_what_went_wrong() -> None:
    made = printed(notice(NoticeKind.MORNING_REPORT))
    assert made.subject == "The Morning, March 12, 2026: 1,201 readers"
    said = words(made.html)
    assert "1,200 handed over" in said
    assert "1 undecided" in said
    assert "left out" not in said
    assert "Nordkurier: its feed did not answer" in said


def test_faults_are_for_those_who_look_after_the_newsroom() -> None:
    for kind in (NoticeKind.CONFIRM, NoticeKind.DATA_LINK):
        made = printed(notice(kind))
        assert "Nordkurier" not in made.html + made.text


def test_a_title_cannot_leave_its_place() -> None:
    made = printed(
        notice(NoticeKind.ALERT, title='<b>"Storm"</b>\r\nBcc: x@example.com {{ 1 }}', url="javascript:alert(1)")
    )
    assert "\n" not in made.subject
    assert "<b>&#34;" not in made.html
    assert "<b>" not in re.sub(r"<style.*?</style>", "", made.html, flags=re.DOTALL)
    assert "javascript:" not in made.html + made.text


def test_its_message_is_a_whole_mail_to_one_person() -> None:
    made = printed(notice(NoticeKind.CONFIRM), locale="ar")
    raw = mail.notice(
        **made._asdict(),
        sender=Sender(name="The Morning", email="morning@news.example"),
        email="zoe@example.com",
        name="Zoë,\r\nBcc: bo@example.com",
        message_id="<confirm.1@news.example>",
        at=datetime(2026, 3, 12, 6, tzinfo=UTC),
    )
    read = message_from_bytes(raw, policy=policy.default)
    assert read["Subject"] == made.subject
    assert read["Bcc"] is None
    assert [address.display_name for address in read["To"].addresses] == ["Zoë,Bcc: bo@example.com"]
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["List-Id"] is None
    text, html = (part.get_content().replace("\r\n", "\n") for part in read.iter_parts())
    assert text.strip() == made.text.strip()
    assert html.strip() == made.html.strip()
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
