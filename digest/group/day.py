"""From articles to stories: the steps of grouping in their order."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.group import centroid, cut, edited, identity, reading, sense, tell, topics
from digest.group.context import Context
from digest.model.article import Article
from digest.model.edition import Edit
from digest.model.settings import Publisher
from digest.model.story import Story

CHANGED_MAX = 0.1  # of the articles, come or gone since the day was last looked at as a whole: then it is again


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """The stories, and what they were made from, for those who want to look closer or to add articles."""

    stories: tuple[Story, ...]
    cut: cut.Cut
    held: Mapping[str, Article]
    readings: Mapping[str, reading.Reading]
    groups: Mapping[tuple[str, ...], identity.Group]
    told: Mapping[tuple[str, ...], tell.Told]
    decided: edited.Decided
    publishers: tuple[Publisher, ...]
    whole: frozenset[str]
    """The articles of which the day was last looked at as a whole."""

    @property
    def sensed(self) -> bool:
        """Whether texts were compared by their senses too."""
        return _sensed(self.readings)


def stories(
    articles: Sequence[Article],
    *,
    earlier: Sequence[Story],
    edits: Sequence[Edit],
    context: Context,
    now: datetime,
) -> tuple[Story, ...]:
    """The stories that the articles tell, best first; the same for any order of the arguments.

    A story keeps the id it has in `earlier` while it shares articles with it or continues it by its words; it lists
    the earlier articles too. Editors' merges, articles taken out and topics are kept.
    """
    return grouped(articles, earlier=earlier, edits=edits, context=context, now=now).stories


def grouped(
    articles: Sequence[Article],
    *,
    earlier: Sequence[Story],
    edits: Sequence[Edit],
    context: Context,
    now: datetime,
    before: Grouped | None = None,
) -> Grouped:
    """The stories, with what a later grouping needs to add some articles to many without comparing all again.

    Where few articles have come or gone since `before`, the new ones find their stories among the old; else, and where
    editors have decided otherwise since, it counts for nothing.
    """
    held = {article.id: article for article in sorted(articles, key=lambda article: article.id)}
    decided = edited.decided(edits, earlier)
    readings = sense.readings(held, context.encoder, known=_known(before, held) if before else {})
    goes_on = before and _goes_on(before, held, decided, context) and before.sensed == _sensed(readings)
    before = before if goes_on else None
    found = cut.cut(list(readings.values()), _ties(held, decided), before=before.cut if before else None)
    grown = before.groups if before else {}
    groups = [grown.get(ids) or _group(ids, found, held) for ids in found.groups]
    identities = identity.known(groups, earlier, joined=decided.joined)
    members = [
        [topics.Member(reading=readings[a], hints=context.hints.get(held[a].source, ())) for a in group.articles]
        for group in groups
    ]
    named = _topics(members, identities, decided, context)
    teller = tell.Teller(
        groups,
        day=tell.Day(held=held, readings=readings, cut=found, decided=decided, context=context, now=now),
        before=before.told if before else {},
        moved=_moved(before.held, held) if before else frozenset(),
    )
    stories = [teller.story(*each) for each in zip(groups, identities, named, strict=True)]
    return Grouped(
        stories=tuple(sorted(stories, key=lambda story: (-story.rank, story.id))),
        cut=found,
        held=held,
        readings=readings,
        groups=dict(zip(found.groups, groups, strict=True)),
        told=teller.told,
        decided=decided,
        publishers=context.publishers,
        whole=before.whole if before else frozenset(held),
    )


def _known(before: Grouped, held: Mapping[str, Article]) -> Mapping[str, reading.Reading]:
    """The readings of articles that have not changed: to read them again, senses above all, takes time."""
    return {id: each for id, each in before.readings.items() if before.held[id] == held.get(id)}


def _sensed(readings: Mapping[str, reading.Reading]) -> bool:
    return any(each.said.sense for each in readings.values())


def _moved(before: Mapping[str, Article], held: Mapping[str, Article]) -> frozenset[str]:
    """Addresses of the articles that have come or gone."""
    changed = before.keys() ^ held.keys()
    return frozenset(url for id in changed if (url := (held.get(id) or before[id]).url) is not None)


def _goes_on(before: Grouped, held: Mapping[str, Article], decided: edited.Decided, context: Context) -> bool:
    """Whether few articles have come or gone, none has changed, and nobody has decided otherwise since."""
    same = all(held[id] == article for id, article in before.held.items() if id in held)
    same = same and decided == before.decided and context.publishers == before.publishers
    return same and len(before.whole ^ held.keys()) <= CHANGED_MAX * len(before.whole)


def _topics(
    members: Sequence[Sequence[topics.Member]],
    identities: Sequence[identity.Known],
    decided: edited.Decided,
    context: Context,
) -> list[str]:
    """The topic of each group: the editor's where one decided, else what its articles speak for."""
    before = [known.earlier.topic if known.earlier else None for known in identities]
    found = topics.chosen(members, before=before, context=context)
    return [decided.topic(known.id, known.aliases) or name for known, name in zip(identities, found, strict=True)]


def _ties(held: Mapping[str, Article], decided: edited.Decided) -> cut.Ties:
    copies: dict[str, list[str]] = defaultdict(list)
    for article in held.values():
        if article.copy_of in held and article.id not in decided.alone:
            copies[article.copy_of or ""].append(article.id)
    together = (*((original, *same) for original, same in copies.items()), *decided.together)
    return cut.Ties(together=together, alone=frozenset(decided.alone & held.keys()))


def _group(ids: Sequence[str], found: cut.Cut, held: Mapping[str, Article]) -> identity.Group:
    oldest_first = sorted(ids, key=lambda article: (held[article].known_at, article))
    nodes = [found.node[article] for article in sorted(ids) if article in found.node]
    terms = centroid.terms(nodes, found.graph)
    return identity.Group(
        articles=tuple(oldest_first),
        terms=dict(terms),
        names=centroid.names(nodes, found.graph),
        starts_at=held[oldest_first[0]].known_at,
    )
