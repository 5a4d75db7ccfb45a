"""A story as it is told again: led by today's report, with what led it before as background."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from digest.group import lead as leads
from digest.group import rank, reading, related
from digest.group.context import Context
from digest.model.article import Article
from digest.model.story import Development, Story


def retold(
    story: Story,
    articles: Mapping[str, Article],
    *,
    fresh: Collection[str],
    told_url: str | None,
    developments: Sequence[Development] = (),
    language: str,
    context: Context,
    now: datetime,
) -> Story:
    """The story led, linked and ranked by its fresh articles alone, as the digest's readers know the others.

    `told_url` is the address of the report that led it when it was last told, `developments` what is new since then,
    `language` the readers'.
    """
    members = [articles[id] for id in story.articles if id in fresh and id in articles]
    if not members:
        return story
    own = [articles[id] for id in story.articles if id in articles]
    before = next((article for article in own if told_url and article.url == told_url), None)
    seen = replace(story.evidence, publishers=tuple(dict.fromkeys(member.publisher for member in members)))
    again = _led(story, members, own=own, language=language, context=context, now=now, before=before, known=True)
    signals = rank.signals(members, lead=articles[again.lead], topic=story.topic, context=context, now=now)
    return replace(again, evidence=seen, signals=(*signals, rank.news(developments)))


def readable(story: Story, articles: Mapping[str, Article], *, language: str, context: Context, now: datetime) -> Story:
    """The story led by a report in the readers' language, where it has one and is led by another."""
    own = [articles[id] for id in story.articles if id in articles]
    lead = articles.get(story.lead)
    if lead is None or lead.language == language or not _reports(own, language):
        return story
    return _led(story, own, own=own, language=language, context=context, now=now)


def _led(
    story: Story,
    members: Sequence[Article],
    *,
    own: Sequence[Article],
    language: str,
    context: Context,
    now: datetime,
    before: Article | None = None,
    known: bool = False,
) -> Story:
    choice = leads.choose(_reports(members, language) or members, context=context, now=now)
    by_url = {article.url: article for article in own if article.url}
    return replace(
        story,
        lead=choice.article.id,
        lead_why=choice.why,
        related=related.links(choice.article, members, context=context, by_url=by_url, before=before, known=known),
    )


def _reports(members: Sequence[Article], language: str) -> list[Article]:
    return [m for m in members if m.language == language and reading.is_report(m) and m.copy_of is None]


def has_news(story: Story, articles: Mapping[str, Article], fresh: Collection[str]) -> bool:
    """Whether a fresh article of the story is a report of its own: no opinion, live page or copy."""
    return any(
        reading.is_report(articles[id]) and articles[id].copy_of is None
        for id in story.articles
        if id in fresh and id in articles
    )
