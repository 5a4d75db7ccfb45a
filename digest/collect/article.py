"""Feed entries and pages become articles: which of them is believed about what."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta

from digest import text as texts
from digest import urls
from digest.collect import authors, furniture, kinds, language, markup, related_words, same
from digest.collect.feeds import Entry, Feed
from digest.collect.pages import Page
from digest.model import settings
from digest.model.article import Article, ArticleKind, Block, Image, Link, Precision

FULL_TEXT_WORDS = 100  # an entry that brings as many is the article, fewer are its teaser …
BRIEF_WORDS = 40  # … or, where nothing longer can be had and nothing says that it was cut, a brief
AHEAD_MAX = timedelta(hours=1)  # clocks differ; a publisher further ahead has typed a wrong date
TITLE_LETTERS_MAX = 300
STANDFIRST_LETTERS_MAX = 600
TAGS_MAX = 20
TITLE_OF_TEXT_LETTERS = 110

_TEASER_TAIL = re.compile(
    r"\s*(?:The post .{1,300} (?:appeared first on|first appeared on) .{1,120}"
    r"|(?:Continue reading|Read more|Read the full (?:story|article)|Read on|Weiterlesen|Mehr lesen|Lire la suite"
    r"|Leer más|Seguir leyendo|Leggi tutto|Lees verder|Leia mais"
    r"|Читать далее|続きを読む|阅读全文)\b.{0,120}|\[?(?:…|\.\.\.|&hellip;)\]?\s*(?:»|→|>>)?|»|→)\s*$",
    re.IGNORECASE | re.DOTALL,
)


def from_entry(
    entry: Entry, feed: Feed, source: settings.Source, *, collected_at: datetime, page: Page | None = None
) -> Article:
    """The article behind a feed's entry; `page` is its web page where that was fetched.

    Dates are the feed's before the page's. The entry's own content is the text where it brings the whole of it.
    """
    whole = _whole_text(entry)
    url = _url(entry, page)
    title = _title(entry, page)
    blocks = whole or (page.blocks if page else ()) or _brief(entry)
    standfirst = _standfirst(entry, page, title, blocks)
    related, blocks = _without_pointers(blocks)
    published_at, precision, date_text = _published(entry, page, collected_at)
    sample = " ".join([title, standfirst, *(block.text for block in blocks[:12])])
    return Article(
        id=same.article_id(url, title, standfirst, *(block.text for block in blocks)),
        url=url,
        source=source.id,
        publisher=source.publisher,
        title=title,
        standfirst=standfirst,
        blocks=blocks,
        authors=_authors(entry, page, source),
        published_at=published_at,
        published_precision=precision,
        date_text=date_text,
        collected_at=collected_at,
        language=language.of(sample, claimed=entry.language or feed.language or source.language or ""),
        image=entry.image or (page.image if page else None) or _picture_within(entry),
        kind=_kind(entry, page, title, url or ""),
        paywalled=page.paywalled if page else None,
        related=related or (page.related if page else ()),
        outbound=page.outbound if page else (),
        tags=tuple(dict.fromkeys(tag for raw in entry.tags if (tag := markup.line(raw))))[:TAGS_MAX],
    )


def from_page(page: Page, source: settings.Source, *, collected_at: datetime) -> Article:
    """The article on a page or in a file."""
    url = page.url if page.url and urls.is_web(page.url) else None
    title = page.title or _opening(page.blocks) or page.standfirst
    published_at, precision = _clamped(page.published_at, page.published_precision, collected_at)
    return Article(
        id=same.article_id(url, title, page.standfirst, *(block.text for block in page.blocks)),
        url=url,
        source=source.id,
        publisher=source.publisher or page.publisher,
        title=texts.shortened(title, TITLE_LETTERS_MAX),
        standfirst=texts.shortened(page.standfirst, STANDFIRST_LETTERS_MAX),
        blocks=page.blocks,
        authors=page.authors,
        published_at=published_at,
        published_precision=precision,
        date_text=page.date_text,
        collected_at=collected_at,
        language=page.language or source.language,
        image=page.image,
        kind=page.kind,
        paywalled=page.paywalled,
        related=page.related,
        outbound=page.outbound,
        tags=page.tags[:TAGS_MAX],
    )


def is_whole(entry: Entry) -> bool:
    """Whether the entry brings its article's whole text, so that no page need be fetched."""
    return bool(_whole_text(entry))


def _whole_text(entry: Entry) -> tuple[Block, ...]:
    for value in (entry.content, entry.summary):
        if len(value) < FULL_TEXT_WORDS * 2:
            continue
        blocks = _article_blocks(markup.blocks(value))
        if sum(texts.length_in_words(block.text) for block in blocks) >= FULL_TEXT_WORDS:
            return blocks
    return ()


