"""Checks find every planted fault and say nothing about a mail that is right."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from digest import checks
from digest.checks import Proof
from digest.model.edition import Edition, Section
from digest.model.fault import Fault
from digest.model.rendered import Field
from digest.model.story import Facts, Told
from tests.render import specimen
from tests.render.proof import THEMES
from tests.render.proof import proof as printed


def proof(edition: Edition | None = None, locale: str = "en", theme: str = "gazette") -> Proof:
    return printed(theme, locale, edition)


RIGHT = proof()


@pytest.mark.parametrize("locale", ["en", "de", "fr", "ar", "he", "ja", "hi", "es", "it", "pt"])
@pytest.mark.parametrize("theme", THEMES)
def test_nothing_is_said_about_a_mail_that_is_right(theme: str, locale: str) -> None:
    assert [str(finding) for finding in checks.run(proof(locale=locale, theme=theme))] == []


def test_a_mail_with_cuts_is_right_but_for_what_stands_on_the_web() -> None:
    found = checks.run(proof(specimen.long_edition(200, 4)))
    assert not [str(finding) for finding in found if finding.blocking]
    assert "the story stands on the web only" in {finding.what for finding in found}


def html(old: str, new: str, count: int = 1) -> Callable[[Proof], Proof]:
    def mutate(proof: Proof) -> Proof:
        assert old in proof.html
        return replace(proof, html=proof.html.replace(old, new, count))

    return mutate


def text(old: str, new: str) -> Callable[[Proof], Proof]:
    def mutate(proof: Proof) -> Proof:
        assert old in proof.text
        return replace(proof, text=proof.text.replace(old, new))

    return mutate


def message(old: bytes, new: bytes) -> Callable[[Proof], Proof]:
    def mutate(proof: Proof) -> Proof:
        assert old in proof.message
        return replace(proof, message=proof.message.replace(old, new, 1))

    return mutate


def edition(**fields: object) -> Callable[[Proof], Proof]:
    return lambda _: proof(specimen.edition(**fields))


def first_story(**fields: object) -> Callable[[Proof], Proof]:
    def mutate(_: Proof) -> Proof:
        world, *others = specimen.edition().sections
        changed = replace(world.stories[1], **fields)  # type: ignore[arg-type]
        return proof(
            specimen.edition(sections=(replace(world, stories=(world.stories[0], changed, world.stories[2])), *others))
        )

    return mutate


LEAVE = specimen.READER[Field.UNSUBSCRIBE]


def swapped(one: str, other: str) -> Callable[[Proof], Proof]:
    def exchange(printed: str) -> str:
        return printed.replace(one, "\0").replace(other, one).replace("\0", other)

    return lambda proof: replace(proof, html=exchange(proof.html), text=exchange(proof.text))


_ID = specimen.edition().stories[1].id


def _at(day: int, hour: int) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


def _somebody_else(field: Field, address: str) -> str:
    return "" if field is Field.MANAGE else f"{address} opens for somebody else"


def _told(**fields: object) -> Told:
    story = specimen.edition().stories[2]
    defaults: dict[str, object] = {
        "digest": "morning",
        "story": "told-earlier",
        "edition": "morning/2026-11-20",
        "told_at": _at(20, 6),
        "headline": story.headline,
        "url": specimen.edition().stories[1].url,
        "topic": story.topic,
        "day": 1,
        "facts": Facts(),
    }
    return Told(**{**defaults, **fields})  # type: ignore[arg-type]


PLANTED = {
    "no link to leave": ("leaving", html(f'href="{LEAVE}"', 'href="https://news.example/"')),
    "no link to leave in the text": ("leaving", text(LEAVE, "")),
    "another reader's link": ("leaving", html("AbC123-_x", "zzz", -1)),
    "no link to choose": ("leaving", html(specimen.READER[Field.MANAGE], "https://news.example/other")),
    "no one-click": ("leaving", message(b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", b"")),
    "another one-click": ("leaving", message(b"one-click/AbC123-_x", b"one-click/zzz")),
    "no postal address": ("postal address", html("1 Quay Street", "")),
    "no postal address in the text": ("postal address", text("1 Quay Street", "")),
    "no date": ("headers", message(b"Date: ", b"X-Date: ")),
    "no message id": ("headers", message(b"Message-ID: ", b"X-Id: ")),
    "a second recipient line": ("headers", message(b"To: ", b"To: b@example.com\r\nTo: ")),
    "another sender": ("headers", message(b"morning@news.example>\r\nSubject", b"m@other.example>\r\nSubject")),
    "text part gone": ("message", message(b"Content-Type: text/plain", b"Content-Type: text/html")),
    "no subject": ("subject", edition(subject="")),
    "long subject": ("subject", edition(subject="A word " * 20)),
    "shouted subject": ("subject", edition(subject="STORM TEARS OPEN THE PIER")),
    "false answer": ("subject", edition(subject="Re: the storm at the pier")),
    "many marks": ("subject", edition(subject="A storm!! At the pier")),
    "no preheader": ("subject", edition(preheader="")),
    "preheader is the subject": ("subject", edition(preheader=specimen.edition().subject)),
    "no story": ("stories", edition(sections=(), still_running=())),
    "story twice": ("stories", first_story(headline=specimen.edition().stories[0].headline)),
    "same address twice": ("stories", first_story(url=specimen.edition().stories[0].url)),
    "no headline": ("stories", first_story(headline="")),
    "no dek": ("stories", first_story(dek="")),
    "doubtful story": ("stories", first_story(doubtful=True)),
    "story lost": ("stories", html("Parliament votes to keep the clocks", "")),
    "story not linked": ("stories", html('href="https://gazette.example/5"', 'href="https://gazette.example/other"')),
    "one publisher": (
        "stories",
        lambda _: proof(specimen.long_edition(12, 3)),
    ),
    "braces": ("leftovers", html("The Morning</h1>", "{{ mail.title }}</h1>")),
    "block": ("leftovers", text("Still running", "{% if x %}")),
    "unfilled token": ("leftovers", html("Hello Zo&#235; Adebayo.", "Hello %%name%%.")),
    "unfilled name": ("leftovers", html("Hello Zo&#235; Adebayo.", "Hello {name}.")),
    "None": ("leftovers", html("Harbour Gazette&#160;&#183; 4 min", "None&#160;&#183; 4 min")),
    "lorem": ("leftovers", html("Waves of seven metres", "Lorem ipsum dolor")),
    "wrongly decoded": ("leftovers", html("Zo&#235;", "ZoÃ«")),
    "escaped twice": ("leftovers", html("Waves of seven", "Waves &amp;amp; seven")),
    "object": ("leftovers", text("Harbour Gazette", "<function x at 0x7f>")),
    "dead anchor": ("links", html('href="#business"', 'href="#busines"')),
    "javascript": ("links", html("https://gazette.example/4", "javascript:alert(1)")),
    "file": ("links", html("https://gazette.example/4", "file:///etc/passwd")),
    "relative": ("links", html("https://gazette.example/4", "/4")),
    "empty href": ("links", html("https://gazette.example/4", "")),
    "space in address": ("links", html("https://gazette.example/4", "https://gazette.example/4 5")),
    "nameless link": ("links", html(">Wool mill turns down its largest order in a century</a></h3>", "></a></h3>")),
    "click here": ("links", html(">Unsubscribe</a>", ">click here</a>")),
    "no lang": ("document", html('<html lang="en"', "<html")),
    "wrong lang": ("document", html('<html lang="en"', '<html lang="xx"')),
    "wrong dir": ("document", html('dir="ltr"', 'dir="rtl"')),
    "no dir on body's child": ("document", html('role="article" lang="en" dir="ltr"', 'role="article" lang="en"')),
    "no role": ("document", html('role="article"', "")),
    "no label": ("document", html('aria-label="', 'aria-lable="')),
    "counted table": ("document", html('role="presentation"', "", 3)),
    "no title": (
        "document",
        html("<title>Storm tears open the north pier, a river is shared, and a mill says no", "<title>"),
    ),
    "unclosed": ("document", html("</h2>", "")),
    "id twice": ("document", html('id="culture"', 'id="business"')),
    "story in no language": ("document", html('lang="ja"', 'lang="qqq-zz"')),
    "two h1": ("headings", html("<h2", "<h1")),
    "skipped level": ("headings", html("<h3", "<h5")),
    "empty heading": ("headings", html("The Morning</h1>", "</h1>")),
    "no alt": ("images", html('alt="Waves', 'title="Waves')),
    "file name as alt": ("images", html('alt="Waves run over the broken end of a stone pier"', 'alt="pier.jpg"')),
    "svg": ("images", html("pier.jpg", "pier.svg")),
    "data image": ("images", html("https://news.example/images/pier.jpg", "data:image/png;base64,AAAA")),
    "wide image": ("images", html('width="552"', 'width="1200"')),
    "pixel": ("images", html('width="552"', 'width="1" height="1"')),
    "image over http": ("images", html("https://news.example/images", "http://news.example/images")),
    "pale text": ("contrast", html("color:#595959", "color:#bbbbbb")),
    "pale in the dark": ("contrast", html("color:#b8b8b8", "color:#555555", -1)),
    "no dark colours": ("contrast", html("prefers-color-scheme:dark", "prefers-color-scheme:sepia")),
    "tiny text": ("letters", html("font:14px/20px", "font:9px/12px")),
    "small text": ("letters", html("font:14px/20px", "font:13px/18px")),
    "heavy page": ("size", html("</body>", "x" * 95_000 + "</body>")),
    "text without a link": ("plain text", text("https://gazette.example/7", "")),
    "text without a story": ("plain text", text("The library that lends out its readers", "")),
    "markup in the text": ("plain text", text("Engineers say", "<p>Engineers say")),
    "wide text": ("plain text", text("Engineers say", "Engineers say " * 8)),
    "script": ("mail programs", html("</body>", "<script>1</script></body>")),
    "form": ("mail programs", html("</body>", '<form action="https://x.example"></form></body>')),
    "handler": ("mail programs", html("<h1 ", '<h1 onclick="x()" ')),
    "flex": ("mail programs", html("<h1 style=", '<h1 style="display:flex" class=')),
    "web font": ("mail programs", html(":root{", "@import url(https://f.example);:root{")),
    "raw latin-1 letter": ("mail programs", html("Zo&#235;", "Zoë")),
    "stories swapped": (
        "order",
        swapped("Rates stay at 2.5 % for a third month", "The library that lends out its readers"),
    ),
    "wrong count": ("order", html("8 stories", "80 stories")),
    "preheader lost": ("subject", html("Also: clocks stay where they are", "Wort")),
    "one-click without https": (
        "leaving",
        lambda right: replace(right, values={**right.values, Field.ONE_CLICK: "http://news.example/one-click/AbC"}),
    ),
    "a link of somebody else": ("tokens", lambda right: replace(right, opens=_somebody_else)),
    "a story told before": ("retold", lambda right: replace(right, told=(_told(headline="Another headline"),))),
    "a headline told before": ("retold", lambda right: replace(right, told=(_told(url="https://other.example/1"),))),
    "a running story without news": (
        "retold",
        lambda right: replace(
            first_story(day=2)(right), told=(_told(url="https://gazette.example/2", story="2" * 16),)
        ),
    ),
    "an old item": ("age", lambda right: replace(right, published={_ID: _at(22, 7)}, now=_at(24, 7))),
    "an item from the future": ("age", lambda right: replace(right, published={_ID: _at(25, 7)}, now=_at(24, 7))),
    "a source failed": ("coverage", edition(faults=(Fault(where="gazette", what="gave no answer"),))),
    "a topic without story": ("coverage", edition(sections=specimen.edition().sections[:3])),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found(name: str) -> None:
    check, mutate = PLANTED[name]
    found = checks.run(mutate(RIGHT))
    assert check in {finding.check for finding in found}, [str(finding) for finding in found]
    assert all(finding.what and finding.where and finding.why for finding in found)


def test_links_that_open_and_stories_with_news_are_right() -> None:
    lead = specimen.edition().stories[0]
    known = replace(
        RIGHT,
        opens=lambda _field, _address: "",
        told=(_told(story=lead.id, url=lead.url, headline=lead.headline),),
        published={story.id: _at(23, 20) for story in RIGHT.edition.stories},
        now=_at(24, 6),
    )
    assert [str(finding) for finding in checks.run(known)] == []


def test_what_blocks_stands_first() -> None:
    severities = [finding.blocking for finding in checks.run(html("<h3", "<h5")(edition(preheader="")(RIGHT)))]
    assert severities == sorted(severities, reverse=True)
    assert {True, False} == set(severities)


def test_braces_that_a_publisher_wrote_are_no_leftover() -> None:
    world = Section(
        topic="World",
        slug="world",
        stories=(specimen.story(1, "World", "What {{ braces }} and None mean in &amp; out", "TODO lists, explained."),),
    )
    found = checks.run(proof(specimen.edition(sections=(world,), still_running=())))
    assert "leftovers" not in {finding.check for finding in found}


def test_a_first_story_without_a_headline_is_a_finding_and_no_stumble() -> None:
    world, *others = specimen.edition().sections
    nameless = replace(world.stories[0], headline="")
    found = checks.run(proof(specimen.edition(sections=(replace(world, stories=(nameless,)), *others))))
    assert "the story has no headline" in {finding.what for finding in found}
