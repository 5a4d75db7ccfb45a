"""What a theme prints from: plain values, clean and ready but for escaping."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Tongue:
    """Language and direction of a text; `lang` and `dir` are empty where they are the mail's own."""

    lang: str = ""
    dir: str = ""
    start: str = "left"
    """The side on which its lines begin."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RelatedView:
    title: str
    url: str | None
    publisher: str
    reason: str
    lang: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageView:
    src: str
    alt: str
    width: int
    credit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryView:
    id: str
    topic: str
    section: str
    """Name of its section, as printed."""
    headline: str
    dek: str
    url: str | None
    publisher: str
    minutes: str
    memory: str
    """`day` and `news` in one line; empty for a story told for the first time."""
    day: str
    news: str
    tongue: Tongue
    image: ImageView | None
    related: tuple[RelatedView, ...]
    more_sources: str
    may_lead: bool
    """Whether a segment can have it as its lead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    topic: str
    name: str
    slug: str
    stories: tuple[StoryView, ...]
    more_on_web: str

    @property
    def opening(self) -> StoryView:
        return self.stories[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningView:
    topic: str
    headline: str
    url: str | None
    publisher: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParagraphView:
    text: str
    tongue: Tongue

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class MailView:
    language: str
    direction: str
    start: str
    end: str
    subject: str
    preheader: str
    title: str
    date: str
    intro: tuple[ParagraphView, ...]
    sections: tuple[SectionView, ...]
    running: tuple[RunningView, ...]
    imprint: tuple[str, ...]
    """Line by line, who sends it and the postal address."""

    @property
    def leads(self) -> tuple[StoryView, ...]:
        """Every story that is the lead of some segment."""
        return tuple(story for section in self.sections for story in section.stories if story.may_lead)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeView:
    """A notice as a theme sees it; what a kind of notice does not have is empty."""

    language: str = ""
    direction: str = ""
    start: str = ""
    newsroom: str = ""
    subject: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """(number, what it counts)."""
    button: str = ""
    url: str = ""
    faults_heading: str = ""
    faults: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    imprint: tuple[str, ...] = ()
