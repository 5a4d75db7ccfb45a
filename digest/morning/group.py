"""Stage: the articles of the last days become stories."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from digest import group as grouping
from digest import store
from digest.collect import same
from digest.model.article import Article
from digest.model.edition import EditKind
from digest.model.settings import Embeddings, Settings
from digest.runtime import Runtime
from digest.store import Connection

ARTICLE_DAYS = 3  # how long an article can still draw new reports to its story
LEARNED = timedelta(days=365)  # how long an editor's correction teaches
CORRECTIONS_MAX = 500  # the latest; more change little and take time every morning
MEMORY_DAYS_MAX = 21  # earlier stories that today's articles may continue; the digests' own memories are shorter


def group(runtime: Runtime) -> int:
    """Groups what is known by now, keeping the ids of earlier stories; how many stories there are.

    A process that groups again adds what is new to what it knows.
    """
    now = runtime.now()
    with runtime.store.read() as db:
        articles = store.articles.between(db, now - timedelta(days=ARTICLE_DAYS), now)
        earlier = store.stories.since(db, now - timedelta(days=MEMORY_DAYS_MAX))
        edits = store.editions.edits_since(db, now - timedelta(days=MEMORY_DAYS_MAX))
        known = context(runtime.settings, corrections(db, now))
    articles = _copies_marked(runtime, articles)
    runtime.grouped = grouping.grouped(
        articles, earlier=earlier, edits=edits, context=known, now=now, before=runtime.grouped
    )
    with runtime.store.write() as db:
        store.stories.put(db, runtime.grouped.stories)
    return len(runtime.grouped.stories)


def _copies_marked(runtime: Runtime, articles: Sequence[Article]) -> tuple[Article, ...]:
    """The articles with wire copies named as such, which takes all of them: the original may have come last."""
    marked = same.merged(articles)
    before = {article.id: article.copy_of for article in articles}
    changed = [article for article in marked if article.copy_of != before[article.id]]
    if changed:
        with runtime.store.write() as db:
            store.articles.add(db, changed)
    return marked


def corrections(db: Connection, now: datetime) -> tuple[grouping.Correction, ...]:
    """What editors have moved to other topics in the last year, as examples for the days to come; latest first."""
    moved = [edit for edit in store.editions.edits_since(db, now - LEARNED) if edit.kind is EditKind.TOPIC]
    topics = {edit.target: edit.value for edit in moved[-CORRECTIONS_MAX:]}
    stories = [(store.stories.by_id(db, target), topic) for target, topic in reversed(topics.items())]
    leads = {story.lead: topic for story, topic in stories if story}
    known = store.articles.by_id(db, leads)
    return tuple(
        grouping.Correction(title=known[lead].title, lead=known[lead].standfirst, topic=topic)
        for lead, topic in leads.items()
        if lead in known
    )


def context(settings: Settings, learned: Sequence[grouping.Correction] = ()) -> grouping.Context:
    """What grouping needs of the settings, and of what editors have corrected."""
    return grouping.Context(
        corrections=tuple(learned),
        topics=settings.topics,
        publishers=settings.publishers,
        hints={source.id: source.topics for source in settings.sources},
        source_weights={source.id: source.weight for source in settings.sources},
        other_topic=settings.other_topic,
        encoder=grouping.encoder() if settings.grouping.embeddings is Embeddings.AUTO else None,
    )
