"""A small edition of our own fiction in several languages, and what it takes to print it."""

from collections.abc import Mapping
from datetime import date, time
from pathlib import Path
from typing import Any

from digest.model.article import Image
from digest.model.edition import Edition, EditionStory, Section, StillRunning
from digest.model.rendered import Field
from digest.model.secret import Secret
from digest.model.settings import Digest, Newsroom, Sender
from digest.model.story import Development, DevelopmentKind, Reason, RelatedLink

TEMPLATES = Path(__file__).parents[2] / "templates"

NEWSROOM = Newsroom(
    name="Harbour News",
    public_url="https://news.example",
    postal_address="Harbour News Co-operative\n1 Quay Street, Port Ellery PE1 2AB",
    secret=Secret(env="DIGEST_SECRET"),
)

DIGEST = Digest(
    name="morning",
    title="The Morning",
    topics=("World", "Business", "Science", "Culture"),
    lists=("example",),
    send_at=time(7),
    timezone="Europe/Berlin",
    cutoff=time(6, 30),
    transport="outbox",
    sender=Sender(name="The Morning", email="morning@news.example"),
)

IMAGES: Mapping[str, str] = {"https://gazette.example/pier.jpg": "https://news.example/images/pier.jpg"}

READER: Mapping[Field, str] = {
    Field.NAME: "Zoë Adebayo",
    Field.EMAIL: "zoe@example.com",
    Field.UNSUBSCRIBE: "https://news.example/leave?t=AbC123-_x",
    Field.ONE_CLICK: "https://news.example/one-click/AbC123-_x",
    Field.MAILTO: "mailto:morning@news.example?subject=leave%20AbC123",
    Field.MANAGE: "https://news.example/choose/AbC123-_x",
    Field.PAUSE: "https://news.example/pause/AbC123-_x",
    Field.WEB: "https://news.example/morning/2026-11-24",
    Field.MESSAGE_ID: "<0123456789abcdef@news.example>",
    Field.DATE: "Tue, 24 Nov 2026 06:00:00 +0000",
}


def related(title: str, publisher: str, reason: Reason = Reason.ALSO_REPORTED, **fields: Any) -> RelatedLink:
    slug = "-".join(title.lower().split()[:4])
    return RelatedLink(
        **{
            "title": title,
            "publisher": publisher,
            "reason": reason,
            "url": f"https://wire.example/{slug}",
            **fields,
        }
    )


def story(number: int, topic: str, headline: str, dek: str, **fields: Any) -> EditionStory:
    defaults = {
        "id": f"{number:016x}",
        "topic": topic,
        "headline": headline,
        "dek": dek,
        "url": f"https://gazette.example/{number}",
        "publisher": "Harbour Gazette",
        "language": "en",
        "minutes": 3,
    }
    return EditionStory(**{**defaults, **fields})


