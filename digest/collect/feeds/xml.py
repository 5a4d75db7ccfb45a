"""Reads RSS 0.9x to 2.0, RDF, Atom 0.3 and 1.0, and CDF out of an XML tree."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from digest import urls
from digest.collect.feeds import markup, moments, names
from digest.collect.feeds.values import Entry, Feed
from digest.collect.pages.linked import pixels
from digest.model.article import Image, Precision

ENTRIES_MAX = 5_000  # no newsroom reads more of one feed; hostile ones have 100,000
TAGS_MAX = 50
AUTHORS_MAX = 20
ENCLOSURES_MAX = 20

_BASE = "{http://www.w3.org/XML/1998/namespace}base"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_ENTRIES = frozenset({"item", "entry", "?item", "?entry"})
_FORMATS = {"rss": "rss", "feed": "atom", "rdf:rdf": "rdf", "channel": "cdf", "rdf": "rdf"}


@dataclass(slots=True)
class _Said:
    """What the children of one channel or entry said so far; the first to say a thing wins unless noted."""

    base: str
    language: str
    fields: dict[str, str] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    """(relation, address)"""
    tags: list[str] = field(default_factory=list)
    enclosures: list[dict[str, str]] = field(default_factory=list)
    dates: dict[str, str] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    pictures: list[Image] = field(default_factory=list)
    permalink: bool | None = None
    summary_is_weak: bool = False
    """It comes from an element that only stands in for a summary."""
    publisher: str = ""


def read(root: etree._Element, url: str) -> Feed:
    """The feed in a tree; without entries and format where the tree is something else."""
    kind = _FORMATS.get(names.key(str(root.tag)).lstrip("?"), "")
    base = _based(root, url)
    language = root.get(_LANG) or ""
    channel = next((child for child in root if _key(child).lstrip("?") == "channel"), root)
    said = _read(channel, _based(channel, base) if channel is not root else base, channel.get(_LANG) or language)
    entries = tuple(_entry(element, said.base, said.language) for element in _entries(root, channel))
    return _feed(said, entries, kind or ("rss" if entries else ""))


def _feed(said: _Said, entries: tuple[Entry, ...], kind: str) -> Feed:
    published, updated = said.dates.get("published", ""), said.dates.get("updated", "")
    seen = [moments.read(one) for one in (published, updated)]
    return Feed(
        title=said.fields.get("title", ""),
        link=_link(said),
        id=said.fields.get("id", ""),
        language=said.fields.get("language") or said.language,
        subtitle=said.fields.get("summary", ""),
        author=said.authors[0] if said.authors else "",
        published=seen[0].at if seen[0] else None,
        updated=seen[1].at if seen[1] else None,
        tags=tuple(dict.fromkeys(said.tags[:TAGS_MAX])),
        entries=entries,
        format=kind,
        image=said.pictures[0].url if said.pictures else "",
        ttl_minutes=int(ttl) if (ttl := said.fields.get("ttl", "")).isdecimal() and len(ttl) < 7 else None,
    )


def _entry(element: etree._Element, base: str, language: str) -> Entry:
    said = _read(element, _based(element, base), element.get(_LANG) or language)
    published, updated = (moments.read(said.dates.get(name, "")) for name in ("published", "updated"))
    when = published or updated or moments.read(said.dates.get("created", ""))
    return Entry(
        title=said.fields.get("title", ""),
        link=_link(said) or urls.absolute(said.base, element.get("href") or ""),
        id=said.fields.get("id") or (element.get(_RDF_ABOUT) or ""),
        summary=said.fields.get("summary", ""),
        content=said.fields.get("content", ""),
        author=said.authors[0] if said.authors else "",
        further_authors=tuple(said.authors[1:AUTHORS_MAX]),
        published=published.at if published else None,
        updated=updated.at if updated else when.at if when and not published else None,
        published_precision=when.precision if when else Precision.UNKNOWN,
        date_text="" if when else next(iter(said.dates.values()), ""),
        tags=tuple(dict.fromkeys(said.tags[:TAGS_MAX])),
        enclosures=tuple(said.enclosures[:ENCLOSURES_MAX]),
        language=said.fields.get("language") or said.language,
        image=said.pictures[0] if said.pictures else None,
        publisher=said.publisher,
    )


def _entries(root: etree._Element, channel: etree._Element) -> list[etree._Element]:
    """The entries where they belong, in the channel and beside it; else wherever they hang."""
    parents = [channel] if channel is root else [channel, root]
    found = [child for parent in parents for child in parent if _key(child) in _ENTRIES]
    if not found:
        found = [element for element in root.iter() if _key(element) in _ENTRIES]
    return found[:ENTRIES_MAX]


def _key(element: etree._Element) -> str:
    return names.key(str(element.tag))


def _based(element: etree._Element, base: str) -> str:
    own = element.get(_BASE)
    return urls.absolute(base, own) if own else base


def _link(said: _Said) -> str:
    """The entry's page: an alternate link, a plain one, a guid that is one, else whatever link there is."""
    by_relation: dict[str, str] = {}
    for relation, address in said.links:
        by_relation.setdefault(relation, address)
    guid = said.fields.get("id", "")
    return (
        by_relation.get("alternate")
        or said.fields.get("link", "")
        or (
            urls.absolute(said.base, guid)
            if said.permalink or (said.permalink is None and "guid" in said.fields and urls.is_web(guid))
            else ""
        )
        or by_relation.get("other", "")
    )


