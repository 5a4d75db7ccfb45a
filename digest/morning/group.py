"""Stage: the articles of the last days become stories."""

from collections.abc import Sequence
from datetime import timedelta

from digest import group as grouping
from digest import store
from digest.collect import same
from digest.group.habits import Habits
from digest.model.article import Article
from digest.model.settings import Embeddings, Settings
from digest.morning import taught
from digest.runtime import Runtime

ARTICLE_DAYS = 3  # how long an article can still draw new reports to its story
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
        known = context(runtime.settings, taught.corrections(db, now), taught.of_editors(db, now))
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


def context(
    settings: Settings, learned: Sequence[grouping.Correction] = (), wanted: Habits | None = None
) -> grouping.Context:
    """What grouping needs of the settings, of what editors have corrected, and of their habits."""
    return grouping.Context(
        corrections=tuple(learned),
        habits=wanted or Habits(),
        topics=settings.topics,
        publishers=settings.publishers,
        hints={source.id: source.topics for source in settings.sources},
        source_weights={source.id: source.weight for source in settings.sources},
        other_topic=settings.other_topic,
        encoder=grouping.encoder() if settings.grouping.embeddings is Embeddings.AUTO else None,
    )
