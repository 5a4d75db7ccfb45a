"""Contrast and size of text, in the light colours and in the dark ones."""

import re
from collections.abc import Iterator

from digest.checks.page import Element, declarations, hidden
from digest.checks.proof import Finding, Proof, blocking, warning

NAME = "contrast"
RATIO_MIN = 4.5  # WCAG AA
RATIO_GOOD = 7.0  # WCAG AAA, what our themes keep
TEXT_PX_MIN = 12.0
TEXT_PX_GOOD = 14.0
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_SIZE = re.compile(r"(?:^|\s)(\d+(?:\.\d+)?)px")
_DARK = re.compile(r"prefers-color-scheme:\s*dark\s*\)\s*\{((?:[^{}]*\{[^{}]*\})*)", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAMED = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "gray": "#808080", "grey": "#808080"}
_NAMED |= {"silver": "#c0c0c0", "yellow": "#ffff00", "blue": "#0000ff", "lime": "#00ff00", "orange": "#ffa500"}

Rules = list[tuple[list[str], dict[str, str]]]


def find(proof: Proof) -> Iterator[Finding]:
    yield from _scheme(proof, [], "light")
    dark = _dark_rules(proof.page.css)
    if dark:
        yield from _scheme(proof, dark, "dark")
    else:
        yield warning(NAME, "there are no dark colours", where="html", why="At night mail programs would invert it.")
    yield from _sizes(proof)


def _scheme(proof: Proof, rules: Rules, scheme: str) -> Iterator[Finding]:
    for element in proof.page.all():
        if not _readable(element):
            continue
        ink, paper = _colour(element, rules, ("color",)), _colour(element, rules, ("background-color", "background"))
        ratio = _ratio(ink or "#000000", paper or "#ffffff")
        if ratio >= RATIO_GOOD:
            continue
        say = blocking if ratio < RATIO_MIN else warning
        yield say(
            NAME,
            f"{ink} on {paper} is {ratio:.1f} : 1 in {scheme} colours: {element.own_text[:40]}",
            where=f"html:{element.line}",
            why=f"Tired eyes need {RATIO_GOOD:g} : 1.",
        )


def _readable(element: Element) -> bool:
    if not element.own_text.strip("\u200a\u034f\u2007 \n"):
        return False
    inside = list(element.ancestors())
    return not any(hidden(each) or each.tag in {"head", "style", "script", "title"} for each in inside)


def _colour(element: Element, rules: Rules, names: tuple[str, ...]) -> str | None:
    """The nearest colour set on the element or around it; a rule of the sheet overrides what is inline."""
    for each in element.ancestors():
        found = _from_rules(each, rules, names) or _from_inline(each, names)
        if found:
            return found
    return None


def _from_rules(element: Element, rules: Rules, names: tuple[str, ...]) -> str | None:
    found = None
    for selectors, made in rules:
        if any(_matches(element, selector) for selector in selectors):
            found = next((colour for name in names if (colour := _hex(made.get(name, "")))), found)
    return found


def _from_inline(element: Element, names: tuple[str, ...]) -> str | None:
    style = element.style
    found = next((colour for name in names if (colour := _hex(style.get(name, "")))), None)
    return found or (_hex(element.get("bgcolor")) if "background" in names else None)


def _hex(value: str) -> str | None:
    value = _NAMED.get(value.replace("!important", "").strip(), value)
    found = _HEX.search(value)
    if not found:
        return None
    digits = found[1]
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)


def _matches(element: Element, selector: str) -> bool:
    """Whether a selector of classes, tags, descendants and children selects the element."""
    *around, last = selector.replace(">", " > ").split()
    if not _is(element, last):
        return False
    here = element.parent
    child = False
    for step in reversed(around):
        if step == ">":
            child = True
            continue
        while here is not None and not _is(here, step) and not child:
            here = here.parent
        if here is None or not _is(here, step):
            return False
        here, child = here.parent, False
    return True


def _is(element: Element, simple: str) -> bool:
    tag, _, classes = simple.partition(".")
    wanted = set(filter(None, classes.split(".")))
    return (not tag or tag == element.tag) and wanted <= set(element.get("class").split())


def _dark_rules(css: str) -> Rules:
    return [
        ([selector.strip() for selector in rule[1].split(",")], dict(declarations(rule[2])))
        for block in _DARK.findall(css)
        for rule in _RULE.finditer(block)
    ]


def _ratio(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _sizes(proof: Proof) -> Iterator[Finding]:
    for element in proof.page.all():
        size = _size(element) if _readable(element) else None
        if size is not None and size < TEXT_PX_GOOD:
            say = blocking if size < TEXT_PX_MIN else warning
            yield say(
                NAME,
                f"text of {size:g} px: {element.own_text[:40]}",
                where=f"html:{element.line}",
                why=f"Under {TEXT_PX_GOOD:g} px it is hard to read on a phone.",
            )


def _size(element: Element) -> float | None:
    for each in element.ancestors():
        style = each.style
        if found := _SIZE.search(style.get("font-size", "") or style.get("font", "")):
            return float(found[1])
    return None
