"""How config.toml's values are refused: what is wrong, and the nearest thing that would be right."""

import difflib
from collections.abc import Iterable

from pydantic_core import PydanticCustomError

REFUSED = "digest_refused"  # the type of our own refusals among pydantic's; their context holds `what` and `hint`
SHOWN_CHARS_MAX = 60  # of a wrong value; enough to find it again


def refusal(what: str, hint: str = "") -> PydanticCustomError:
    """The error that ends up as `where: what. hint` before the operator."""
    return PydanticCustomError(REFUSED, "{what}", {"what": what, "hint": hint})


def did_you_mean(word: str, known: Iterable[str], *, cutoff: float = 0.6) -> str:
    """`Did you mean "x"?` with the nearest known word, or an empty text."""
    folded = {each.casefold(): each for each in known}
    near = difflib.get_close_matches(word.casefold(), folded, 1, cutoff)
    return f'Did you mean "{folded[near[0]]}"?' if near else ""


def one_of(known: Iterable[str]) -> str:
    """`Known: a, b, c.` or an empty text."""
    names = ", ".join(known)
    return f"Known: {names}." if names else ""


def shown(value: object) -> str:
    """A wrong value as it can be found in the file, cut short."""
    text = value if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
    text = "".join(sign if sign.isprintable() else " " for sign in " ".join(text.split()))
    text = text if len(text) <= SHOWN_CHARS_MAX else text[: SHOWN_CHARS_MAX - 1] + "…"
    return f'"{text}"' if isinstance(value, str) else text
