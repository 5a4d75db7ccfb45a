"""What an editor sees of an edition: its stories in order, why each is there, and what can be done. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest import i18n
from digest.model.article import Article
from digest.model.delivery import Tally
from digest.model.edition import (
    Edit,
    Edition,
    EditionState,
    EditionStory,
    EditKind,
    LeftOut,
    LeftOutReason,
    Section,
    Slot,
)
from digest.model.settings import Digest, Weekday
from digest.model.story import Evidence, Signal, Story
from digest.morning.advance import Step, unapproved
from digest.render.developments import memory, told_since

CHANGEABLE = frozenset({EditionState.DRAFT, EditionState.HELD, EditionState.APPROVED})
WORDINGS = (EditKind.HEADLINE, EditKind.DEK, EditKind.SUBJECT, EditKind.PREHEADER, EditKind.INTRO)
NAMES_SHOWN_MAX = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One article of a story."""

    article: str
    title: str
    publisher: str
    url: str | None
    language: str | None
    leads: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One story in its place."""

    story: EditionStory
    place: int
    """In its section, counted from 0."""
    last: bool
    leads: bool
    memory: str
    why: tuple[str, ...]
    """The reasons for its rank, weightiest first."""
    doubt: str
    """What speaks for and against its being one story; empty where nobody doubts."""
    reports: tuple[Report, ...]
    """All of its articles, where it has more than one."""

    @property
    def first(self) -> bool:
        return self.place == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A section; empty topics are shown too, as places to move stories to."""

    topic: str
    lines: tuple[Line, ...]


def parts(
    edition: Edition, digest: Digest, stories: Mapping[str, Story], articles: Mapping[str, Article]
) -> tuple[Part, ...]:
    """The edition's sections as lines, in order; `stories` by id of the edition's story, `articles` by their own."""
    return tuple(
        Part(
            topic=section.topic,
            lines=tuple(
                _line(section, place, edition=edition, digest=digest, known=stories.get(story.id), articles=articles)
                for place, story in enumerate(section.stories)
            ),
        )
        for section in edition.sections
    )


def left_out(edition: Edition) -> tuple[tuple[LeftOutReason, tuple[LeftOut, ...]], ...]:
    """What is not in the edition, by reason; what an editor hid comes first."""
    groups = ((reason, tuple(each for each in edition.left_out if each.reason is reason)) for reason in LeftOutReason)
    return tuple((reason, some) for reason, some in groups if some)


def without_approval(edition: Edition, digest: Digest) -> str:
    """What becomes of the edition if nobody touches it, in a sentence."""
    few = len(edition.stories) < digest.stories_min
    number = len(edition.stories)
    counted = "1 story is" if number == 1 else f"{number or 'no'} stories are"
    because = f", because {counted} fewer than {digest.stories_min}" if few else ""
    match edition.state, unapproved(edition, digest):
        case EditionState.APPROVED, _:
            return "It is approved."
        case EditionState.HELD, _:
            return "It is held back: it goes out only when somebody approves it."
        case _, Step.APPROVE:
            return f"If nobody approves it, it goes out by itself{because}."
        case _, Step.HOLD:
            return f"If nobody approves it, it is held back{because}."
        case _:
            return f"If nobody approves it, it is skipped{because}."


def not_there_yet(slot: Slot, digest: Digest, now: datetime, *, sample: bool) -> str:
    """Why there is no edition of a day, and whether one comes by itself."""
    if tuple(Weekday)[slot.date.weekday()] not in digest.days:
        return "There is no edition of this day: the digest does not come out on that day of the week."
    if sample:
        return "There is no edition of this day yet."
    if now > slot.expires_at:
        return "There is no edition of this day, and its time has passed."
    return (
        f"There is no edition of this day yet. It is composed by itself at {digest.cutoff:%H:%M} ({digest.timezone})."
    )


def delivered(tally: Tally) -> str:
    """What became of the mails so far, such as `8 accepted, 1 rejected; 2 not written to: suppressed 2`."""
    outcomes = ", ".join(f"{count:,} {state}" for state, count in tally.outcomes if count)
    excluded = ", ".join(f"{reason} {count:,}" for reason, count in tally.excluded if count)
    number = sum(count for _, count in tally.excluded)
    return "; ".join(filter(None, (outcomes, f"{number:,} not written to: {excluded}" if number else "")))


def described(edit: Edit, edition: Edition, names: Mapping[str, str]) -> str:
    """An edit in words, to be undone by name; `names` are those of stories and articles that the edition lacks."""
    names = {**names, **{story.id: story.headline for story in edition.stories}}
    names |= {each.story: each.headline for each in edition.left_out}
    names |= {each.story: each.headline for each in edition.still_running}
    about = names.get(edit.target, "")
    return f"{_DONE[edit.kind]}: {about}" if about else _DONE[edit.kind]


def _line(
    section: Section,
    place: int,
    *,
    edition: Edition,
    digest: Digest,
    known: Story | None,
    articles: Mapping[str, Article],
) -> Line:
    story = section.stories[place]
    return Line(
        story=story,
        place=place,
        last=place == len(section.stories) - 1,
        leads=place == 0 and section.topic == edition.lead_topic,
        memory=memory(story.day, story.developments, "en", told_since(story, edition=edition, digest=digest)),
        why=_why(story.signals),
        doubt=_doubt(known.evidence) if known and story.doubtful else "",
        reports=_reports(known, articles) if known and len(known.articles) > 1 else (),
    )


def _reports(story: Story, articles: Mapping[str, Article]) -> tuple[Report, ...]:
    return tuple(
        Report(
            article=article.id,
            title=article.title,
            publisher=article.publisher,
            url=article.url,
            language=article.language,
            leads=article.id == story.lead,
        )
        for id in story.articles
        if (article := articles.get(id))
    )


def _why(signals: Sequence[Signal]) -> tuple[str, ...]:
    weighty = sorted(signals, key=lambda signal: -abs(signal.value))
    return tuple(f"{signal.name} {signal.value:+.2f}" for signal in weighty if round(signal.value, 2))


def _doubt(evidence: Evidence) -> str:
    shared = i18n.joined((evidence.names or evidence.words)[:NAMES_SHOWN_MAX], "en")
    said = f"They share {shared}" if shared else "They share no names"
    return f"{said}; the weakest link between two reports is {evidence.weakest_link:.2f} of 1."


def changes(present: Sequence[tuple[EditKind, str]], wanted: Mapping[EditKind, str]) -> list[tuple[EditKind, str]]:
    """(kind, value) of those wordings that a form changed."""
    return [
        (kind, wanted[kind])
        for kind, before in present
        if kind in wanted and " ".join(wanted[kind].split()) != " ".join(before.split())
    ]


_DONE = {
    EditKind.HIDE: "Hidden",
    EditKind.SHOW: "Brought back",
    EditKind.PIN: "Pinned",
    EditKind.UNPIN: "Unpinned",
    EditKind.MOVE: "Moved",
    EditKind.TOPIC: "Put under another topic",
    EditKind.HEADLINE: "Headline changed",
    EditKind.DEK: "Summary changed",
    EditKind.INTRO: "Intro changed",
    EditKind.SUBJECT: "Subject changed",
    EditKind.PREHEADER: "Preview line changed",
    EditKind.MERGE: "Joined with another story",
    EditKind.TAKE_OUT: "Taken out of its story",
}
