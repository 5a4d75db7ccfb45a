"""From a group of articles to its story: lead, links, evidence, rank."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.group import cut, edited, identity, lead, proof, rank, related
from digest.group.context import Context
from digest.group.reading import Reading
from digest.model.article import Article
from digest.model.story import RelatedLink, Story

Ids = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What the stories of a day are told from."""

    held: Mapping[str, Article]
    readings: Mapping[str, Reading]
    cut: cut.Cut
    decided: edited.Decided
    context: Context
    now: datetime

    def length(self, article: Article) -> int:
        """As `reading.length`, which would count the words of every text each time."""
        return self.readings[article.id].length


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What stays of a group's story while the group, its lead and what it links to stay."""

    proof: proof.Proof
    asked: tuple[str, str | None]
    """The lead, and what led the story before."""
    links: tuple[RelatedLink, ...]


class Teller:
    """Completes one group after the other to a story; `told` is how, for the next time.

    `before` is what was told of the same groups the last time, and `moved` the addresses of articles that have come
    or gone since.
    """

    def __init__(
        self, groups: Sequence[identity.Group], *, day: Day, before: Mapping[Ids, Told], moved: Collection[str]
    ) -> None:
        self.day, self.before, self.moved = day, before, moved
        self.told: dict[Ids, Told] = {}
        self.weakest = _weakest(day, [group.articles for group in groups if group.articles not in before])
        self.by_url = {article.url: article for article in day.held.values() if article.url}

    def story(self, group: identity.Group, known: identity.Known, topic: str) -> Story:
        day = self.day
        members = [day.held[article] for article in group.articles]
        choice = lead.choose(members, context=day.context, now=day.now, length=day.length)
        told = self._told(group, members, choice.article, known.earlier)
        return Story(
            id=known.id,
            aliases=known.aliases,
            topic=topic,
            lead=choice.article.id,
            lead_why=choice.why,
            articles=self._articles(group, known),
            related=told.links,
            first_seen=min([group.starts_at, *([known.earlier.first_seen] if known.earlier else [])]),
            last_seen=max(member.known_at for member in members),
            evidence=told.proof.evidence,
            confidence=told.proof.confidence,
            doubtful=told.proof.doubtful,
            signals=rank.signals(members, lead=choice.article, topic=topic, context=day.context, now=day.now),
            terms=tuple(group.terms.items()),
        )

    def _told(self, group: identity.Group, members: Sequence[Article], first: Article, earlier: Story | None) -> Told:
        known = self.before.get(group.articles)
        before = self.day.held.get(earlier.lead) if earlier and earlier.lead != first.id else None
        asked = (first.id, before.id if before else None)
        stays = known and known.asked == asked and not (self.moved and self._points_to_moved(members))
        links = known.links if known and stays else self._links(members, first, before)
        made = Told(proof=known.proof if known else self._proof(group, members), asked=asked, links=links)
        self.told[group.articles] = made
        return made

    def _links(self, members: Sequence[Article], first: Article, before: Article | None) -> tuple[RelatedLink, ...]:
        day = self.day
        return related.links(first, members, context=day.context, by_url=self.by_url, before=before, length=day.length)

    def _points_to_moved(self, members: Sequence[Article]) -> bool:
        pointed = (url for each in members for url in (*each.outbound, *(link.url for link in each.related)))
        return any(url in self.moved for url in pointed)

    def _proof(self, group: identity.Group, members: Sequence[Article]) -> proof.Proof:
        found = self.day.cut
        return proof.proof(
            members,
            tuple(group.terms.items()),
            weakest=self.weakest[group.articles],
            bridge=min((found.bridge[node] for node in _nodes(found, group.articles)), default=1.0),
            decided=self.day.decided.touched(group.articles),
        )

    def _articles(self, group: identity.Group, known: identity.Known) -> Ids:
        """Earlier articles that are not given today come first: they are older."""
        before = known.earlier.articles if known.earlier else ()
        day = self.day
        kept = [article for article in before if article not in day.held and article not in day.decided.alone]
        return (*kept, *group.articles)


def _weakest(day: Day, groups: Sequence[Ids]) -> Mapping[Ids, float]:
    """The weakest links of the groups."""
    links = day.cut.within.weakest_links([sorted(_nodes(day.cut, group)) for group in groups])
    return dict(zip(groups, links, strict=True))


def _nodes(found: cut.Cut, articles: Ids) -> set[int]:
    return {found.node[article] for article in articles if article in found.node}
