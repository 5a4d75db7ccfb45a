"""Nothing is said about an edition that is right, however unusual it is."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random
from string import ascii_lowercase

import pytest

from digest import checks
from digest.checks import Proof
from digest.model.article import Image
from digest.model.edition import Edition, Section, Span, StillRunning
from digest.model.settings import Images
from digest.model.story import Development, DevelopmentKind, Reason
from tests.checks.planting import NOW, right, with_section, with_story
from tests.render import specimen

Change = Callable[[Edition], Edition]


def story(number: int, **fields: object) -> Change:
    """The specimen with another story in this place."""
    return lambda whole: with_story(whole, number, **fields)


def whole(**fields: object) -> Change:
    return lambda edition: replace(edition, **fields)  # type: ignore[arg-type]


def _one_topic(edition: Edition) -> Edition:
    stories = tuple(replace(each, topic="World") for each in edition.stories)
    return replace(edition, sections=(Section(topic="World", slug="world", stories=stories),), still_running=())


def _more(edition: Edition) -> Edition:
    """Twenty stories more than the limits say, as an editor may pin them."""
    more = (
        specimen.story(n, "Culture", f"{word.title()} comes back to the stage", "A short run.", publisher=f"Paper {n}")
        for n, word in enumerate(
            ["hamlet", "carmen", "tosca", "faust", "norma", "medea", "salome", "elektra", "lulu", "wozzeck"], 20
        )
    )
    return with_section(edition, *more)


HEBREW = {
    "headline": "הספרייה שמשאילה את קוראיה",
    "dek": "לשעה אחת אפשר לשאול דבוראית.",
    "language": "he",
}

UNUSUAL: dict[str, Change] = {
    "no intro": whole(intro=""),
    "an intro of many paragraphs": whole(intro="\n\n".join(f"Paragraph {n} of a long letter." for n in range(30))),
    "an intro that begins with None": whole(intro="None of the ferries sails today, and null is a number."),
    "an intro in Spanish with todo": whole(intro="Sobre todo, la tormenta; TODO cambia."),
    "a subject in Japanese": whole(subject="嵐で北桟橋が壊れる、川は分け合い、製糸場は断る"),
    "a subject with an emoji and one mark": whole(subject="The ferry is back on Friday! ⛴️"),
    "a subject with a name in capitals": whole(subject="NASA and ESA land on the comet"),
    "a subject with turning letters": whole(subject="Storm tears \u202eopen\u202c the pier"),
    "an odd space in the subject": whole(subject="Storm  tears open\u00a0the pier"),
    "a lead of a topic that has no story today": whole(lead_topic="Sport"),
    "a section without stories": lambda edition: replace(
        edition, sections=(*edition.sections, Section(topic="Sport", slug="sport", stories=()))
    ),
    "nothing still running": whole(still_running=()),
    "more stories than the limits say": _more,
    "the lead in the last section": whole(lead_topic="Culture"),
    "a week": whole(span=Span.WEEK, id="morning/2026-11-24/week"),
    "a story that is its section's only one": whole(lead_topic="Science"),
    "a story without an address": story(7, url=None),
    "a story in a language nobody knows": story(7, language="english"),
    "a story in no language": story(7, language=None),
    "a story in Hebrew": story(7, **HEBREW),
    "a Hebrew story whose language nobody gave": story(7, **{**HEBREW, "language": None}),
    "a story in Chinese of Taiwan": story(7, headline="圖書館出借讀者", dek="可借一位養蜂人。", language="zh-TW"),
    "a headline of one word": story(7, headline="Done"),
    "a headline of signs": story(7, headline="???"),
    "a headline of an emoji": story(7, headline="🎭"),
    "a headline with braces": story(7, headline="What {{ braces }} and {% blocks %} mean to a cook"),
    "a headline about a tag": story(7, headline="Why browsers forgot the <b> tag"),
    "a headline with a bare ampersand": story(7, headline="Beekeeper & judge: R&D at the library"),
    "a headline with a name in capitals": story(7, headline="UNESCO lists the puppet theatre of Port Ellery"),
    "a headline that is cut": story(7, headline="The library that lends out its readers, " * 4 + "and more"),
    "a headline in quotes": story(7, headline="“We lend you anyone” – ‘even me’ …"),
    "a headline whose letters are written as two": story(7, headline="Thư viện cho mượn người đọc ở Đà Nẵng và Huế"),
    "a publisher with a name of letters": story(7, publisher="N.Y. <T> & Söhne"),
    "a publisher called None": story(7, publisher="None Such Press"),
    "a mail address in a story": story(7, dek="Write to borrow@library.example to borrow a judge."),
    "an address with a query": story(7, url="https://gazette.example/8?a=1&b=%C3%A9&c=[d]"),
    "an address in other letters": story(7, url="https://пример.example/чтение#части"),
    "an address without https": story(7, url="http://gazette.example/8"),
    "a lead whose image nobody described": story(
        0, image=Image(url="https://gazette.example/pier.jpg", alt="", width=1104, height=620)
    ),
    "a lead with a small image": story(
        0, image=Image(url="https://gazette.example/pier.jpg", alt="A pier", width=120, height=90)
    ),
    "a lead without an image": story(0, image=None),
    "an image that could not be had": story(0, image=Image(url="https://gazette.example/gone.jpg", alt="Gone")),
    "many related links": story(
        7, related=tuple(specimen.related(f"Link {n} to the lending of readers", "Ellery Post") for n in range(30))
    ),
    "a related link without an address": story(
        7, related=(specimen.related("The rules of lending", "Library", Reason.PRIMARY_SOURCE, url=None),)
    ),
    "news of a name": story(
        0, developments=(Development(kind=DevelopmentKind.NAME, label="Ina Vold", after="Ina Vold"),)
    ),
    "a story on its hundredth day": story(0, day=100),
    "a line of another day still running": whole(
        still_running=(StillRunning(story="x", topic="World", headline="حديقة", url=None, publisher="جريدة", day=1),)
    ),
    "one topic alone": _one_topic,
}


@pytest.mark.parametrize("name", UNUSUAL)
def test_an_unusual_edition_is_right(name: str) -> None:
    found = checks.run(right(UNUSUAL[name](specimen.edition())))
    assert [str(finding) for finding in found if finding.check != "coverage"] == []


MADE_ELSEWHERE: dict[str, Callable[[Proof], Proof]] = {
    "a cutoff the evening before": lambda proof: replace(
        proof,
        now=NOW - timedelta(hours=9),
        published={story.id: NOW - timedelta(hours=20) for story in proof.edition.stories},
    ),
    "a story from last night": lambda proof: replace(
        proof, published={story.id: NOW - timedelta(hours=20) for story in proof.edition.stories}
    ),
    "publishers' clocks that are ahead": lambda proof: replace(
        proof, published={story.id: NOW + timedelta(minutes=9) for story in proof.edition.stories}
    ),
    "images that the publisher serves": lambda proof: replace(
        proof,
        digest=replace(proof.digest, images=Images.LINK),
        html=proof.html.replace("https://news.example/images/pier.jpg", "https://gazette.example/pier.jpg"),
    ),
    "a site on this machine": lambda proof: replace(
        proof, newsroom=replace(proof.newsroom, public_url="http://127.0.0.1:8080")
    ),
}
"""What is different about the morning, not the edition."""


@pytest.mark.parametrize("name", MADE_ELSEWHERE)
def test_unusual_circumstances_are_right(name: str) -> None:
    found = checks.run(MADE_ELSEWHERE[name](right()))
    assert [str(finding) for finding in found if finding.check not in {"message", "images"}] == []


def _headline(n: int) -> str:
    """As long as headlines get, and like no other."""
    letters = Random(n)
    return " ".join("".join(letters.choices(ascii_lowercase, k=6)) for _ in range(14))


def _long_edition() -> Edition:
    """Thirty stories, every text as long as it may well be."""
    topics = specimen.DIGEST.topics
    dek = ("The council met for a long evening and agreed on the second reading of the plan. " * 9)[:400]
    stories = [
        specimen.story(
            n,
            topics[n % len(topics)],
            _headline(n),
            dek,
            publisher=f"Paper {n % 9}",
            related=tuple(specimen.related(f"Other view {k} of story {n}", "Ellery Post") for k in range(3)),
        )
        for n in range(30)
    ]
    sections = tuple(
        Section(topic=topic, slug=topic.lower(), stories=tuple(each for each in stories if each.topic == topic))
        for topic in topics
    )
    return specimen.edition(sections=sections, still_running=())


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("theme", ["gazette", "bulletin", "plain"])
def test_a_long_edition_is_right(theme: str, locale: str) -> None:
    found = checks.run(right(_long_edition(), theme=theme, locale=locale))
    assert [str(finding) for finding in found if finding.what != "the story stands on the web only"] == []
