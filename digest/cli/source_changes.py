"""The part of `digest sources` that writes: add, remove, mute, unmute, import, export."""

from collections.abc import Sequence
from pathlib import Path

import click

from digest import urls
from digest.cli import newsroom
from digest.collect import discover, harvest, local, opml
from digest.collect.answers import Failed, FailureKind
from digest.collect.discover import Found
from digest.collect.gather import Gathered
from digest.collect.opml import Subscription, Subscriptions
from digest.config import edit
from digest.errors import ExitCode, SourceError, UsageError
from digest.model.fault import Fault
from digest.model.settings import Settings, Source, SourceKind
from digest.morning import sources as sourcing
from digest.runtime import Runtime


@click.command("add")
@click.argument("where", metavar="URL|PATH")
@click.option("--publisher", help="Whose it is; default: the publisher with the address's domain, else the domain.")
@click.option("--topic", "topics", multiple=True, help="A hint for its stories' topic; may be given again.")
@click.option("--language", help="Language of its articles, such as en.")
@click.option("--id", "id_", help="Name in the database and in messages; default: made from publisher and address.")
@click.option("--selector", help="CSS selector of the article links, for a section page.")
@click.option("--include", multiple=True, help="Take only articles that fit this; may be given again.")
@click.option("--exclude", multiple=True, help="Leave out articles that fit this; may be given again.")
def add(
    where: str,
    *,
    publisher: str | None,
    topics: tuple[str, ...],
    language: str | None,
    id_: str | None,
    selector: str | None,
    include: tuple[str, ...],
    exclude: tuple[str, ...],
) -> None:
    """Find the feed of a site, see that it gives articles, and write it into config.toml."""
    settings = newsroom.settings()
    _known_topics(settings, topics)
    with newsroom.opened(settings) as runtime:
        found, gathered = tried(runtime, where, selector=selector)
    if not gathered.articles:
        raise SourceError("it can be read, and holds no articles", where=harvest.shown(found.url))
    url = found.url if urls.is_web(found.url) else _as_written(Path(found.url), settings.root)
    _refuse_known(settings, found.url)
    if publisher is None and not urls.is_web(url):
        raise UsageError("a path does not tell whose articles these are", where="--publisher")
    given: dict[str, edit.Value | None] = {
        "id": id_, "kind": str(found.kind), "url": url, "publisher": publisher, "topics": topics, "language": language,
        "selector": selector, "include": include, "exclude": exclude,
    }  # fmt: skip
    row = {key: value for key, value in given.items() if value}
    edit.write(settings.file, edit.add(edit.read(settings.file), [row]))
    newsroom.say(f"{gathered.entries_found} articles there; added to {settings.file.name}:")
    print(edit.block(row), end="")
    if not publisher and not _is_known(urls.host(url), settings):
        newsroom.say(f'Readers will see {urls.host(url)} as its publisher; another name goes into publisher = "…".')


def _is_known(host: str, settings: Settings) -> bool:
    """Whether a publisher in config.toml has this host."""
    domains = [domain for publisher in settings.publishers for domain in publisher.domains]
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


@click.command("remove")
@click.argument("id_", metavar="ID")
def remove(id_: str) -> None:
    """Take a source out of config.toml; what it brought stays."""
    settings = newsroom.settings()
    (place,) = places(settings, [id_])
    if len(settings.sources) == 1:
        raise UsageError("it is the only source, and a newsroom needs one", where=id_, hint="Add another one first.")
    edit.write(settings.file, edit.remove(edit.read(settings.file), place))
    newsroom.say(f"{id_}: taken out of {settings.file.name}")


@click.command("mute")
@click.argument("id_", metavar="ID")
def mute(id_: str) -> None:
    """Leave a source out without forgetting it."""
    _switch(id_, on=True)


@click.command("unmute")
@click.argument("id_", metavar="ID")
def unmute(id_: str) -> None:
    """Collect from a muted source again."""
    _switch(id_, on=False)


def _switch(id_: str, *, on: bool) -> None:
    settings = newsroom.settings()
    (place,) = places(settings, [id_])
    words = "muted" if on else "collected from again"
    if settings.sources[place].muted is on:
        newsroom.say(f"{id_}: {words}, as it was")
        return
    edit.write(settings.file, edit.switch(edit.read(settings.file), place, "muted", on=on))
    newsroom.say(f"{id_}: {words}")


