"""Stage: the edition looked over as it would be sent, before anybody gets it."""

from datetime import datetime, timedelta

from digest import checks, store
from digest.model.edition import Edition, Slot
from digest.model.settings import Digest
from digest.model.story import Told
from digest.morning import links, render
from digest.runtime import Runtime


def findings(runtime: Runtime, edition: Edition, digest: Digest, slot: Slot) -> tuple[checks.Finding, ...]:
    """What the checks have to say about the edition, blocking ones first."""
    made = render.whole(runtime, edition, digest)
    values = render.sample_values(runtime, edition, digest, slot)
    told, published = _known(runtime, edition, digest, slot)
    proof = checks.Proof(
        edition=edition,
        digest=digest,
        newsroom=runtime.settings.newsroom,
        language=digest.locale,
        html=made.html(values),
        text=made.text(values),
        message=made.message(values, envelope=render.letterhead(runtime, edition, digest)),
        values=values,
        theme=digest.theme,
        opens=links.reader_of(runtime.settings, runtime.keys, links.NOBODY, now=runtime.now()),
        told=told,
        published=published,
        now=slot.cutoff_at,
    )
    return checks.run(proof)


def _known(
    runtime: Runtime, edition: Edition, digest: Digest, slot: Slot
) -> tuple[tuple[Told, ...], dict[str, datetime]]:
    """What this digest told before, and when each story's newest article of the day was published."""
    with runtime.store.read() as db:
        after = slot.send_at - timedelta(days=digest.memory_days)
        told = store.stories.told_by(db, digest.name, after=after, before=slot.send_at)
        stories = [story for printed in edition.stories if (story := store.stories.by_id(db, printed.id))]
        day = {article.id: article.known_at for article in store.articles.between(db, slot.opens_at, slot.cutoff_at)}
    newest = {story.id: max((day[id] for id in story.articles if id in day), default=None) for story in stories}
    return told, {story: at for story, at in newest.items() if at}
