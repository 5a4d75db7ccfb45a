"""Faults of what is told: an edition that renders without a fault and is yet not fit to be sent."""

from dataclasses import replace
from datetime import timedelta

from digest.checks import Proof
from digest.model.edition import Edition, StillRunning
from digest.model.fault import Fault
from digest.model.settings import Sender
from digest.model.story import Development, DevelopmentKind, Reason
from tests.checks import planting
from tests.checks.planting import NOW, Plant, edition, known, of_edition, story, told, with_section, with_story
from tests.render import specimen


def _of_one_publisher(whole: Edition) -> Edition:
    for place in range(len(whole.stories) - 1):
        whole = with_story(whole, place, publisher="Ellery Post")
    return whole


def _copy(whole: Edition, place: int, **fields: object) -> Edition:
    return with_section(whole, replace(whole.stories[place], topic="Culture", **fields))  # type: ignore[arg-type]


def _told_again(proof: Proof) -> object:
    return (*proof.told, told(proof.edition.stories[4]))


def _told_elsewhere(proof: Proof) -> object:
    return (*proof.told, told(proof.edition.stories[4], story="f" * 16, headline="The bank leaves its rates"))


def _told_under_this_headline(proof: Proof) -> object:
    return (*proof.told, told(proof.edition.stories[7], story="f" * 16, url="https://elsewhere.example/library"))


def _aged(proof: Proof, place: int, age: timedelta) -> dict[str, object]:
    return {**proof.published, proof.edition.stories[place].id: NOW - age}


FRONT: tuple[Plant, ...] = (
    of_edition("the subject is empty", subject=" "),
    of_edition("the subject shouts", subject="STORM TEARS OPEN THE NORTH PIER AND CUTS THE FERRY LINE"),
    of_edition(
        "the subject is a paragraph", subject="Storm tears open the north pier, and the ferry does not sail, " * 3
    ),
    of_edition("the subject pretends to be an answer", subject="Re: your ticket for the north pier"),
    of_edition("the subject cries", subject="The ferry is back!!! Read it now!!!"),
    of_edition("the subject holds a variable", subject="The Morning: {{ lead.headline }}"),
    of_edition("the subject holds entities", subject="Storm &amp; flood at the north pier"),
    of_edition("the preheader is empty", preheader=""),
    of_edition("the preheader repeats the subject", preheader=specimen.edition().subject),
    of_edition("the intro was never written", intro="Lorem ipsum dolor sit amet, consectetur adipiscing elit."),
    of_edition("the intro is a note to oneself", intro="TODO: write something about the pier"),
    of_edition("the intro holds tags", intro="Good news by <b>water</b><br>this week."),
    of_edition("nothing is in it", sections=(), still_running=(), lead_topic=None),
    edition("too little is in it", lambda whole: replace(whole, sections=(whole.sections[3],), lead_topic="Culture")),
    edition("the date is of a day to come", lambda whole: replace(whole, date=whole.date + timedelta(days=3))),
    edition("the date is last week's", lambda whole: replace(whole, date=whole.date - timedelta(days=7))),
    of_edition(
        "sources could not be read", faults=tuple(Fault(where=f"feed {n}", what="answers 503") for n in range(5))
    ),
)