_WORLD = (
    story(
        1,
        "World",
        "Storm tears open the north pier and cuts the ferry line to the outer islands",
        "Waves of seven metres broke a gap of forty metres into the pier overnight. Engineers say that the first "
        "ferry could sail from a floating landing stage on Friday, if the wind allows it.",
        minutes=4,
        image=Image(
            url="https://gazette.example/pier.jpg",
            alt="Waves run over the broken end of a stone pier",
            width=1104,
            height=620,
            credit="Ina Vold",
        ),
        day=3,
        developments=(
            Development(kind=DevelopmentKind.REPORTS, before="3", after="7"),
            Development(kind=DevelopmentKind.NUMBER, label="injured", before="12", after="19"),
        ),
        related=(
            related(
                "Hafenamt bestellt schwimmenden Anleger aus Tromsund", "Nordkurier", Reason.FIRST_REPORT, language="de"
            ),
            related("What the pier inspectors wrote in March", "Harbour Authority", Reason.PRIMARY_SOURCE),
            related("Islanders ask who pays for the winter without a ferry", "Ellery Post", Reason.OTHER_VIEW),
        ),
        more_sources=6,
    ),
    story(
        2,
        "World",
        "وزراء المياه يتفقون على تقاسم نهر السَّرو بعد تسع سنوات من الخلاف",
        "يتيح الاتفاق لكل بلد حصة ثابتة في سنوات الجفاف، ويُنشئ غرفة قياس مشتركة تعمل ابتداءً من الربيع.",
        publisher="جريدة الضفاف",
        language="ar",
        related=(related("River deal leaves the dam question open", "Ellery Post", Reason.BACKGROUND),),
    ),
    story(
        3,
        "World",
        "Parliament votes to keep the clocks where they are",
        "The bill passed by eleven votes; the time will not change in March.",
        url=None,
        publisher="Village Notice Board",
        minutes=1,
    ),
)
_BUSINESS = (
    story(
        4,
        "Business",
        "Wool mill turns down its largest order in a century",
        "The owners say that they would have had to run the looms at night, and that they promised the street in 1957 "
        "never to do that again.",
        publisher="Ellery Post",
        related=(
            related("La filature qui dit non", "Le Courrier des Falaises", Reason.MOST_DETAIL, language="fr"),
            related("Mill’s answer in full", "Ellery Wool", Reason.PRIMARY_SOURCE, url=None),
        ),
        more_sources=1,
    ),
    story(
        5,
        "Business",
        "Rates stay at 2.5 % for a third month",
        "The bank wants to see two more wage rounds before it moves.",
        minutes=2,
    ),
)
_SCIENCE = (
    story(
        6,
        "Science",
        "深海の熱水噴出孔で新種の貝、硫化鉄の殻をまとう",
        "調査船が水深二千八百メートルで採取した。殻の層は磁石に引き寄せられ、研究者は防御のためとみている。",
        publisher="みなと新聞",
        language="ja",
        day=2,
    ),
    story(
        7,
        "Science",
        "Neun Jahre Messung: Der Gletscher am Hohen Riegel hat die Hälfte verloren",
        "Die Forscher hatten mit der Hälfte erst in den vierziger Jahren gerechnet.",
        publisher="Nordkurier",
        language="de",
        related=(related("הקרחון שנעלם: יומן של תשעה קיצים", "עיתון המפרץ", Reason.NO_PAYWALL, language="he"),),
    ),
)
_CULTURE = (
    story(
        8,
        "Culture",
        "The library that lends out its readers",
        "For an hour each, a beekeeper, a judge and a diver can be borrowed and asked anything.",
    ),
)

STILL = (
    StillRunning(
        story="9",
        topic="World",
        headline="Search for the weather balloon",
        url="https://gazette.example/balloon",
        publisher="Harbour Gazette",
        day=5,
    ),
    StillRunning(
        story="10", topic="Culture", headline="Strike at the puppet theatre", url=None, publisher="Ellery Post", day=2
    ),
)


def edition(**fields: Any) -> Edition:
    """Four sections in English, Arabic, Japanese and German, a lead with an image, and two stories still running."""
    defaults = {
        "id": "morning/2026-11-24",
        "digest": "morning",
        "date": date(2026, 11, 24),
        "title": "The Morning",
        "subject": "Storm tears open the north pier, a river is shared, and a mill says no",
        "preheader": "Also: clocks stay where they are, and a library that lends out its readers",
        "intro": "Good news for islanders comes by water this week.\n\nBelow: what we know about the pier.",
        "lead_topic": "World",
        "sections": (
            Section(topic="World", slug="world", stories=_WORLD),
            Section(topic="Business", slug="business", stories=_BUSINESS),
            Section(topic="Science", slug="science", stories=_SCIENCE),
            Section(topic="Culture", slug="culture", stories=_CULTURE),
        ),
        "still_running": STILL,
    }
    return Edition(**{**defaults, **fields})


def long_edition(stories: int, topics: int, *, related_each: int = 3, dek_letters: int = 210) -> Edition:
    """An edition of as many stories over as many topics, every text as long as it may well be."""
    names = tuple(f"Topic {number}" for number in range(topics))
    dek = ("The council met for a long evening and agreed on the second reading of the plan. " * 9)[:dek_letters]
    links = tuple(
        related(f"Number {n}: the plan as the other side of the table sees it, in some detail", "Ellery Post")
        for n in range(related_each)
    )
    made = [
        story(
            number,
            names[number % topics],
            f"Story {number}: council agrees to repair the pier before the winter storms return",
            dek,
            related=links,
            more_sources=number % 4,
        )
        for number in range(1, stories + 1)
    ]
    sections = tuple(
        Section(topic=name, slug=f"topic-{place}", stories=tuple(each for each in made if each.topic == name))
        for place, name in enumerate(names)
    )
    return edition(sections=sections, lead_topic=names[0], still_running=())
