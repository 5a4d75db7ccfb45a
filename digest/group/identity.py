"""Which story of the earlier days a group of articles is, so that stories keep their ids while they grow."""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from digest.model.story import Story

ID_HEX = 16
CONTINUES_COSINE_MIN = 0.5  # of the fifty heaviest terms
CONTINUES_WITHIN = timedelta(days=14)
TERM_STORIES_MAX = 300  # a term of more earlier stories finds none of them; bounds the search
CONTINUES_NAMES_MIN = 1  # heavy terms that are names or numbers in both
GOES_ON_COSINE_MIN = 0.34  # less will do where many names agree: on its third day a story is told in other words …
GOES_ON_NAMES_MIN = 3  # … but two ties of one cup share a dozen names, so that also …
GOES_ON_ABOUT = 3  # … the heaviest term of the story has to be a name among so many of the group's heaviest


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A group before it has an id: its articles oldest first, and its heaviest terms."""

    articles: tuple[str, ...]
    terms: Mapping[str, float]
    names: frozenset[str]
    """Terms that are names or numbers."""
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Who a group is: its id, the ids of stories that went into it, and the earlier story it is, if any."""

    id: str
    aliases: tuple[str, ...] = ()
    earlier: Story | None = None


def known(groups: Sequence[Group], earlier: Sequence[Story], *, joined: Collection[str] = frozenset()) -> list[Known]:
    """One identity per group, each id once.

    An earlier story goes where most of its articles went. A group that several earlier stories went into is the one
    it shares most articles with, then the oldest; the others become aliases. What shares no article with any may
    still continue one by its words, also one whose articles are all still there without a new one: those are then a
    story by themselves. Stories in `joined` were merged by an editor and give way.
    """
    stories = sorted(earlier, key=lambda story: story.id)
    heirs = _heirs(groups, stories)
    rests = {story.id for story in stories if story.id in heirs and _rests(story, groups[heirs[story.id]])}
    free = [story for story in stories if story.id not in heirs or story.id in rests]
    follow_ups = _follow_ups(groups, free, settled=set(heirs.values()), rests=rests)
    gone_on = {story.id for story in follow_ups.values()}
    taken = {name for story in stories for name in (story.id, *story.aliases)}
    claiming: dict[int, list[Story]] = {}
    for story in stories:
        if story.id in heirs and story.id not in gone_on:
            claiming.setdefault(heirs[story.id], []).append(story)
    found = []
    for place, group in enumerate(groups):
        claims = claiming.get(place, [])
        if len(claims) > 1:
            claims.sort(key=lambda story: (story.id in joined, -_shared(group, story), story.first_seen, story.id))
        if not claims and place in follow_ups:
            claims = [follow_ups[place]]
        identity = _named(group, claims, taken)
        taken.add(identity.id)
        found.append(identity)
    return found


def new_id(article: str, salt: int = 0) -> str:
    """The id of a story that this article founded."""
    return hashlib.sha256(f"story/{salt}/{article}".encode("utf8", "surrogatepass")).hexdigest()[:ID_HEX]


def _named(group: Group, claims: Sequence[Story], taken: set[str]) -> Known:
    if claims:
        first, *merged = claims
        aliases = {*first.aliases, *(name for story in merged for name in (story.id, *story.aliases))}
        return Known(id=first.id, aliases=tuple(sorted(aliases)), earlier=first)
    salt = 0
    while (fresh := new_id(group.articles[0], salt)) in taken:
        salt += 1
    return Known(id=fresh)


def _heirs(groups: Sequence[Group], stories: Sequence[Story]) -> dict[str, int]:
    """Earlier story id → the group that most of its articles went to; of equals the one that grew more."""
    place = {article: at for at, group in enumerate(groups) for article in group.articles}
    heirs = {}
    for story in stories:
        went = Counter(place[article] for article in story.articles if article in place)
        if went:
            heirs[story.id] = min(went, key=lambda at: _order(at, went, groups))
    return heirs


def _order(at: int, went: Mapping[int, int], groups: Sequence[Group]) -> tuple[int, int, datetime, tuple[str, ...]]:
    return (-went[at], -len(groups[at].articles), groups[at].starts_at, groups[at].articles)


def _rests(story: Story, heir: Group) -> bool:
    """Whether nothing has come to the story."""
    return set(heir.articles) <= set(story.articles)


def _follow_ups(
    groups: Sequence[Group], stories: Sequence[Story], *, settled: Collection[int], rests: Collection[str]
) -> dict[int, Story]:
    """Group → the earlier story it continues by its words, best matches first, each story and group once.

    Stories in `rests` have a group of their own, and are left to another only for their names.
    """
    holding: dict[str, list[int]] = {}
    for at, story in enumerate(stories):
        for term, _ in story.terms:
            holding.setdefault(term, []).append(at)
    matches = []
    for place, group in enumerate(groups):
        found_by = (holding.get(term, []) for term in group.terms if place not in settled)
        near = {at for listed in found_by if len(listed) <= TERM_STORIES_MAX for at in listed}
        for at in near:
            cosine = _continues(group, stories[at], rests=stories[at].id in rests)
            if cosine:
                matches.append((-cosine, stories[at].id, place, at))
    found: dict[int, Story] = {}
    used: set[str] = set()
    for _, story_id, place, at in sorted(matches):
        if place not in found and story_id not in used:
            found[place] = stories[at]
            used.add(story_id)
    return found


def _continues(group: Group, story: Story, *, rests: bool) -> float:
    """The cosine of their heaviest terms where it is enough, names agree and the time fits; else 0."""
    if not timedelta(0) <= group.starts_at - story.first_seen or group.starts_at - story.last_seen > CONTINUES_WITHIN:
        return 0.0
    theirs = dict(story.terms)
    shared = group.terms.keys() & theirs.keys()
    cosine = sum(group.terms[term] * theirs[term] for term in shared)
    alike = cosine >= CONTINUES_COSINE_MIN and len(shared & group.names) >= CONTINUES_NAMES_MIN and not rests
    return cosine if alike or (cosine >= GOES_ON_COSINE_MIN and _is_about(group, story)) else 0.0


def _is_about(group: Group, story: Story) -> bool:
    """Whether many names agree, and what the story is most about is a name that the group is much about."""
    names = group.names.intersection(term for term, _ in story.terms)
    about = [term for term, _ in _heaviest_first(group.terms.items())[:GOES_ON_ABOUT]]
    return len(names & group.terms.keys()) >= GOES_ON_NAMES_MIN and _heaviest_first(story.terms)[0][0] in names & {
        *about
    }


def _heaviest_first(terms: Iterable[tuple[str, float]]) -> list[tuple[str, float]]:
    return sorted(terms, key=lambda pair: (-pair[1], pair[0]))


def _shared(group: Group, story: Story) -> int:
    return len(set(group.articles) & set(story.articles))
