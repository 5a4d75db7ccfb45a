"""What editors taught by their decisions on earlier editions: topics by example, and habits."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from digest import compose as composing
from digest import group as grouping
from digest import store
from digest.group import habits
from digest.model.edition import Edit, EditKind
from digest.store import Connection

TEACHES = timedelta(days=365)  # how long a correction of a topic does
CORRECTIONS_MAX = 500  # the latest; more change little and take time every morning
HABIT = timedelta(days=60)  # how long a choice counts: tastes change
CHOICES_MAX = 500  # the latest


def corrections(db: Connection, now: datetime) -> tuple[grouping.Correction, ...]:
    """What editors have moved to other topics in the last year, as examples for the days to come; latest first."""
    moved = [edit for edit in store.editions.edits_since(db, now - TEACHES) if edit.kind is EditKind.TOPIC]
    topics = {edit.target: edit.value for edit in moved[-CORRECTIONS_MAX:]}
    stories = [(store.stories.by_id(db, target), topic) for target, topic in reversed(topics.items())]
    leads = {story.lead: topic for story, topic in stories if story}
    known = store.articles.by_id(db, leads)
    return tuple(
        grouping.Correction(title=known[lead].title, lead=known[lead].standfirst, topic=topic)
        for lead, topic in leads.items()
        if lead in known
    )


def of_editors(db: Connection, now: datetime) -> habits.Habits:
    """Their habits, from editions that are out: what is decided on a draft must not shuffle the draft."""
    by_edition: dict[str, list[Edit]] = defaultdict(list)
    for edit in store.editions.edits_since(db, now - HABIT):
        by_edition[edit.edition].append(edit)
    decided = [wish for edition, edits in by_edition.items() if _is_out(db, edition, now) for wish in _wishes(edits)]
    return habits.learned(_choices(db, decided[-CHOICES_MAX:]))


def _is_out(db: Connection, edition: str, now: datetime) -> bool:
    slot = store.slots.by_id(db, edition)
    return slot is not None and slot.send_at < now


def _wishes(edits: Sequence[Edit]) -> Iterator[tuple[str, bool]]:
    """Story id, and whether the editor wanted it in the end."""
    decisions = composing.replay(edits, {})
    yield from ((story, True) for story in dict.fromkeys((*decisions.pinned, *sorted(decisions.shown))))
    yield from ((story, False) for story in sorted(decisions.hidden))


def _choices(db: Connection, decided: Sequence[tuple[str, bool]]) -> Iterator[habits.Choice]:
    stories = [(store.stories.by_id(db, id), wanted) for id, wanted in decided]
    known = store.articles.by_id(db, {story.lead for story, _ in stories if story})
    for story, wanted in stories:
        if story and story.lead in known:
            yield habits.Choice(topic=story.topic, publisher=known[story.lead].publisher, wanted=wanted)
