"""Complete messages: what any mail program reads in them is what was spliced, whatever the values hold."""

import email
import email.policy
import email.utils
import quopri
from base64 import b64decode
from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import mail, render
from digest.mail import encode
from digest.mail.encode import Base64, QuotedPrintable
from digest.model.delivery import Segment
from digest.model.rendered import Field
from tests.render import specimen

THEME = render.open_theme("gazette", specimen.TEMPLATES)
LETTERHEAD = mail.letterhead(specimen.edition(), digest=specimen.DIGEST, newsroom=specimen.NEWSROOM)


def segment_mail(*topics: str, locale: str = "en", subject: str | None = None) -> mail.SegmentMail:
    edition = specimen.edition(**({"subject": subject} if subject else {}))
    rendered = render.edition(
        edition,
        theme=THEME,
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        locale=locale,
        images=specimen.IMAGES,
    )
    return mail.segment(rendered, Segment(topics=topics, locale=locale, theme="gazette"))


MAIL = segment_mail()


def read(message: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(message, policy=email.policy.default)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


def content(message: EmailMessage, subtype: str) -> str:
    part = message.get_body((subtype,))
    assert part is not None
    assert not part.defects
    return str(part.get_content()).replace("\r\n", "\n")


def flat(text: str) -> str:
    return text.rstrip("\n")


@pytest.mark.parametrize("locale", ["en", "ar", "ja", "de"])
@pytest.mark.parametrize("topics", [(), ("Business",), ("Business", "Culture"), ("Science",)], ids=str)
def test_a_message_parses_to_the_page_and_the_text(topics: tuple[str, ...], locale: str) -> None:
    segment = segment_mail(*topics, locale=locale)
    parsed = read(segment.message(specimen.READER, envelope=LETTERHEAD))
    assert parsed.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in parsed.iter_parts()] == ["text/plain", "text/html"]
    assert flat(content(parsed, "plain")) == flat(segment.text(specimen.READER))
    assert flat(content(parsed, "html")) == flat(segment.html(specimen.READER))


NAMES = st.text(min_size=0, max_size=40)


@settings(max_examples=30, deadline=None)
@given(name=NAMES, path=st.text(min_size=0, max_size=150))
def test_any_readers_values_parse_back_and_stay_in_place(name: str, path: str) -> None:
    values = {**specimen.READER, Field.NAME: name, Field.MANAGE: f"https://news.example/{path}", Field.EMAIL: path}
    message = MAIL.message(values, envelope=LETTERHEAD)
    parsed = read(message)
    assert flat(content(parsed, "html")) == flat(MAIL.html(values))
    assert flat(content(parsed, "plain")) == flat(MAIL.text(values))
    assert_well_formed(message)


def assert_well_formed(message: bytes) -> None:
    head = message.partition(b"\r\n\r\n")[0]
    assert message.count(b"\n") == message.count(b"\r\n") == message.count(b"\r")
    assert max(map(len, message.split(b"\r\n"))) <= 998
    names = [line.partition(b":")[0] for line in head.split(b"\r\n") if not line.startswith(b" ")]
    assert len(names) == len(set(names)) == 15


def test_body_lines_are_at_most_76_letters() -> None:
    for locale in ("en", "ar"):
        message = segment_mail("Business", "World", locale=locale).message(specimen.READER, envelope=LETTERHEAD)
        assert max(map(len, message.partition(b"\r\n\r\n")[2].split(b"\r\n"))) <= 76


HEADER_FIELDS = [Field.NAME, Field.EMAIL, Field.ONE_CLICK, Field.MAILTO, Field.MESSAGE_ID, Field.DATE]


@pytest.mark.parametrize("field", HEADER_FIELDS)
@pytest.mark.parametrize(
    "poison", ["\r\nBcc: all@example.org", "\nX: y", "\r\n\r\n<p>", "\x00\x0b\x85\u2028", ">, <evil:"]
)
def test_no_field_can_add_a_header_or_end_the_head(field: Field, poison: str) -> None:
    message = MAIL.message({**specimen.READER, field: specimen.READER[field] + poison}, envelope=LETTERHEAD)
    assert_well_formed(message)
    assert "Bcc" not in read(message)


def test_a_name_cannot_add_a_second_address() -> None:
    values = {**specimen.READER, Field.NAME: 'Zoë" <x@evil.example>, "'}
    (address,) = read(MAIL.message(values, envelope=LETTERHEAD))["To"].addresses
    assert address.addr_spec == specimen.READER[Field.EMAIL]


@pytest.mark.parametrize(
    "subject",
    [
        "Storm, mill and library",
        "Ein schöner Morgen für Küstenbewohner: " + "Fähre " * 20,
        "深海の貝と" * 30,
        "=?utf-8?B?bm90IGVuY29kZWQ=?= as it stands",
        "a" * 230,
        "👩🏽‍🚀 and a flag 🇳🇴",
    ],
)
def test_a_subject_reads_back_as_written(subject: str) -> None:
    segment = segment_mail(subject=subject)
    parsed = read(segment.message(specimen.READER, envelope=LETTERHEAD))
    assert str(parsed["Subject"]) == segment.subject == subject.strip()