def _brief(entry: Entry) -> tuple[Block, ...]:
    """The entry's own content where it is more than its summary and was not cut off."""
    if not entry.content:
        return ()
    found = markup.blocks(entry.content)
    said = " ".join(block.text for block in found)
    if _TEASER_TAIL.search(said) or len(said) <= len(markup.line(entry.summary)):
        return ()
    is_told = bool(entry.summary) or texts.length_in_words(said) >= BRIEF_WORDS
    return _article_blocks(found) if is_told else ()


def _article_blocks(blocks: Sequence[Block]) -> tuple[Block, ...]:
    below = total = sum(len(block.text) for block in blocks)
    kept = []
    for block in blocks:
        below -= len(block.text)
        said = _TEASER_TAIL.sub("", block.text) if below == 0 else block.text
        if said and not furniture.is_furniture(said, at_end=below <= furniture.END_SHARE * total):
            kept.append(Block(kind=block.kind, text=said))
    return tuple(kept)


def _without_pointers(blocks: Sequence[Block]) -> tuple[tuple[Link, ...], tuple[Block, ...]]:
    """The related pieces that lines of the text introduce, and the text without those lines."""
    told = [(block, related_words.introduced(block.text)) for block in blocks]
    return (
        tuple(Link(title=title) for _, title in told if title),
        tuple(block for block, title in told if title is None),
    )


def _url(entry: Entry, page: Page | None) -> str | None:
    for url in (page.url if page else None, entry.link, entry.id):
        if url and urls.is_web(url):
            return url
    return None


def _title(entry: Entry, page: Page | None) -> str:
    """The feed's title, which carries no site name; the page's where the feed has none or cuts it."""
    title = markup.line(entry.title)
    if page and page.title and (not title or title.endswith(("…", "..."))):
        title = page.title
    if not title:
        title = texts.shortened(markup.line(entry.summary or entry.content), TITLE_OF_TEXT_LETTERS)
    return texts.shortened(title or _slug(entry.link or entry.id), TITLE_LETTERS_MAX)


def _slug(url: str) -> str:
    """The words of an address, for an entry that says nothing else."""
    parts = urls.split(url)
    last = parts.path.rstrip("/").rpartition("/")[2].partition(".")[0] if parts else ""
    return texts.clean(re.sub(r"[-_+]+|%20", " ", last)).capitalize() or urls.host(url)


def _opening(blocks: Sequence[Block]) -> str:
    return texts.shortened(blocks[0].text.split("\n")[0], TITLE_OF_TEXT_LETTERS) if blocks else ""


def _standfirst(entry: Entry, page: Page | None, title: str, blocks: Sequence[Block]) -> str:
    """The feed's teaser, else the page's own; never the headline again nor the whole text."""
    said = _teaser(entry.summary or ("" if blocks else entry.content))
    too_long = texts.length_in_words(said) >= FULL_TEXT_WORDS
    choices = [] if too_long else [said]
    choices += [page.standfirst] if page else []
    wanted = texts.comparable(title)
    found = next((choice for choice in choices if choice and texts.comparable(choice) != wanted), "")
    return texts.shortened(found, STANDFIRST_LETTERS_MAX)


def _teaser(value: str) -> str:
    said = " ".join(block.text for block in markup.blocks(value))
    cut = _TEASER_TAIL.sub("", said)
    return cut if cut != said and texts.ends_sentence(cut) else texts.clean(cut + ("…" if cut != said and cut else ""))


def _authors(entry: Entry, page: Page | None, source: settings.Source) -> tuple[str, ...]:
    found = authors.named(map(markup.line, (entry.author, *entry.further_authors)), publisher=source.publisher)
    people = tuple(name for name in found if authors.is_person(name))
    return people or (page.authors if page else ())


def _kind(entry: Entry, page: Page | None, title: str, url: str) -> ArticleKind:
    """What feed and page call the piece; a page that speaks of plain news does not overrule a feed's "Opinion"."""
    said = kinds.kind(url=url, title=title, tags=[*map(markup.line, entry.tags)])
    return page.kind if page and said is ArticleKind.UNKNOWN else said


def _published(entry: Entry, page: Page | None, collected_at: datetime) -> tuple[datetime | None, Precision, str]:
    said = entry.published or entry.updated
    if said:
        return (*_clamped(said, entry.published_precision, collected_at), "")
    if page and page.published_at:
        return (*_clamped(page.published_at, page.published_precision, collected_at), "")
    return None, Precision.UNKNOWN, entry.date_text or (page.date_text if page else "")


def _clamped(at: datetime | None, precision: Precision, collected_at: datetime) -> tuple[datetime | None, Precision]:
    """A time that can be sorted by: aware, a bare day at its noon, nothing further ahead than clocks differ."""
    if at is None:
        return None, Precision.UNKNOWN
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    if precision is Precision.DAY:  # noon UTC is the same day in nearly every zone
        return min(datetime.combine(at.date(), time(12), UTC), collected_at), precision
    return (collected_at if at > collected_at + AHEAD_MAX else at), precision


def _picture_within(entry: Entry) -> Image | None:
    """The first picture inside the entry's own markup."""
    return markup.first_picture(entry.content, entry.link) or markup.first_picture(entry.summary, entry.link)