def _read(element: etree._Element, base: str, language: str) -> _Said:
    said = _Said(base=base, language=language)
    for child in element:
        take = _TAKERS.get(_key(child))
        if take:
            take(said, child)
    return said


def _text(name: str, *, last: bool = False) -> Callable[[_Said, etree._Element], None]:
    def take(said: _Said, element: etree._Element) -> None:
        if (last or not said.fields.get(name)) and (value := markup.value(element)):
            said.fields[name] = value

    return take


def _weak(name: str) -> Callable[[_Said, etree._Element], None]:
    """A stand-in: kept aside until nothing better has spoken."""
    strong = _text(name)

    def take(said: _Said, element: etree._Element) -> None:
        if name not in said.fields:
            strong(said, element)

    return take


def _date(name: str) -> Callable[[_Said, etree._Element], None]:
    def take(said: _Said, element: etree._Element) -> None:
        if value := (element.text or "").strip():
            said.dates[name] = value  # the last one counts, as it does for feedparser

    return take


def _take_summary(said: _Said, element: etree._Element) -> None:
    """An entry with both a description and a summary has the second as its content."""
    value = markup.value(element)
    if not value:
        return
    if "summary" not in said.fields or said.summary_is_weak:
        said.fields["summary"] = value
    elif said.fields["summary"] != value:
        said.fields.setdefault("content", value)
    said.summary_is_weak = False


def _take_weak_summary(said: _Said, element: etree._Element) -> None:
    if "summary" not in said.fields and (value := markup.value(element)):
        said.fields["summary"] = value
        said.summary_is_weak = True


def _take_content(said: _Said, element: etree._Element) -> None:
    value = markup.value(element)
    if value and len(value) > len(said.fields.get("content", "")):
        said.fields["content"] = value


def _take_link(said: _Said, element: etree._Element) -> None:
    href = element.get("href")
    if href is None:
        value = (element.text or "").strip()
        if value and element.get("rel", "alternate") == "alternate":
            said.fields.setdefault("link", urls.absolute(said.base, value))
        return
    address = urls.absolute(_based(element, said.base), href)
    relation = (element.get("rel") or "alternate").strip().lower().rpartition("/")[2]
    if relation == "enclosure":
        said.enclosures.append(_enclosed(address, element))
    elif relation == "alternate" and "html" in (element.get("type") or "html"):
        said.links.append(("alternate", address))
    elif relation in {"alternate", "related", "via"}:
        said.links.append(("other", address))


def _enclosed(address: str, element: etree._Element) -> dict[str, str]:
    given = {"href": address, "length": element.get("length") or "", "type": element.get("type") or ""}
    return {name: value for name, value in given.items() if value}


def _take_guid(said: _Said, element: etree._Element) -> None:
    if value := (element.text or "").strip():
        said.fields.setdefault("id", value)
        said.fields["guid"] = value
        said.permalink = {"true": True, "false": False}.get(
            (element.get("isPermaLink") or element.get("ispermalink") or "").lower()
        )


