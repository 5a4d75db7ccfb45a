"""From articles to stories: the steps of grouping in their order."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.group import centroid, cut, edited, identity, lead, proof, rank, reading, related, topics
from digest.group.context import Context
from digest.model.article import Article
from digest.model.edition import Edit
from digest.model.story import Story


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """The stories, and the graph they were cut from for those who want to look closer."""

    stories: tuple[Story, ...]
    cut: cut.Cut


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
) -> Grouped:
    """The stories together with the graph."""
    held = {article.id: article for article in sorted(articles, key=lambda article: article.id)}
    readings = {article.id: reading.read(article) for article in held.values()}
    decided = edited.decided(edits, earlier)
    found = cut.cut(list(readings.values()), _ties(held, decided))
    groups = [_group(ids, found, held) for ids in found.groups]
    identities = identity.known(groups, earlier, joined=decided.joined)
    members = [
        [topics.Member(reading=readings[a], hints=context.hints.get(held[a].source, ())) for a in group.articles]
        for group in groups
    ]
    named = _topics(members, identities, decided, context)
    tell = _Teller(held=held, found=found, context=context, now=now, decided=decided)
    told = [tell.story(*each) for each in zip(groups, identities, named, strict=True)]
    return Grouped(stories=tuple(sorted(told, key=lambda story: (-story.rank, story.id))), cut=found)


class _Teller:
    """Completes one group after the other to a story."""

    def __init__(
        self,
        *,
        held: Mapping[str, Article],
        found: cut.Cut,
        context: Context,
        now: datetime,
        decided: edited.Decided,
    ) -> None:
        self.held, self.found = held, found
        self.context, self.now, self.decided = context, now, decided
        self.by_url = {article.url: article for article in held.values() if article.url}

    def story(self, group: identity.Group, known: identity.Known, topic: str) -> Story:
        members = [self.held[article] for article in group.articles]
        choice = lead.choose(members, context=self.context, now=self.now)
        nodes = sorted({self.found.node[m.id] for m in members if m.id in self.found.node})
        terms = tuple(group.terms.items())
        shown = proof.proof(
            members,
            terms,
            weakest=proof.weakest_link(nodes, self.found.within),
            bridge=min((self.found.bridge[node] for node in nodes), default=1.0),
            decided=self.decided.touched(group.articles),
        )
        return Story(
            id=known.id,
            aliases=known.aliases,
            topic=topic,
            lead=choice.article.id,
            lead_why=choice.why,
            articles=self._articles(group, known),
            related=related.links(
                choice.article,
                members,
                context=self.context,
                by_url=self.by_url,
                before=self.held.get(known.earlier.lead) if known.earlier else None,
            ),
            first_seen=min([group.starts_at, *([known.earlier.first_seen] if known.earlier else [])]),
            last_seen=max(member.known_at for member in members),
            evidence=shown.evidence,
            confidence=shown.confidence,
            doubtful=shown.doubtful,
            signals=rank.signals(members, topic=topic, context=self.context, now=self.now),
            terms=terms,
        )

    def _articles(self, group: identity.Group, known: identity.Known) -> tuple[str, ...]:
        """Earlier articles that are not given today come first: they are older."""
        before = known.earlier.articles if known.earlier else ()
        kept = [article for article in before if article not in self.held and article not in self.decided.alone]
        return (*kept, *group.articles)


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
