"""What the elements of a channel or an entry say, in whichever of the formats and their extensions."""

from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from digest import urls
from digest.collect.feeds import markup, names
from digest.collect.pages.linked import pixels
from digest.model.article import Image

_BASE = "{http://www.w3.org/XML/1998/namespace}base"


@dataclass(slots=True)
class Said:
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


def said_by(element: etree._Element, base: str, language: str) -> Said:
    """What the children of a channel or an entry say; those we do not know are passed over."""
    said = Said(base=base, language=language)
    for child in element:
        take = _TAKERS.get(key(child))
        if take:
            take(said, child)
    return said


def key(element: etree._Element) -> str:
    """The element's name with the usual prefix of its namespace."""
    return names.key(str(element.tag))


def based(element: etree._Element, base: str) -> str:
    """The address that links in the element start from."""
    own = element.get(_BASE)
    return urls.absolute(base, own) if own else base


def _text(name: str, *, last: bool = False) -> Callable[[Said, etree._Element], None]:
    def take(said: Said, element: etree._Element) -> None:
        if (last or not said.fields.get(name)) and (value := markup.value(element)):
            said.fields[name] = value

    return take


def _weak(name: str) -> Callable[[Said, etree._Element], None]:
    """A stand-in: kept aside until nothing better has spoken."""
    strong = _text(name)

    def take(said: Said, element: etree._Element) -> None:
        if name not in said.fields:
            strong(said, element)

    return take


def _date(name: str) -> Callable[[Said, etree._Element], None]:
    def take(said: Said, element: etree._Element) -> None:
        if value := (element.text or "").strip():
            said.dates[name] = value  # the last one counts, as it does for feedparser

    return take


def _take_summary(said: Said, element: etree._Element) -> None:
    """An entry with both a description and a summary has the second as its content."""
    value = markup.value(element)
    if not value:
        return
    if "summary" not in said.fields or said.summary_is_weak:
        said.fields["summary"] = value
    elif said.fields["summary"] != value:
        said.fields.setdefault("content", value)
    said.summary_is_weak = False


def _take_weak_summary(said: Said, element: etree._Element) -> None:
    if "summary" not in said.fields and (value := markup.value(element)):
        said.fields["summary"] = value
        said.summary_is_weak = True


def _take_content(said: Said, element: etree._Element) -> None:
    value = markup.value(element)
    if value and len(value) > len(said.fields.get("content", "")):
        said.fields["content"] = value


def _take_link(said: Said, element: etree._Element) -> None:
    href = element.get("href")
    if href is None:
        value = (element.text or "").strip()
        if value and element.get("rel", "alternate") == "alternate":
            said.fields.setdefault("link", urls.absolute(said.base, value))
        return
    address = urls.absolute(based(element, said.base), href)
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


def _take_guid(said: Said, element: etree._Element) -> None:
    if value := (element.text or "").strip():
        said.fields.setdefault("id", value)
        said.fields["guid"] = value
        said.permalink = {"true": True, "false": False}.get(
            (element.get("isPermaLink") or element.get("ispermalink") or "").lower()
        )


def _take_author(said: Said, element: etree._Element) -> None:
    parts = {key(child): (child.text or "").strip() for child in element}
    name = parts.get("name") or (element.text or "").strip()
    email = parts.get("email", "")
    value = f"{name} ({email})" if name and email else name or email
    if value:
        said.authors.append(value)


def _take_show(said: Said, element: etree._Element) -> None:
    """A podcast's author is mostly the show's name; it counts where nobody else is named."""
    if not said.authors:
        _take_author(said, element)


def _take_category(said: Said, element: etree._Element) -> None:
    value = element.get("term") or element.get("label") or element.get("text") or (element.text or "").strip()
    if value:
        said.tags.append(value)


def _take_tags(said: Said, element: etree._Element) -> None:
    said.tags += [tag for part in (element.text or "").split(",") if (tag := part.strip())]


def _take_enclosure(said: Said, element: etree._Element) -> None:
    address = element.get("url") or element.get("href")
    if not address:
        return
    given = _enclosed(urls.absolute(said.base, address), element)
    said.enclosures.append(given)
    if given.get("type", "").startswith("image/"):
        said.pictures.append(Image(url=given["href"]))


def _take_picture(said: Said, element: etree._Element) -> None:
    """media:content, media:thumbnail, itunes:image; a group holds several."""
    kind = f"{element.get('medium') or ''} {element.get('type') or ''}"
    address = urls.web_address(said.base, element.get("url") or element.get("href"))
    if address and not any(word in kind for word in ("video", "audio", "flash")):
        alt = next(
            ((child.text or "").strip() for child in element if key(child) in {"media:description", "media:title"}), ""
        )
        said.pictures.append(
            Image(url=address, alt=alt, width=pixels(element.get("width")), height=pixels(element.get("height")))
        )
    for child in element:
        if key(child) in {"media:content", "media:thumbnail"}:
            _take_picture(said, child)


def _take_image(said: Said, element: etree._Element) -> None:
    reference = next(((child.text or "") for child in element if key(child) == "url"), element.text or "")
    if address := urls.web_address(said.base, reference):
        said.pictures.append(Image(url=address))


def _take_source(said: Said, element: etree._Element) -> None:
    title = next(((child.text or "") for child in element if key(child) == "title"), element.text or "")
    said.publisher = said.publisher or title.strip()


_TAKERS: dict[str, Callable[[Said, etree._Element], None]] = {
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
