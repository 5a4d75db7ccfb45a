"""Pages: a section page on the web leads to article pages; a page from a file is an article itself."""

import hashlib
from pathlib import Path

from digest import urls
from digest.collect import limits, local, selector, wanted
from digest.collect.answers import Failed, FailureKind, Fetched, NotModified, Purpose, Request, Validators
from digest.collect.article_pages import Pages
from digest.collect.harvest import Equipment, Harvest, addresses, is_page, not_a_page
from digest.collect.outline import Reading
from digest.model.settings import Source

_READING = "digest.collect.reading:"


def read(source: Source, validators: Validators, equipment: Equipment) -> Harvest:
    """One visit to a page."""
    if not urls.is_web(source.url):
        return _from_file(source, validators, equipment)
    fault = _selector_fault(source)
    if fault:
        return Harvest(answer=fault)
    answer = equipment.fetcher.get(Request(url=source.url, purpose=Purpose.PAGE, validators=validators))
    if not isinstance(answer, Fetched):
        return Harvest(answer=answer)
    if not is_page(answer):
        return Harvest(answer=not_a_page())
    links = equipment.parsers.run(tuple, _READING + "article_links", answer.data, answer.url, source.selector)
    if isinstance(links, Failed):
        return Harvest(answer=links)
    return _from_links(links, answer, source, equipment) if links else _itself(answer, source, equipment)


def _selector_fault(source: Source) -> Failed | None:
    try:
        if source.selector:
            selector.xpath(source.selector)
    except ValueError as error:
        return Failed(kind=FailureKind.ADDRESS, reason=str(error))
    return None


def _from_links(links: tuple[str, ...], answer: Fetched, source: Source, equipment: Equipment) -> Harvest:
    known = equipment.known(links)
    new = [link for link in links if link not in known and wanted.may_be(link, source)]
    pages = Pages(source, equipment, new[: source.articles_max])
    made = [
        (link, article)
        for link, page in pages
        if (article := pages.article(_READING + "page", page.data, page.url, source, equipment.now))
        and wanted.is_wanted(article, source)
    ]
    return Harvest(
        answer=answer,
        articles=tuple(article for _, article in made),
        addresses=tuple(pair for link, article in made for pair in addresses(article, [link])),
        found=len(links),
        published=tuple(article.published_at for _, article in made if article.published_at),
        warnings=pages.warnings,
    )


def _itself(answer: Fetched, source: Source, equipment: Equipment) -> Harvest:
    """A page without article links, which may be an article."""
    reading = equipment.parsers.run(Reading, _READING + "page", answer.data, answer.url, source, equipment.now)
    if isinstance(reading, Reading) and reading.article and not source.selector:
        found = reading.article
        return Harvest(answer=answer, articles=(found,), addresses=tuple(addresses(found, [answer.url])), found=1)
    stands_before = equipment.parsers.run(str, "digest.collect.walls:wall", answer.data)
    if isinstance(stands_before, str) and stands_before:
        reason = f"the site shows {stands_before} instead of its articles"
        return Harvest(answer=Failed(kind=FailureKind.CONSENT, reason=reason))
    words = "the selector finds no article links on it" if source.selector else "no article links were found on it"
    return Harvest(answer=Failed(kind=FailureKind.EMPTY, reason=words))


def _from_file(source: Source, validators: Validators, equipment: Equipment) -> Harvest:
    path = Path(source.url)
    data = local.read(path, limits.FILE_BYTES_MAX)
    if isinstance(data, Failed):
        return Harvest(answer=data)
    etag = hashlib.sha256(data).hexdigest()
    if etag == validators.etag:
        return Harvest(answer=NotModified())
    home = path.parent.as_uri()
    reading = equipment.parsers.run(Reading, _READING + "file", data, path.suffix.lower(), source, equipment.now, home)
    if isinstance(reading, Failed) or reading.article is None:
        why = reading.reason if isinstance(reading, Failed) else reading.why
        return Harvest(answer=Failed(kind=FailureKind.UNREADABLE, reason=why))
    answer = Fetched(data=b"", url=path.as_uri(), validators=Validators(etag=etag))
    return Harvest(answer=answer, articles=(reading.article,), found=1)
