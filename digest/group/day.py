"""From articles to stories: the steps of grouping in their order."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.group import centroid, cut, edited, identity, lead, proof, rank, reading, related, sense, topics
from digest.group.context import Context
from digest.model.article import Article
from digest.model.edition import Edit
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
    proofs: Mapping[tuple[str, ...], proof.Proof]
    decided: edited.Decided
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
    goes_on = before and _goes_on(before, held, decided) and before.sensed == _sensed(readings)
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
    proofs = before.proofs if before else {}
    tell = _Teller(held=held, found=found, context=context, now=now, decided=decided, proofs=proofs)
    told = [tell.story(*each) for each in zip(groups, identities, named, strict=True)]
    return Grouped(
        stories=tuple(sorted(told, key=lambda story: (-story.rank, story.id))),
        cut=found,
        held=held,
        readings=readings,
        groups=dict(zip(found.groups, groups, strict=True)),
        proofs=tell.shown,
        decided=decided,
        whole=before.whole if before else frozenset(held),
    )


def _known(before: Grouped, held: Mapping[str, Article]) -> Mapping[str, reading.Reading]:
    """The readings of articles that have not changed: to read them again, senses above all, takes time."""
    return {id: each for id, each in before.readings.items() if before.held[id] == held.get(id)}


def _sensed(readings: Mapping[str, reading.Reading]) -> bool:
    return any(each.said.sense for each in readings.values())


def _goes_on(before: Grouped, held: Mapping[str, Article], decided: edited.Decided) -> bool:
    """Whether few articles have come or gone, none has changed, and editors have decided nothing since."""
    same = all(held[id] == article for id, article in before.held.items() if id in held)
    return same and decided == before.decided and len(before.whole ^ held.keys()) <= CHANGED_MAX * len(before.whole)


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
        proofs: Mapping[tuple[str, ...], proof.Proof],
    ) -> None:
        self.held, self.found = held, found
        self.proofs = proofs
        self.shown: dict[tuple[str, ...], proof.Proof] = {}
        self.context, self.now, self.decided = context, now, decided
        self.by_url = {article.url: article for article in held.values() if article.url}

    def story(self, group: identity.Group, known: identity.Known, topic: str) -> Story:
        members = [self.held[article] for article in group.articles]
        choice = lead.choose(members, context=self.context, now=self.now)
        terms = tuple(group.terms.items())
        shown = self.shown[group.articles] = self.proofs.get(group.articles) or self._proof(group, members)
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
            signals=rank.signals(members, lead=choice.article, topic=topic, context=self.context, now=self.now),
            terms=terms,
        )

    def _proof(self, group: identity.Group, members: Sequence[Article]) -> proof.Proof:
        nodes = sorted({self.found.node[member.id] for member in members if member.id in self.found.node})
        return proof.proof(
            members,
            tuple(group.terms.items()),
            weakest=proof.weakest_link(nodes, self.found.within),
            bridge=min((self.found.bridge[node] for node in nodes), default=1.0),
            decided=self.decided.touched(group.articles),
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
