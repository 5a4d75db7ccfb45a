"""The standfirst as the page shows it: what it is where the head gives none, and whether it stands with the text."""

import re

from lxml import html

from digest import text as texts

STANDFIRST_LETTERS = (25, 600)  # from, to: less is a label, more is the article
LOOKED_AT_MAX = 20
OPENING_LETTERS = 12  # enough to pass over nearly every other element

_MARKED = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|sub-?title|sub-?head(?:line|ing)?|dek|deck|lede|lead|intro(?:duction)?|summary|abstract"
    r"|excerpt|vorspann|anrei(?:ss|ß)er|unterzeile|chapo|chapeau|bajada|entradilla|sottotitolo|occhiello|gravata|ingress"
    r"|lid|podtytul|perex)(?:$|[\s_-])",
    re.IGNORECASE,
)
_OTHERS = re.compile(
    r"comment|related|teaser|sidebar|widget|footer|recommend|promo|popular|trending|card|list|newsletter|author",
    re.IGNORECASE,
)
_APART = re.compile(
    r"dek|sub-?(?:title|head|line)|strapline|summary|excerpt|lead|quote|module|hero|header", re.IGNORECASE
)
_APART_TAGS = ("header", "li", "aside", "footer", "nav", "figure")
_TAGS = ("p", "div", "h2", "h3", "h4", "span", "strong")


def standfirst(root: html.HtmlElement, headline: str) -> str:
    """The short text that calls itself the article's summary and stands behind its headline; empty where none does."""
    wanted, seen = texts.comparable(headline), 0
    for element in root.iter("h1", *_TAGS):
        if element.tag == "h1":
            seen = seen or int(texts.comparable(element.text_content()) == wanted)
        elif seen and _is_marked(element):
            seen += 1
            said = texts.clean(element.text_content())
            if STANDFIRST_LETTERS[0] <= len(said) <= STANDFIRST_LETTERS[1] and texts.comparable(said) != wanted:
                return said
        if seen > LOOKED_AT_MAX:
            break
    return ""


def is_shown(root: html.HtmlElement, standfirst: str) -> bool:
    """Whether the page sets its summary as a paragraph of the text's column, and not as a line of its header."""
    wanted, first = texts.comparable(standfirst), standfirst[:OPENING_LETTERS]
    if len(wanted) < STANDFIRST_LETTERS[0]:
        return False
    for element in root.iter("p", "div", "span"):
        opening = (element.text or "").strip() or (len(element) and (element[0].text or "").strip())
        if (
            opening
            and first.startswith(opening[:OPENING_LETTERS])
            and not _stands_apart(element)
            and texts.comparable(element.text_content()) == wanted
        ):
            return True
    return False


def _stands_apart(element: html.HtmlElement) -> bool:
    if next(element.iterancestors(*_APART_TAGS), None) is not None:
        return True
    return any(_APART.search(one.get("class") or "") for one in (element, element.getparent()) if one is not None)


def _is_marked(element: html.HtmlElement) -> bool:
    if element.get("itemprop") == "description":
        return True
    marks = element.get("class") or ""
    return bool(marks and _MARKED.search(marks.replace("__", " "))) and not any(
        _OTHERS.search(one.get("class") or "") for one in (element, element.getparent()) if one is not None
    )