STORIES: tuple[Plant, ...] = (
    edition("one story twice", lambda whole: _copy(whole, 4)),
    edition(
        "two stories with one address",
        lambda whole: _copy(whole, 4, id="e" * 16, headline="Bank leaves its rates alone", dek="It waits."),
    ),
    edition(
        "two stories with one headline",
        lambda whole: _copy(whole, 4, id="e" * 16, url="https://ellery.example/55", dek="It waits."),
    ),
    edition(
        "two stories with nearly one headline",
        lambda whole: _copy(
            whole,
            0,
            id="e" * 16,
            url="https://ellery.example/55",
            headline="Storm tears open the north pier, cuts ferry line to outer islands",
            dek="Seven metres.",
            image=None,
            related=(),
            developments=(),
            day=1,
        ),
    ),
    edition("one publisher has nearly all of it", _of_one_publisher),
    edition(
        "a section twice",
        lambda whole: with_section(
            whole,
            specimen.story(20, "World", "A village elects its first mayor", "She is 19."),
            topic="World",
            slug="world-2",
        ),
    ),
    edition(
        "two sections with one anchor",
        lambda whole: with_section(
            whole, specimen.story(20, "Sport", "A village wins the cup", "At last."), topic="Sport", slug="culture"
        ),
    ),
    edition(
        "a section that the digest does not have",
        lambda whole: with_section(
            whole, specimen.story(20, "Horoscope", "Aries will travel", "Or not."), topic="Horoscope", slug="horoscope"
        ),
    ),
    story("a story in the section of another topic", 7, topic="Business"),
    story("a headline is empty", 7, headline=" "),
    story("a headline shouts", 7, headline="THE LIBRARY THAT LENDS OUT ITS READERS"),
    story("a headline is a paragraph", 7, headline="The library that lends out its readers and " * 9),
    story("a headline holds tags", 7, headline="The library that <em>lends</em> out its readers"),
    story("a headline holds entities", 7, headline="The library &amp; its readers&nbsp;"),
    story("a headline is a file name", 7, headline="index_final_v2.html"),
    story("a headline is an address", 7, headline="https://gazette.example/8"),
    story("a dek repeats its headline", 7, dek="The library that lends out its readers"),
    story("a dek is an article", 7, dek="A beekeeper, a judge and a diver can be borrowed and asked. " * 20),
    story("a dek holds tags", 7, dek="<p>For an hour each, a beekeeper can be borrowed.</p>"),
    story("a publisher has no name", 7, publisher=""),
    story("the address of a story runs a script", 7, url="javascript:alert(1)"),
    story("an address is a file of ours", 7, url="file:///srv/articles/8.html"),
    story("a story says the wrong language", 5, language="en"),
    story(
        "a related link repeats its lead",
        0,
        related=(specimen.related("The same again", "Ellery Post", url="https://gazette.example/1"),),
    ),
    story("a related link twice", 0, related=(specimen.related("What the inspectors wrote", "Ellery Post"),) * 2),
    story(
        "a related link has no words", 0, related=(specimen.related("", "Ellery Post", url="https://wire.example/8"),)
    ),
    story(
        "a related link runs a script",
        0,
        related=(specimen.related("Here", "Ellery Post", Reason.BACKGROUND, url="javascript:alert(1)"),),
    ),
    story(
        "news that is none",
        0,
        developments=(Development(kind=DevelopmentKind.NUMBER, label="injured", before="12", after="12"),),
    ),
    edition(
        "a line under still running is told above",
        lambda whole: replace(
            whole,
            still_running=(
                StillRunning(
                    story="8".rjust(16, "0"),
                    topic="Culture",
                    headline="The library that lends out its readers",
                    url="https://gazette.example/8",
                    publisher="Harbour Gazette",
                    day=2,
                ),
            ),
        ),
    ),
)

KNOWN: tuple[Plant, ...] = (
    known("a story was told yesterday, and nothing is new", told=_told_again),
    known("a story was told yesterday under another name", told=_told_elsewhere),
    known("a story was told yesterday with another address", told=_told_under_this_headline),
    known("a story is nine days old", published=lambda proof: _aged(proof, 4, timedelta(days=9))),
    known("a story is of tomorrow", published=lambda proof: _aged(proof, 4, timedelta(days=-2))),
    known("the newsroom has no postal address", newsroom=lambda proof: planting.newsroom(proof, postal_address=" ")),
    known(
        "the site is not of https", newsroom=lambda proof: planting.newsroom(proof, public_url="http://news.example")
    ),
    known(
        "the sender has no name",
        digest=lambda proof: replace(proof.digest, sender=Sender(name="", email="morning@news.example")),
    ),
    known(
        "the sender is another in the settings",
        digest=lambda proof: replace(proof.digest, sender=Sender(name="The Morning", email="evening@news.example")),
    ),
    known("the site does not know the links", opens=lambda _: lambda _field, _address: "the link has expired"),
)
