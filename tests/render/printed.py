"""A hostile edition printed beside its calm twin, and every difference that should not be there."""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.utils import getaddresses
from itertools import chain
from typing import Any

import lxml.html

from digest import mail, render
from digest.model.delivery import Segment
from digest.model.rendered import Rendered
from digest.render import columns, view
from tests.render import specimen
from tests.render.hostile import Case, Printing, normal

THEMES = {name: render.open_theme(name, specimen.TEMPLATES) for name in ("gazette", "bulletin", "plain")}
HEADERS = (
    "From,To,Subject,Date,Message-ID,MIME-Version,Content-Type,List-Unsubscribe,List-Unsubscribe-Post,List-Id,List-Help,"
    "List-Archive,Feedback-ID,Auto-Submitted,Precedence"
)
LINE_BYTES_MAX = 998  # RFC 5322
BREAK = "\x1e"  # no text holds it
_ISOLATES = dict.fromkeys(map(ord, "\u2068\u2069"))
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066\u2067\ud800-\udfff\ufffe\uffff]")


def rendered(printing: Printing, theme: str, locale: str) -> Rendered:
    made = render.edition(
        printing.edition,
        theme=THEMES[theme],
        digest=printing.digest,
        newsroom=printing.newsroom,
        locale=locale,
        images=printing.images,
    )
    assert not made.cut, "hostile editions are small, so that nothing is left out to make them fit"
    return made


def twins(case: Case, theme: str, locale: str) -> Iterator[tuple[mail.SegmentMail, mail.SegmentMail]]:
    """The hostile mail and the calm one: of every topic, and of the first alone."""
    hostile, calm = rendered(case.hostile, theme, locale), rendered(case.calm, theme, locale)
    as_long = tuple(replace(one, words=other.words) for one, other in zip(calm.stories, hostile.stories, strict=True))
    calm = replace(calm, stories=as_long)  # for the reading time is printed
    for some in ((), (0,)):
        yield tuple(  # type: ignore[misc]
            mail.segment(
                made,
                Segment(topics=tuple(printing.edition.sections[n].topic for n in some), locale=locale, theme=theme),
            )
            for made, printing in ((hostile, case.hostile), (calm, case.calm))
        )


def differences(case: Case, hostile: mail.SegmentMail, calm: mail.SegmentMail) -> Iterator[str]:
    """What of the page and of the text is not as it should be."""
    page, text = hostile.html(case.hostile.reader), hostile.text(case.hostile.reader)
    for where, printed in (("page", page), ("text", text)):
        if found := _FORBIDDEN.search(printed):
            yield f"{where}: {found[0]!r} is printed"
    yield from compared("page", tree(page), case.expected(tree(calm.html(case.calm.reader))))
    yield from compared(
        "text", _flat(text, case), "".join(case.expected(_flat(calm.text(case.calm.reader), case)).split())
    )


def tree(page: str) -> str:
    """Every element with its attributes and the text around it, as libxml2 reads the page."""
    root = lxml.html.document_fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    return BREAK.join(chain.from_iterable(_parts(each) for each in root.iter()))


def _parts(element: Any) -> Iterator[str]:
    yield str(element.tag)
    yield from (f"{name}={value}" for name, value in element.attrib.items())
    yield from (element.text or "", element.tail or "")


def compared(what: str, found: str, meant: str) -> Iterator[str]:
    """Where two texts part, but for the signs that isolate a text's direction."""
    found, meant = found.translate(_ISOLATES), meant.translate(_ISOLATES)
    if found != meant:
        place = next((n for n, (one, other) in enumerate(zip(found, meant, strict=False)) if one != other), 0)
        around = slice(max(0, place - 40), place + 30)
        yield f"{what}: {found[around]!r} should be {meant[around]!r}"


def _flat(text: str, case: Case) -> str:
    """The text without what wrapping and underlining do to it."""
    for section in (*case.hostile.edition.sections, *case.calm.edition.sections):
        name = view.clean(section.topic)
        heading = f"\n{columns.wrapped(name)}\n"
        text = text.replace(f"{heading}{columns.rule(name)}\n", heading)
    return "".join(text.split())


def _raw(message: bytes, header: str) -> str:
    """A header as it was sent: Python's reader of addresses gives up on some that are none."""
    return str(email.message_from_bytes(message, policy=email.policy.compat32)[header])


def faults_of_message(case: Case, hostile: mail.SegmentMail) -> Iterator[str]:
    """What of the complete message is not as it should be, as Python's mail package reads it."""
    page, text = hostile.html(case.hostile.reader), hostile.text(case.hostile.reader)
    edition, digest = case.hostile.edition, case.hostile.digest
    letterhead = mail.letterhead(edition, digest=digest, newsroom=case.hostile.newsroom)
    message = hostile.message(case.hostile.reader, envelope=letterhead)
    read = email.message_from_bytes(message, policy=email.policy.default)
    if sorted(read.keys()) != sorted(HEADERS.split(",")):
        yield f"message: its headers are {read.keys()}"
    if not message.count(b"\n") == message.count(b"\r\n") == message.count(b"\r"):
        yield "message: a line does not end in CRLF"
    if max(map(len, message.split(b"\r\n"))) > LINE_BYTES_MAX:
        yield "message: a line is too long"
    if defects := [defect for part in read.walk() for defect in part.defects]:
        yield f"message: {defects}"
    if [part.get_content_type() for part in read.walk()] != ["multipart/alternative", "text/plain", "text/html"]:
        yield "message: its parts are others"
        return
    for part, meant in zip(read.iter_parts(), (text, page), strict=True):
        yield from compared("message", str(part.get_content()).replace("\r\n", "\n").rstrip(), meant.rstrip())
    yield from compared("subject", str(read["Subject"]), normal(edition.subject, view.HEADLINE_LETTERS_MAX))
    sender = [each.addr_spec for each in read["From"].addresses]
    if sender != [digest.sender.email] or len(getaddresses([_raw(message, "To")])) > 1:
        yield f"message: from {sender} to {_raw(message, 'To')}"
    for name, value in mail.headers(letterhead, case.hostile.reader).items():
        if not (value.isascii() and value.isprintable()):
            yield f"header {name}: {value!r}"