@click.command("import")
@click.argument("file", metavar="FILE.opml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(file: Path) -> None:
    """Write the feeds of an OPML file into config.toml, but for those that are there.

    Folders and categories that are called like a topic become its hint. Nothing is visited yet.
    """
    settings = newsroom.settings()
    with newsroom.opened(settings) as runtime:
        read = _subscriptions(runtime, file)
    known = {source.url.casefold() for source in settings.sources}
    new = {feed.url.casefold(): feed for feed in reversed(read.feeds) if feed.url.casefold() not in known}
    if new:
        text = edit.add(edit.read(settings.file), [_row(feed, settings) for feed in reversed(new.values())])
        edit.write(settings.file, text)
    newsroom.say(f"{len(new)} sources added to {settings.file.name}; {len(read.feeds) - len(new)} were there")
    newsroom.tell(Fault(where=str(file), what=f'"{url}" is not a web address') for url in read.skipped)
    newsroom.finish(ExitCode.WARNINGS if read.skipped else ExitCode.OK)


def _subscriptions(runtime: Runtime, file: Path) -> Subscriptions:
    data = local.read(file, opml.OPML_BYTES_MAX)
    if isinstance(data, bytes):
        read = runtime.parsers.run(Subscriptions, "digest.collect.opml:read", data)
        if isinstance(read, Subscriptions) and not read.problem:
            return read
        data = read if isinstance(read, Failed) else Failed(kind=FailureKind.UNREADABLE, reason=read.problem)
    raise SourceError(data.reason, where=str(file))


def _row(feed: Subscription, settings: Settings) -> dict[str, edit.Value]:
    topics = {topic.name.casefold(): topic.name for topic in settings.topics}
    hints = [topics[folder.casefold()] for folder in feed.folders if folder.casefold() in topics]
    row: dict[str, edit.Value] = {"kind": "feed", "url": feed.url}
    host = urls.host(feed.url)
    is_described = any(host == d or host.endswith(f".{d}") for p in settings.publishers for d in p.domains)
    if feed.title and feed.title != feed.url and not is_described:
        row["publisher"] = feed.title
    if hints:
        row["topics"] = list(dict.fromkeys(hints))
    return row


@click.command("export")
def export() -> None:
    """Print the feeds among the sources as OPML."""
    settings = newsroom.settings()
    feeds = [source for source in settings.sources if source.kind is SourceKind.FEED and urls.is_web(source.url)]
    written = [Subscription(url=s.url, title=s.publisher, folders=s.topics, language=s.language or "") for s in feeds]
    print(opml.written(settings.newsroom.name, written), end="")
    left = len(settings.sources) - len(feeds)
    if left:
        newsroom.say(f"{left} sources are not feeds on the web and were left out")


COMMANDS = (add, remove, mute, unmute, import_, export)


def places(settings: Settings, ids: Sequence[str]) -> list[int]:
    """Where these sources stand in config, from 0."""
    known = [source.id for source in settings.sources]
    for id_ in ids:
        if id_ not in known:
            raise UsageError(f'there is no source "{id_}"', hint="`digest sources list` shows their ids.")
    return [known.index(id_) for id_ in dict.fromkeys(ids)]


def tried(runtime: Runtime, where: str, *, selector: str | None) -> tuple[Found, Gathered]:
    """The source at an address or path, and what it brings now. Raises SourceError where there is none."""
    address = discover.address(where)
    if selector and urls.is_web(address):
        found: Found | Failed = Found(kind=SourceKind.PAGE, url=address)
    else:
        found = sourcing.find(runtime, address if urls.is_web(address) else str(Path(address).expanduser().absolute()))
    if isinstance(found, Failed):
        raise SourceError(found.reason, where=harvest.shown(address))
    publisher = urls.host(found.url) or found.title
    source = Source(id="trial", kind=found.kind, url=found.url, publisher=publisher, selector=selector)
    gathered = sourcing.trial(runtime, source)
    if gathered.fault:
        raise SourceError(gathered.fault.what, hint=gathered.fault.hint)
    return found, gathered


def _as_written(path: Path, root: Path) -> str:
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def _known_topics(settings: Settings, topics: Sequence[str]) -> None:
    known = [topic.name for topic in settings.topics]
    for topic in topics:
        if topic not in known:
            raise UsageError(f'there is no topic "{topic}"', where="--topic", hint=f"Known: {', '.join(known)}.")


def _refuse_known(settings: Settings, url: str) -> None:
    for source in settings.sources:
        if source.url == url:
            raise UsageError(f'the source "{source.id}" has this address', where=harvest.shown(url))