def _take_author(said: _Said, element: etree._Element) -> None:
    parts = {_key(child): (child.text or "").strip() for child in element}
    name = parts.get("name") or (element.text or "").strip()
    email = parts.get("email", "")
    value = f"{name} ({email})" if name and email else name or email
    if value:
        said.authors.append(value)


def _take_show(said: _Said, element: etree._Element) -> None:
    """A podcast's author is mostly the show's name; it counts where nobody else is named."""
    if not said.authors:
        _take_author(said, element)


def _take_category(said: _Said, element: etree._Element) -> None:
    value = element.get("term") or element.get("label") or element.get("text") or (element.text or "").strip()
    if value:
        said.tags.append(value)


def _take_tags(said: _Said, element: etree._Element) -> None:
    said.tags += [tag for part in (element.text or "").split(",") if (tag := part.strip())]


def _take_enclosure(said: _Said, element: etree._Element) -> None:
    address = element.get("url") or element.get("href")
    if not address:
        return
    given = _enclosed(urls.absolute(said.base, address), element)
    said.enclosures.append(given)
    if given.get("type", "").startswith("image/"):
        said.pictures.append(Image(url=given["href"]))


def _take_picture(said: _Said, element: etree._Element) -> None:
    """media:content, media:thumbnail, itunes:image; a group holds several."""
    kind = f"{element.get('medium') or ''} {element.get('type') or ''}"
    address = urls.web_address(said.base, element.get("url") or element.get("href"))
    if address and not any(word in kind for word in ("video", "audio", "flash")):
        alt = next(
            ((child.text or "").strip() for child in element if _key(child) in {"media:description", "media:title"}), ""
        )
        said.pictures.append(
            Image(url=address, alt=alt, width=pixels(element.get("width")), height=pixels(element.get("height")))
        )
    for child in element:
        if _key(child) in {"media:content", "media:thumbnail"}:
            _take_picture(said, child)


def _take_image(said: _Said, element: etree._Element) -> None:
    reference = next(((child.text or "") for child in element if _key(child) == "url"), element.text or "")
    if address := urls.web_address(said.base, reference):
        said.pictures.append(Image(url=address))


def _take_source(said: _Said, element: etree._Element) -> None:
    title = next(((child.text or "") for child in element if _key(child) == "title"), element.text or "")
    said.publisher = said.publisher or title.strip()


_TAKERS: dict[str, Callable[[_Said, etree._Element], None]] = {
    **dict.fromkeys(("title",), _text("title", last=True)),
    **dict.fromkeys(("dc:title", "media:title", "itunes:title"), _weak("title")),
    "link": _take_link,
    "id": _text("id"),
    "guid": _take_guid,
    "dc:identifier": _weak("id"),
    **dict.fromkeys(("description", "summary", "subtitle", "tagline", "abstract"), _take_summary),
    **dict.fromkeys(("dc:description", "itunes:summary", "itunes:subtitle", "media:description"), _take_weak_summary),
    **dict.fromkeys(("content:encoded", "content", "xhtml:body", "body", "fullitem"), _take_content),
    **dict.fromkeys(("author", "dc:creator", "dc:author", "managingeditor"), _take_author),
    "itunes:author": _take_show,
    **dict.fromkeys(("category", "dc:subject"), _take_category),
    **dict.fromkeys(("tags", "keywords", "itunes:keywords", "media:keywords"), _take_tags),
    **dict.fromkeys(("pubdate", "published", "issued", "dcterms:issued"), _date("published")),
    **dict.fromkeys(("updated", "modified", "dc:date", "dcterms:modified", "lastbuilddate"), _date("updated")),
    **dict.fromkeys(("created", "dcterms:created"), _date("created")),
    **dict.fromkeys(("language", "dc:language"), _text("language")),
    "enclosure": _take_enclosure,
    **dict.fromkeys(("media:content", "media:thumbnail", "media:group", "itunes:image"), _take_picture),
    **dict.fromkeys(("image", "logo", "icon"), _take_image),
    "source": _take_source,
    "ttl": _text("ttl"),
}
