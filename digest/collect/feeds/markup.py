"""The text of a feed's element, whichever of the ways feeds have to carry markup it uses."""

import base64
import binascii
from html import escape, unescape

from lxml import etree

from digest.collect.feeds import names

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_TEXTUAL = ("text/", "xhtml", "html", "text", "application/xhtml+xml")
_IN_A_DIV = frozenset({"xhtml", "html", "text/html"})
DEPTH_MAX = 100  # deeper markup is no text


def value(element: etree._Element) -> str:
    """What the element says: its text, its markup as text, or its decoded bytes."""
    kind = (element.get("type") or "").strip().lower()
    mode = (element.get("mode") or "").strip().lower()
    text = inner(element) if len(element) else (element.text or "")
    if mode == "base64" or (kind and not mode and not len(element) and _is_binary(kind)):
        return _unpacked(text)
    if len(element) and kind in _IN_A_DIV:
        return _unwrapped(element, text, kind)
    return text.strip()


def inner(element: etree._Element, depth: int = 0) -> str:
    """The markup inside `element`, without namespaces."""
    pieces = [escape(element.text or "", quote=False)]
    for child in element:
        if depth < DEPTH_MAX:
            name = names.key(child.tag).rpartition(":")[2].lstrip("?")
            attributes = "".join(
                f' {str(key).rpartition("}")[2]}="{escape(str(said))}"' for key, said in child.attrib.items()
            )
            within = inner(child, depth + 1)
            pieces.append(
                f"<{name}{attributes} />" if name in _VOID and not within else f"<{name}{attributes}>{within}</{name}>"
            )
        pieces.append(escape(child.tail or "", quote=False))
    return "".join(pieces)


def _unwrapped(element: etree._Element, text: str, kind: str) -> str:
    """The inside of the one `div` that Atom wraps XHTML in; escaped HTML in such a `div` is HTML too."""
    children = list(element)
    if (
        len(children) == 1
        and names.key(children[0].tag).endswith("div")
        and not (element.text or "").strip()
        and not (children[0].tail or "").strip()
    ):
        within = inner(children[0]).strip()
        return within if kind == "xhtml" or len(children[0]) else unescape(within)
    return text.strip()


def _is_binary(kind: str) -> bool:
    return "/" in kind and not kind.startswith(_TEXTUAL) and not kind.endswith(("+xml", "/xml"))


def _unpacked(text: str) -> str:
    try:
        return base64.b64decode(text.encode("ascii", "ignore"), validate=False).decode("utf-8", "replace").strip()
    except (binascii.Error, ValueError):
        return text.strip()
