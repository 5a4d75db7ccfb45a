"""Contrast of text, in the light colours and in the dark ones."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from digest.checks.page import Element, declarations
from digest.checks.proof import Finding, Proof, blocking, warning

NAME = "contrast"
RATIO_MIN = 4.5  # WCAG AA
RATIO_GOOD = 7.0  # WCAG AAA, what our themes keep
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_DARK = re.compile(r"prefers-color-scheme:\s*dark\s*\)\s*\{((?:[^{}]*\{[^{}]*\})*)", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_NAMED = {"white": "#ffffff", "black": "#000000", "red": "#ff0000", "gray": "#808080", "grey": "#808080"}
_NAMED |= {"silver": "#c0c0c0", "yellow": "#ffff00", "blue": "#0000ff", "lime": "#00ff00", "orange": "#ffa500"}

_INK = ("color",)
_PAPER = ("background-color", "background")

Rules = Sequence[tuple[Sequence[str], Mapping[str, str]]]
Colours = Mapping[Element, str | None]


def find(proof: Proof) -> Iterator[Finding]:
    yield from _scheme(proof, [], "light")
    dark = _dark_rules(proof.page.css)
    if dark:
        yield from _scheme(proof, dark, "dark")
    else:
        yield warning(NAME, "there are no dark colours", where="html", why="At night mail programs would invert it.")


def _scheme(proof: Proof, rules: Rules, scheme: str) -> Iterator[Finding]:
    elements = proof.page.elements
    inks, papers = _colours(elements, rules, _INK), _colours(elements, rules, _PAPER)
    for element in proof.page.readable:
        ink, paper = inks[element] or "#000000", papers[element] or "#ffffff"
        ratio = _ratio(ink, paper)
        if ratio >= RATIO_GOOD:
            continue
        say = blocking if ratio < RATIO_MIN else warning
        yield say(
            NAME,
            f"{ink} on {paper} is {ratio:.1f} : 1 in {scheme} colours: {element.own_text[:40]}",
            where=f"html:{element.line}",
            why=f"Tired eyes need {RATIO_GOOD:g} : 1.",
        )


def _colours(elements: Sequence[Element], rules: Rules, names: Sequence[str]) -> Colours:
    """The nearest colour set on each element or around it; a rule of the sheet overrides what is inline."""
    useful = [(each, found) for each, made in rules if (found := _declared(made, names))]
    last = [_simple(_steps(selector)[-1]) for selectors, _ in useful for selector in selectors if _steps(selector)]
    named = frozenset(name for _, classes in last for name in classes)
    tagged = frozenset(tag for tag, classes in last if not classes)
    colours: dict[Element, str | None] = {}
    for element in elements:  # in order, so that what is around an element comes before it
        ruled = element.tag in tagged or "" in tagged or not named.isdisjoint(element.classes)  # few are
        own = (_from_rules(element, useful) if ruled else None) or _from_inline(element, names)
        colours[element] = own or (colours.get(element.parent) if element.parent else None)
    return colours


def _from_rules(element: Element, rules: Sequence[tuple[Sequence[str], str]]) -> str | None:
    found = None
    for selectors, colour in rules:
        if any(_matches(element, selector) for selector in selectors):
            found = colour
    return found


def _from_inline(element: Element, names: Sequence[str]) -> str | None:
    return _declared(element.style, names) or (_hex(element.get("bgcolor")) if names is _PAPER else None)


def _declared(made: Mapping[str, str], names: Sequence[str]) -> str | None:
    return next((colour for name in names if (colour := _hex(made.get(name, "")))), None)


@lru_cache(maxsize=200)
def _hex(value: str) -> str | None:
    value = _NAMED.get(value.replace("!important", "").strip(), value)
    found = _HEX.search(value)
    if not found:
        return None
    digits = found[1]
    return f"#{digits}" if len(digits) == 6 else "#" + "".join(digit * 2 for digit in digits)


def _matches(element: Element, selector: str) -> bool:
    """Whether a selector of classes, tags, descendants and children selects the element."""
    *around, last = _steps(selector)
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


@lru_cache(maxsize=500)
def _steps(selector: str) -> tuple[str, ...]:
    return tuple(selector.replace(">", " > ").split())


def _is(element: Element, simple: str) -> bool:
    tag, classes = _simple(simple)
    return (not tag or tag == element.tag) and classes <= element.classes


@lru_cache(maxsize=500)
def _simple(step: str) -> tuple[str, frozenset[str]]:
    tag, _, classes = step.partition(".")
    return tag, frozenset(filter(None, classes.split(".")))


def _dark_rules(css: str) -> Rules:
    return [
        ([selector.strip() for selector in rule[1].split(",")], declarations(rule[2]))
        for block in _DARK.findall(css)
        for rule in _RULE.finditer(block)
    ]


def _ratio(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@lru_cache(maxsize=200)
def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
