"""CSS selectors as an operator writes them for a section page, turned into XPath."""

import re
from functools import lru_cache

SELECTOR_LETTERS_MAX = 500

_PART = re.compile(
    r"""(?P<tag>\*|[a-zA-Z][\w-]*)|\#(?P<id>[\w-]+)|\.(?P<class>[\w-]+)
    |\[\s*(?P<name>[\w:-]+)\s*(?:(?P<how>[~|^$*]?=)\s*(?P<quote>["']?)(?P<value>[^\]"']*)(?P=quote)\s*)?\]""",
    re.VERBOSE,
)
_BETWEEN = re.compile(r"\s*([>+~])\s*|\s+")
_AXIS = {">": "/", " ": "//", "+": "/following-sibling::*[1]/self::", "~": "/following-sibling::"}


@lru_cache(maxsize=256)
def xpath(selector: str) -> str:
    """The XPath of a selector made of tags, ids, classes, attributes, descent, `>`, `+`, `~` and commas.

    Raises ValueError where it holds anything else.
    """
    if len(selector) > SELECTOR_LETTERS_MAX or not selector.strip():
        raise ValueError("the selector is empty or too long")
    return " | ".join(_one(part.strip(), selector) for part in selector.split(","))


def _one(text: str, whole: str) -> str:
    step, at = _step(text, 0, whole)
    path = "//" + step
    while between := _BETWEEN.match(text, at):
        step, at = _step(text, between.end(), whole)
        path += _AXIS[between[1] or " "] + step
    if at < len(text):
        raise ValueError(f'the selector "{whole}" cannot be understood at "{text[at : at + 10]}"')
    return path


def _step(text: str, at: int, whole: str) -> tuple[str, int]:
    """One compound such as `article.teaser[data-id]`, and where it ends."""
    tag, tests, start = "*", "", at
    while match := _PART.match(text, at):
        if match["tag"]:
            if at != start:
                break
            tag = match["tag"].lower()
        else:
            tests += _test(match)
        at = match.end()
    if at == start:
        raise ValueError(f'the selector "{whole}" cannot be understood at "{text[at : at + 10]}"')
    return tag + tests, at


def _test(match: re.Match[str]) -> str:
    if match["id"]:
        return f'[@id="{match["id"]}"]'
    if match["class"]:
        return _word("class", match["class"])
    attribute, value = match["name"].lower(), match["value"]
    name = f"@{attribute}"
    if match["how"] is None:
        return f"[{name}]"
    tests = {
        "=": f'[{name}="{value}"]',
        "~=": _word(attribute, value),
        "^=": f'[starts-with({name},"{value}")]',
        "$=": f'[substring({name},string-length({name})-{len(value) - 1})="{value}"]',
        "*=": f'[contains({name},"{value}")]',
        "|=": f'[{name}="{value}" or starts-with({name},"{value}-")]',
    }
    return tests[match["how"]]


def _word(attribute: str, value: str) -> str:
    return f'[contains(concat(" ",normalize-space(@{attribute})," ")," {value} ")]'
