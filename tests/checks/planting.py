"""How a fault is planted: one change to a proof that is right, in its page, text, head, or in what it was made of."""

import base64
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from digest.checks import Proof
from digest.model.edition import Edition, EditionStory, Section
from digest.model.rendered import Field
from digest.model.settings import Newsroom
from digest.model.story import Facts, Told
from tests.render import proof as specimens
from tests.render import specimen

NOW = datetime(2026, 11, 24, 5, 30, tzinfo=UTC)

Change = Callable[[str], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """One kind of fault, and how to make a right proof have it."""

    name: str
    plant: Callable[[Proof], Proof]

    def __str__(self) -> str:
        return self.name


def own_address(field: Field, address: str) -> str:
    """What the site says of an address: it knows this reader's alone."""
    return "" if address == specimen.READER[field] else "it is not this reader's"


def told(printed: EditionStory, *, days_ago: int = 1, **fields: Any) -> Told:
    """The story as this digest told it some days ago."""
    at = NOW - timedelta(days=days_ago)
    defaults = {
        "digest": "morning",
        "story": printed.id,
        "edition": f"morning/{at.date()}",
        "told_at": at,
        "headline": printed.headline,
        "url": printed.url,
        "topic": printed.topic,
        "day": 1,
        "facts": Facts(),
    }
    return Told(**{**defaults, **fields})


def right(edition: Edition | None = None, *, theme: str = "gazette", locale: str = "en") -> Proof:
    """An edition that is as it should be, with all that is known on a real morning."""
    edition = edition or specimen.edition()
    made = specimens.proof(theme, locale, edition)
    return replace(
        made,
        theme=theme,
        opens=own_address,
        now=NOW,
        published={story.id: NOW - timedelta(hours=5) for story in edition.stories},
        told=tuple(
            told(story, days_ago=story.day - 1, url=f"https://earlier.example/{story.id}")
            for story in edition.stories
            if story.day > 1
        ),
    )


def _of(pattern: str, by: str) -> Change:
    """Replace the first match; a plant that finds nothing to change is itself a fault of the test."""

    def change(text: str) -> str:
        changed, times = re.subn(pattern, lambda _: by, text, count=1, flags=re.DOTALL)
        assert times, f"nothing to plant at: {pattern}"
        return changed

    return change


def page(name: str, pattern: str, by: str) -> Plant:
    """A fault in the page, that of the message too."""
    return page_by(name, _of(pattern, by))


def page_by(name: str, change: Change) -> Plant:
    return Plant(name=name, plant=lambda proof: with_bodies(proof, html=change(proof.html)))


def into_page(name: str, markup: str) -> Plant:
    """More markup at the end of the intro."""
    after = "Below: what we know about the pier.</p>"
    return page(name, re.escape(after), after + markup)


def into_head(name: str, markup: str) -> Plant:
    return page(name, "</head>", markup + "</head>")


def text(name: str, pattern: str, by: str) -> Plant:
    """A fault in the text part, that of the message too."""
    return text_by(name, _of(pattern, by))


def text_by(name: str, change: Change) -> Plant:
    return Plant(name=name, plant=lambda proof: with_bodies(proof, text=change(proof.text)))


def message(name: str, pattern: str, by: str) -> Plant:
    """A fault in the message as it is handed over, its head first of all."""

    def plant(proof: Proof) -> Proof:
        change = _of(pattern, by)
        return replace(proof, message=change(proof.message.decode("latin-1")).encode("latin-1"))

    return Plant(name=name, plant=plant)


def edition(name: str, change: Callable[[Edition], Edition]) -> Plant:
    """A fault of the edition itself, rendered as the edition would be."""

    def plant(proof: Proof) -> Proof:
        changed = change(proof.edition)
        assert changed != proof.edition
        return right(changed)

    return Plant(name=name, plant=plant)


def of_edition(name: str, **fields: Any) -> Plant:
    return edition(name, lambda whole: replace(whole, **fields))


def story(name: str, number: int, **fields: Any) -> Plant:
    """A fault of the story in this place, counted from 0."""
    return edition(name, lambda whole: with_story(whole, number, **fields))


def known(name: str, **fields: Callable[[Proof], Any]) -> Plant:
    """A fault in what is known beside the mail: what was told, when, for whom."""
    return Plant(name=name, plant=lambda proof: replace(proof, **{key: make(proof) for key, make in fields.items()}))


def newsroom(proof: Proof, **fields: Any) -> Newsroom:
    return replace(proof.newsroom, **fields)


def with_story(whole: Edition, number: int, **fields: Any) -> Edition:
    old = whole.stories[number]
    return replace(
        whole,
        sections=tuple(
            replace(s, stories=tuple(replace(each, **fields) if each is old else each for each in s.stories))
            for s in whole.sections
        ),
    )


def with_section(whole: Edition, *stories: EditionStory, topic: str = "Culture", slug: str = "") -> Edition:
    """The edition with these stories at the end of a section, or in a section of its own where a slug is given."""
    if slug:
        return replace(whole, sections=(*whole.sections, Section(topic=topic, slug=slug, stories=stories)))
    return replace(
        whole,
        sections=tuple(replace(s, stories=s.stories + stories) if s.topic == topic else s for s in whole.sections),
    )


def with_bodies(proof: Proof, *, html: str | None = None, text: str | None = None) -> Proof:
    """The proof with other bodies, and a message that carries them."""
    changed = replace(
        proof, html=html if html is not None else proof.html, text=text if text is not None else proof.text
    )
    head, _, _ = proof.message.partition(b"\r\n\r\n")
    boundary = re.findall(rb'boundary="([^"]+)"', head)[0]
    parts = b"".join(
        b"--%s\r\nContent-Type: text/%s; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n%s\r\n"
        % (boundary, kind, base64.encodebytes(body.encode()).replace(b"\n", b"\r\n"))
        for kind, body in ((b"plain", changed.text.replace("\n", "\r\n")), (b"html", changed.html))
    )
    return replace(changed, message=head + b"\r\n\r\n" + parts + b"--%s--\r\n" % boundary)
