"""The quick way to print a copy prints what the careful way prints, or nothing."""

import pytest

from digest import mail
from digest.mail import Field
from digest.model.delivery import Segment
from digest.model.rendered import Part, Rendered
from tests.mail.test_mime import LETTERHEAD

PIECES = (
    "<p>", Field.GREETING, " the pier. " * 40, Field.NAME, ". <a href='", Field.UNSUBSCRIBE, "'>Leave</a>, ",
    Field.MANAGE, " or ", Field.PAUSE, " in ", Field.WEB, " and ", Field.EMAIL, "</p>\n",
)  # fmt: skip
MAIL = mail.segment(
    Rendered(
        edition="morning/2026-03-10",
        theme="gazette",
        language="en",
        direction="ltr",
        subject="Council agrees to repair the north pier",
        preheader="",
        lead=None,
        stories=(),
        html=(Part(pieces=PIECES),),
        text=(Part(pieces=PIECES[:9]),),
    ),
    Segment(locale="en", theme="gazette"),
)
PRESS = MAIL.press(LETTERHEAD)
VALUES = {
    Field.NAME: "Ann",
    Field.EMAIL: "ann@post.pub",
    **dict.fromkeys((Field.UNSUBSCRIBE, Field.ONE_CLICK), "https://news.example/u/AbC-_1?x=2"),
    **dict.fromkeys((Field.MANAGE, Field.PAUSE, Field.WEB), "https://news.example/m/AbC#pause"),
    Field.MAILTO: "mailto:m@news.example?subject=unsubscribe%20AbC",
    Field.DATE: "Tue, 10 Mar 2026 06:00:00 +0000",
    Field.MESSAGE_ID: "<0123456789abcdef@news.example>",
}


def test_most_readers_copies_are_printed_the_quick_way():
    assert PRESS.plain
    assert PRESS.plain.copies(mail.columns([VALUES])) != [None]


@pytest.mark.parametrize("field", VALUES)
@pytest.mark.parametrize(
    "text",
    [
     "Ann", "", "Ann Lee", " Ann", "Ann ", ".Ann", "A=B", "O'Brien", "José", "名前", "a,b;c:(d)", 'A "B" <c> & d',
     "x" * 90, "=" * 30, "x" * 950, "a\nb", "a\x7fb", "=?utf-8?B?QQ==?="],
)  # fmt: skip
def test_the_quick_way_prints_what_the_careful_way_prints(field: Field, text: str):
    assert PRESS.plain
    values = {**VALUES, field: text}
    (quick,) = PRESS.plain.copies(mail.columns([values]))
    assert quick is None or b"".join(quick) == b"".join(PRESS.careful(values))


def test_readers_printed_together_get_each_their_own_copy_whoever_is_among_them():
    names = ["Ann", "Bo", "José", "O'Brien", "Cy", "", "Di"]
    readers = [
        {**VALUES, Field.NAME: name, Field.EMAIL: f"r{n}@post.pub", Field.MESSAGE_ID: f"<{n}@news.example>"}
        for n, name in enumerate(names)
    ]
    assert PRESS.plain
    quick = PRESS.plain.copies(mail.columns(readers))
    assert [copy is not None for copy in quick] == [name.isascii() and name.isalpha() for name in names]
    printed = [b"".join(copy) for copy in PRESS.copies(mail.columns(readers))]
    assert printed == [b"".join(PRESS.careful(values)) for values in readers]


@pytest.mark.parametrize("field", [Field.NAME, Field.MAILTO])
def test_what_a_reader_need_not_have_is_left_out_the_same_way(field: Field):
    assert PRESS.plain
    values = {name: text for name, text in VALUES.items() if name is not field}
    (quick,) = PRESS.plain.copies(mail.columns([values]))
    assert quick is None or b"".join(quick) == b"".join(PRESS.careful(values))