def test_the_headers_of_bulk_mail_are_there() -> None:
    parsed = read(MAIL.message(specimen.READER, envelope=LETTERHEAD))
    assert parsed["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert parsed["List-Unsubscribe"] == (f"<{specimen.READER[Field.ONE_CLICK]}>, <{specimen.READER[Field.MAILTO]}>")
    assert parsed["List-Id"] == "The Morning <morning.news.example>"
    assert parsed["Auto-Submitted"] == "auto-generated"
    assert parsed["Precedence"] == "bulk"
    assert str(parsed["From"]) == "The Morning <morning@news.example>"
    assert "zoe" not in parsed["Feedback-ID"]


def test_without_a_mailbox_for_leaving_the_header_has_the_https_way_alone() -> None:
    values: dict[Field, str] = {key: value for key, value in specimen.READER.items() if key is not Field.MAILTO}
    assert mail.headers(LETTERHEAD, values)["List-Unsubscribe"] == f"<{specimen.READER[Field.ONE_CLICK]}>"


def test_headers_for_a_mail_service_are_single_ascii_lines() -> None:
    poisoned = {**specimen.READER, Field.ONE_CLICK: "https://news.example/é\r\nX: y"}
    for value in mail.headers(LETTERHEAD, poisoned).values():
        assert value.isascii()
        assert value.isprintable()


def test_a_long_digest_title_still_makes_single_line_headers_for_a_mail_service() -> None:
    longer = replace(specimen.DIGEST, title="Der sehr lange Morgen für Küstenbewohner, Fährleute und alle andern")
    letterhead = mail.letterhead(specimen.edition(), digest=longer, newsroom=specimen.NEWSROOM)
    for value in mail.headers(letterhead, specimen.READER).values():
        assert "\n" not in value


def test_an_address_with_two_hosts_is_one_address() -> None:
    made = MAIL.message({**specimen.READER, Field.EMAIL: "a@b.example@c.example"}, envelope=LETTERHEAD)
    (address,) = read(made)["To"].addresses
    assert address.addr_spec == "ab.example@c.example"


def test_a_title_of_a_megabyte_makes_no_line_too_long() -> None:
    longer = replace(specimen.DIGEST, title="Morgen" * 170_000)
    letterhead = mail.letterhead(specimen.edition(), digest=longer, newsroom=specimen.NEWSROOM)
    assert_well_formed(MAIL.message({**specimen.READER, Field.EMAIL: "z" * 1_000_000}, envelope=letterhead))


def test_a_message_id_is_the_same_for_the_same_delivery() -> None:
    first = mail.message_id("morning/2026-11-24", 7, "news.example")
    assert first == mail.message_id("morning/2026-11-24", 7, "news.example")
    assert first != mail.message_id("morning/2026-11-24", 8, "news.example")
    assert email.utils.parseaddr(first)[1].endswith("@news.example")


def test_the_same_mail_is_the_same_bytes() -> None:
    assert segment_mail().message(specimen.READER, envelope=LETTERHEAD) == MAIL.message(
        specimen.READER, envelope=LETTERHEAD
    )


def test_each_script_gets_the_shorter_encoding() -> None:
    assert isinstance(encode.body(("plain words " * 40, Field.WEB, "")), QuotedPrintable)
    assert isinstance(encode.body(("صباح الخير " * 40, Field.WEB, "")), Base64)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=90), min_size=1, max_size=6), st.text(max_size=90))
def test_both_encodings_join_to_what_was_put_in(constants: list[str], value: str) -> None:
    fields = (Field.WEB,) * (len(constants) - 1)
    unix = [text.replace("\r", "") for text in constants]
    whole = value.encode().join(text.encode() for text in unix)
    quoted = QuotedPrintable(tuple(encode.qp(text.encode()) for text in unix), fields)
    made = b"".join(quoted.filled({Field.WEB: value.replace("\r", "").encode()}))
    assert quopri.decodestring(made).replace(b"\r\n", b"\n") == whole.replace(b"\r", b"")
    assert all(len(line) <= 76 for line in made.split(b"\r\n"))
    armoured = Base64(tuple(encode.stretch(text.encode()) for text in unix), fields)
    lines = b"".join(armoured.filled({Field.WEB: value.encode()}))
    assert b64decode(lines) == whole
    assert all(len(line) <= 76 for line in lines.split(b"\r\n"))


@given(
    st.lists(st.text(alphabet=".\n aé=", max_size=160), min_size=1, max_size=4), st.text(alphabet=".a ", max_size=90)
)
def test_no_line_begins_with_a_dot_or_is_too_long(constants: list[str], value: str) -> None:
    fields = (Field.WEB,) * (len(constants) - 1)
    quoted = QuotedPrintable(tuple(encode.qp(text.encode()) for text in constants), fields)
    made = b"".join(quoted.filled({Field.WEB: value.encode()}))
    assert not [line for line in made.split(b"\r\n") if line.startswith(b".") or len(line) > 76]
    assert quopri.decodestring(made).replace(b"\r\n", b"\n").decode() == value.join(constants)
