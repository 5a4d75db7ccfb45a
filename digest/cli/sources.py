"""`digest sources`: where articles come from, and how the sources are."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import click

from digest import text as texts
from digest.cli import newsroom, progress, source_changes
from digest.collect import harvest, health
from digest.collect.discover import Found
from digest.collect.gather import Gathered
from digest.collect.health import Usual
from digest.errors import ExitCode
from digest.model.article import Article, Precision
from digest.morning import sources as sourcing
from digest.morning.sources import Known


@click.group("sources")
def sources_command() -> None:
    """Where articles come from, and how the sources are."""


for command in source_changes.COMMANDS:
    sources_command.add_command(command)


@sources_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_(*, as_json: bool) -> None:
    """Every source with its state, what it usually brings in a day, its last success and its last error."""
    settings = newsroom.settings()
    with newsroom.opened(settings) as runtime:
        known = sourcing.all_known(runtime)
    if as_json:
        newsroom.print_json([_record(one) for one in known])
        return
    heads = ["source", "publisher", "state", "today", "usual", "last success", "what"]
    newsroom.table([heads, *(_row(one) for one in known)])


def _row(one: Known) -> list[object]:
    success = _minute(one.visit.last_success_at if one.visit else None)
    said = one.health
    return [one.source.id, one.source.publisher, said.state, said.today, said.usual_today or "", success, said.words]


def _record(one: Known) -> dict[str, object]:
    visit = one.visit
    return {
        "source": one.source.id,
        "publisher": one.source.publisher,
        "kind": one.source.kind,
        "url": one.source.url,
        "state": one.health.state,
        "words": one.health.words,
        "today": one.health.today,
        "usual": {day: _usual(usual) for day, usual in one.health.usual.items()},
        "last_success": _iso(visit.last_success_at if visit else None),
        "last_article": _iso(visit.last_article_at if visit else None),
        "last_error": visit.last_error if visit else None,
        "last_error_at": _iso(visit.last_error_at if visit else None),
        "next_visit": _iso(visit.next_poll_at if visit else None),
        "moved_to": visit.moved_to if visit else None,
    }


def _usual(usual: Usual) -> dict[str, float]:
    return {"mean": round(usual.mean, 1), "deviation": round(usual.deviation, 1), "days": usual.days}


@sources_command.command("check")
@click.argument("ids", nargs=-1, metavar="[ID]...")
def check(ids: tuple[str, ...]) -> None:
    """Visit sources now and store nothing; a line for every fault, and exit code 3 if there is one."""
    settings = newsroom.settings()
    places = source_changes.places(settings, ids)
    wrong = 0
    with newsroom.opened(settings) as runtime, progress.drawn() as report:
        known = sourcing.all_known(runtime)
        chosen = [known[place] for place in places] if ids else [one for one in known if not one.source.muted]
        for one, gathered in sourcing.check(runtime, chosen, report=report):
            faults = _faults(one, gathered)
            wrong += bool(faults)
            for line in faults or [f"{one.source.id}: ok, {_brought(gathered)}"]:
                print(line)
    if wrong:
        newsroom.say(f"{wrong} of {len(chosen)} sources have faults")
        newsroom.finish(ExitCode.WARNINGS)


def _faults(one: Known, gathered: Gathered) -> list[str]:
    found = [gathered.fault] if gathered.fault else list(gathered.warnings)
    lines = [f"{one.source.id}: {replace(fault, where='')}" for fault in found]
    if gathered.fault:
        return lines
    lasting = {health.State.MOVED, health.State.CHANGED, health.State.SILENT}
    if one.health.state in lasting:
        lines.append(f"{one.source.id}: {one.health.state}: {one.health.words}")
    if not lines and not gathered.entries_found:
        lines.append(f"{one.source.id}: it can be read, and holds no articles")
    return lines


def _brought(gathered: Gathered) -> str:
    newest = max((article.known_at for article in gathered.articles), default=None)
    return f"{gathered.entries_found} articles" + (f", the newest of {_minute(newest)}" if newest else "")


@sources_command.command("try")
@click.argument("where", metavar="URL|FILE")
@click.option("--selector", help="CSS selector of the article links, for a section page.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON object.")
def try_(where: str, *, selector: str | None, as_json: bool) -> None:
    """What would come of a source: the feed that is found, and its first articles. Nothing is stored."""
    settings = newsroom.settings()
    with newsroom.opened(settings) as runtime:
        found, gathered = source_changes.tried(runtime, where, selector=selector)
    newsroom.tell(replace(fault, where=found.url) for fault in gathered.warnings)
    if as_json:
        articles = [_article(article) for article in gathered.articles]
        newsroom.print_json(
            {"kind": found.kind, "url": found.url, "title": found.title, "others": found.others}
            | {"entries": gathered.entries_found, "articles": articles}
        )
        return
    _print_trial(found, gathered.articles, gathered.entries_found)


def _print_trial(found: Found, articles: Sequence[Article], entries: int) -> None:
    print(f"{found.kind}  {harvest.shown(found.url)}" + (f"  {found.title}" if found.title else ""))
    for other in found.others:
        print(f"also  {harvest.shown(other)}")
    print(f"{entries} articles" + (f"; the first {len(articles)}:" if articles else ""))
    rows = [(_published(a), f"{texts.length_in_words(a.text)} words", a.title or a.standfirst) for a in articles]
    newsroom.table(rows)


def _published(article: Article) -> str:
    if article.published_at is None:
        return "no date"
    return (
        str(article.published_at.date()) if article.published_precision is Precision.DAY else _minute(article.known_at)
    )


def _article(article: Article) -> dict[str, object]:
    return {
        "title": article.title,
        "url": article.url,
        "published_at": _iso(article.published_at),
        "language": article.language,
        "words": texts.length_in_words(article.text),
    }


def _minute(instant: datetime | None) -> str:
    return instant.astimezone().strftime("%Y-%m-%d %H:%M") if instant else ""


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None
