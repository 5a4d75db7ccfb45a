"""Groups labelled rows of a file, for measuring."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from digest.group import cut, day
from digest.group.context import Context, Correction
from digest.group.vectors import Encoder
from digest.model.article import Article, Block, BlockKind, Precision
from digest.model.settings import Topic
from digest.model.story import Story

RELATED_MAX = 10  # ids listed per row
MATE_BONUS = 0.5  # how much likelier a mate of the same story is
NEAR_HALF_LIFE_HOURS = 48.0  # of two reports equally alike, the one nearer in time tells the same event sooner
UNDATED = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the time of rows without a date: they are all of one day."""


def rows(
    lines: Iterable[Mapping[str, object]],
    topics: tuple[Topic, ...],
    corrections: Iterable[Mapping[str, object]] = (),
    *,
    encoder: Encoder | None = None,
) -> Iterator[dict[str, object]]:
    """For each line (id, title, lead?, body?, source?, date?) in order its id, story, topic and related ids."""
    held = articles(lines)
    context = Context(topics=topics, corrections=tuple(map(correction, corrections)), encoder=encoder)
    now = max((article.known_at for article in held), default=UNDATED)
    grouped = day.grouped(held, earlier=(), edits=(), context=context, now=now)
    story = {article: story for story in grouped.stories for article in story.articles}
    members = _members(grouped.cut)
    for article in held:
        told = story[article.id]
        ranked = _near(article.id, grouped.cut, members, story)
        yield {"id": article.id, "story": told.id, "topic": told.topic, "related": ranked}


def articles(lines: Iterable[Mapping[str, object]]) -> list[Article]:
    """The lines as articles; a line without an id is known by its place."""
    return [_article(line, place) for place, line in enumerate(lines)]


def _members(found: cut.Cut) -> list[list[str]]:
    members: list[list[str]] = [[] for _ in found.graph.readings]
    for article, node in found.node.items():
        members[node].append(article)
    return members


def _near(article: str, found: cut.Cut, members: Sequence[Sequence[str]], story: Mapping[str, Story]) -> list[str]:
    """Ids alike an article, best first: by tie, likeness, story and time."""
    node = found.node.get(article)
    if node is None:
        return []
    own, readings = story[article].id, found.graph.readings
    ranked = {}
    for other, (strength, cosine) in found.graph.ties.told(node).items():
        points = strength + cosine + MATE_BONUS * (story[members[other][0]].id == own)
        hours = abs((readings[node].at - readings[other].at).total_seconds()) / 3600
        ranked[other] = points * 0.5 ** (hours / NEAR_HALF_LIFE_HOURS)
    order = [node, *sorted(ranked, key=lambda other: (-ranked[other], other))[: RELATED_MAX + 1]]
    ids = [other for place in order for other in members[place][: RELATED_MAX + 1]]
    return [other for other in ids if other != article][:RELATED_MAX]


def _article(line: Mapping[str, object], place: int) -> Article:
    date = _date(line.get("date"))
    body = _text(line.get("body"))
    return Article(
        id=_text(line.get("id")) or f"row {place}",
        url=None,
        source="",
        publisher=_text(line.get("source")),
        title=_text(line.get("title")),
        standfirst=_text(line.get("lead")),
        blocks=(Block(kind=BlockKind.PARAGRAPH, text=body),) if body else (),
        published_at=date,
        published_precision=Precision.TIME if date else Precision.UNKNOWN,
        collected_at=date or UNDATED,
    )


def correction(line: Mapping[str, object]) -> Correction:
    """The line (title, lead?, topic) as an editor's example."""
    return Correction(title=_text(line.get("title")), lead=_text(line.get("lead")), topic=_text(line.get("topic")))


def _date(value: object) -> datetime | None:
    try:
        date = datetime.fromisoformat(_text(value))
    except ValueError:
        return None
    return date if date.tzinfo else date.replace(tzinfo=UTC)


def _text(value: object) -> str:
    return "" if value is None else str(value)
