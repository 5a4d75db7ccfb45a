"""A small edition to try a theme with: two scripts, a lead with a picture, everything a story can have."""

from collections.abc import Mapping
from datetime import date, time

from digest.model.article import Image
from digest.model.delivery import OutcomeState
from digest.model.edition import Edition, EditionStory, Section, StillRunning
from digest.model.fault import Fault
from digest.model.notice import Notice, NoticeKind
from digest.model.rendered import Field
from digest.model.secret import Secret
from digest.model.settings import Digest, Newsroom, Sender
from digest.model.story import Development, DevelopmentKind, Reason, RelatedLink

_SITE = "https://news.example"
_PICTURE = f"{_SITE}/pictures/lighthouse.jpg"

NEWSROOM = Newsroom(
    name="Lantern News", public_url=_SITE, postal_address="1 Keeper's Lane, Farhaven", secret=Secret(env="UNUSED")
)
DIGEST = Digest(
    name="specimen",
    title="The Specimen",
    topics=("Coast", "Town"),
    lists=(),
    send_at=time(7),
    timezone="UTC",
    cutoff=time(6),
    stories_min=1,
    transport="none",
    sender=Sender(name="The Specimen", email="specimen@news.example"),
)
IMAGES: Mapping[str, str] = {_PICTURE: _PICTURE}
READER: Mapping[Field, str] = {
    Field.NAME: "Ada Quill",
    Field.EMAIL: "ada@reader.example",
    Field.UNSUBSCRIBE: f"{_SITE}/leave/x",
    Field.ONE_CLICK: f"{_SITE}/one-click/x",
    Field.MAILTO: "mailto:specimen@news.example?subject=leave",
    Field.MANAGE: f"{_SITE}/choose/x",
    Field.PAUSE: f"{_SITE}/choose/x#pause",
    Field.WEB: f"{_SITE}/specimen/2026-03-12",
    Field.MESSAGE_ID: "<specimen@news.example>",
    Field.DATE: "Thu, 12 Mar 2026 06:00:00 +0000",
}

_LEAD = EditionStory(
    id="story-lead",
    topic="Coast",
    headline="Keepers light the old lamp for one more winter",
    dek="The electric beacon waits for a part, so four volunteers climb 211 steps each evening.",
    url="https://lantern.example/lamp",
    publisher="The Lantern",
    language="en",
    minutes=4,
    image=Image(url=_PICTURE, alt="A lighthouse at dusk", width=1104, height=620, credit="Ida Brandt"),
    related=(
        RelatedLink(
            reason=Reason.FIRST_REPORT,
            title="Der Leuchtturm bleibt an",
            url="https://bote.example/turm",
            publisher="Küstenbote",
            language="de",
        ),
        RelatedLink(reason=Reason.PRIMARY_SOURCE, title="The log of the lamp", url=None, publisher="Harbour Office"),
    ),
    more_sources=3,
    day=2,
    developments=(
        Development(kind=DevelopmentKind.REPORTS, before="2", after="5"),
        Development(kind=DevelopmentKind.NUMBER, label="jobs", before="3", after="4"),
    ),
)
_ARABIC = EditionStory(
    id="story-arabic",
    topic="Coast",
    headline="الصيادون يعودون إلى الميناء القديم",
    dek="رست عشرة قوارب في الحوض الذي أُغلق منذ سنتين.",
    url="https://sahil.example/mina",
    publisher="جريدة الساحل",
    language="ar",
    minutes=2,
)
_TOWN = EditionStory(
    id="story-town",
    topic="Town",
    headline="Market moves back to the square",
    dek="Stalls return on Saturday; the fountain stays dry until May.",
    url=None,
    publisher="Notice Board",
    language="en",
)

EDITION = Edition(
    id="specimen/2026-03-12",
    digest="specimen",
    date=date(2026, 3, 12),
    title="The Specimen",
    subject="Keepers light the old lamp for one more winter",
    preheader="Also: the market is back on the square",
    intro="A short edition, made to try a theme.",
    lead_topic="Coast",
    sections=(
        Section(topic="Coast", slug="coast", stories=(_LEAD, _ARABIC)),
        Section(topic="Town", slug="town", stories=(_TOWN,)),
    ),
    still_running=(
        StillRunning(
            story="story-running",
            topic="Town",
            headline="Search for the missing bell",
            url="https://lantern.example/bell",
            publisher="The Lantern",
            day=5,
        ),
    ),
)

NOTICE = Notice(
    kind=NoticeKind.MORNING_REPORT,
    title="The Specimen",
    url=f"{_SITE}/desk",
    day=date(2026, 3, 12),
    outcomes=((OutcomeState.ACCEPTED, 1_208), (OutcomeState.REJECTED, 3)),
    faults=(Fault(where="The Lantern", what="its feed did not answer"),),
)
