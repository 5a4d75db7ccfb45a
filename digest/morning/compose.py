"""Stage: stories and edits become the draft of an edition."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from digest import compose as composing
from digest import store
from digest.errors import LockedError
from digest.group import Context, memory, today
from digest.model.article import Article
from digest.model.edition import Edition, EditionState, Slot
from digest.model.fault import Fault
from digest.model.settings import Digest
from digest.model.story import Story, Told
from digest.morning import group as grouping
from digest.morning import taught
from digest.runtime import Runtime
from digest.schedule.instants import local_date

OPEN_STATES = {EditionState.DRAFT, EditionState.HELD}
"""In these an edition follows its articles and edits; in all others its content stands."""


def compose(runtime: Runtime, digest: Digest, slot: Slot, *, faults: Sequence[Fault] | None = None) -> Edition:
    """The slot's edition, made anew unless it is approved or beyond.

    `faults`: what failed on the way to it; None keeps those that it was made with before. Raises LockedError where
    somebody else changed it in the same moment.
    """
    now = runtime.now()
    with runtime.store.write() as db:
        store.slots.open_(db, slot)
        before = store.editions.by_id(db, slot.id)
        if before and before.state not in OPEN_STATES:
            return before
        kept = faults if faults is not None else before.faults if before else ()
        material = _material(runtime, digest, slot, faults=kept)
        made = composing.edition(slot, material, digest)
        made = replace(made, version=before.version, state=before.state) if before else made
        if made == before:
            return made
        made = replace(made, version=made.version + 1)
        if not store.editions.put(db, made, now=now):
            raise LockedError("somebody else changed this edition just now", where=slot.id, hint="Try again.")
    return made


def facts(runtime: Runtime, edition: Edition) -> tuple[Told, ...]:
    """What the edition tells, to be remembered when it goes out."""
    with runtime.store.read() as db:
        slot = store.slots.by_id(db, edition.id)
        found = {s.id: store.stories.by_id(db, s.id) for s in edition.stories}
        articles = store.articles.by_id(db, {a for s in found.values() if s for a in s.articles})
    assert slot, "an edition has a slot"
    return tuple(
        Told(
            digest=edition.digest,
            story=printed.id,
            edition=edition.id,
            told_at=slot.send_at,
            headline=printed.headline,
            url=printed.url,
            topic=printed.topic,
            day=printed.day,
            facts=memory.facts(_until(story, articles, slot), articles),
        )
        for printed in edition.stories
        if (story := found[printed.id])
    )


def _material(runtime: Runtime, digest: Digest, slot: Slot, *, faults: Sequence[Fault]) -> composing.Material:
    with runtime.store.read() as db:
        recent = store.stories.since(db, slot.opens_at)
        edits = store.editions.edits_of(db, slot.id)
        told = store.stories.told_by(
            db, digest.name, after=slot.send_at - timedelta(days=digest.memory_days), before=slot.send_at
        )
        day = store.articles.between(db, slot.opens_at, slot.cutoff_at)
        context = grouping.context(runtime.settings, wanted=taught.of_editors(db, runtime.now()))
        articles = store.articles.by_id(db, {a for story in recent for a in story.articles})
    known = {a for t in told for a in t.facts.articles}
    fresh = {a.id for a in day} - known
    stories = [_until(story, articles, slot) for story in recent if fresh & set(story.articles)]
    last_told = {story.id: last for story in stories if (last := _last(story, told))}
    late = {story.id: _late(story, articles, last_told.get(story.id), slot) for story in stories}
    remembered = {
        story.id: _remembered(
            story, articles, last_told[story.id], slot, digest, fresh=fresh, known=known | late[story.id]
        )
        for story in stories
        if story.id in last_told
    }
    return composing.Material(
        stories=[
            _led(
                story,
                articles,
                fresh=fresh if (fresh - late[story.id]).isdisjoint(story.articles) else fresh - late[story.id],
                known=known,
                last=last_told.get(story.id),
                remembered=remembered.get(story.id),
                digest=digest,
                context=context,
                now=runtime.now(),
            )
            for story in stories
        ],
        articles=articles,
        remembered=remembered,
        edits=edits,
        day_articles=len(day),
        faults=faults,
    )


def _last(story: Story, told: Sequence[Told]) -> Told | None:
    """When the digest last told the story, under whatever id."""
    ids = {story.id, *story.aliases}
    return max((t for t in told if t.story in ids), key=lambda t: t.told_at, default=None)


def _late(story: Story, articles: Mapping[str, Article], last: Told | None, slot: Slot) -> set[str]:
    """Reports that were out before the digest last told the story, even if they were collected or grouped since."""
    if last is None:
        return set()
    cutoff_at = last.told_at - (slot.send_at - slot.cutoff_at)
    return {id for id in story.articles if id in articles and articles[id].known_at <= cutoff_at}


def _remembered(
    story: Story,
    articles: Mapping[str, Article],
    last: Told,
    slot: Slot,
    digest: Digest,
    *,
    fresh: Collection[str],
    known: Collection[str],
) -> composing.Remembered:
    """The story as its readers know it; `known`, such as a report that another story was told with, is no more news.

    Such a report may still say what readers do not know.
    """
    told = tuple(dict.fromkeys((*last.facts.articles, *(id for id in story.articles if id in known))))
    before, after = replace(last.facts, articles=told), memory.facts(story, articles)
    reported = today.has_news(story, articles, set(fresh) - set(known))
    return composing.Remembered(
        day=last.day + max(1, round((slot.send_at - last.told_at) / timedelta(days=1))),
        headline=last.headline,
        url=last.url,
        publisher=_publisher_told(story, articles, last),
        last_told=local_date(last.told_at, digest.timezone),
        developments=memory.developments(before, after) if today.has_news(story, articles, fresh) else (),
        reported=reported,
    )


def _publisher_told(story: Story, articles: Mapping[str, Article], last: Told) -> str:
    """Whose report the digest led with when it last told the story; today's where that report is forgotten."""
    told = (a for id in story.articles if (a := articles.get(id)) and a.url == last.url)
    return next(told, articles[story.lead]).publisher


def _led(
    story: Story,
    articles: Mapping[str, Article],
    *,
    fresh: Collection[str],
    known: set[str],
    last: Told | None,
    remembered: composing.Remembered | None,
    digest: Digest,
    context: Context,
    now: datetime,
) -> Story:
    """The story with the lead and links that this digest's readers want.

    A story may be new and yet hold a report that another story was told with, and has lost to it since.
    """
    language = digest.locale.partition("-")[0]
    if last is None and known.isdisjoint(story.articles):
        return today.readable(story, articles, language=language, context=context, now=now)
    return today.retold(
        story,
        articles,
        fresh=fresh if last else set(story.articles) - known,
        told_url=last.url if last else None,
        developments=remembered.developments if remembered else (),
        language=language,
        context=context,
        now=now,
    )


def _until(story: Story, articles: Mapping[str, Article], slot: Slot) -> Story:
    """The story as far as it was known at the cutoff, which matters when an earlier date is composed again."""
    known = tuple(a for a in story.articles if a in articles and articles[a].known_at <= slot.cutoff_at)
    return replace(story, articles=known) if story.lead in known else story
