"""Forms for whoever comes by: what they carry to keep robots out, and what is answered."""

from dataclasses import dataclass

from starlette.requests import Request

from digest import i18n
from digest.people import forms, join
from digest.people.guard import Verdict
from digest.people.join import Form
from digest.site.house import House

TRAP = "reason"
"""A field that people do not see, and that no browser fills in by itself."""

STATUS = {Verdict.AGAIN: 400, Verdict.BUSY: 429}
"""Of the answers that show the form once more, those that are no success."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """What the template needs for a form's guards."""

    mark: str
    digits: str
    """To be copied by the visitor; empty where the form does not ask."""
    trap: str = TRAP


def guarded(house: House, *, before: str = "", verdict: Verdict | None = None) -> Guarded:
    """A form shown now; `before` is the mark of one that comes back, with what was thought of it."""
    now, keys = join.time_of_forms(house.runtime), house.runtime.keys
    shown = forms.read(keys, before, now) if before else None
    asks = verdict is Verdict.QUESTION or (verdict is not None and shown is not None and shown.asks)
    mark = forms.mark(keys, now, asks=asks, since=shown.shown_at if shown else None)
    made = forms.read(keys, mark, now)
    return Guarded(mark=mark, digits=forms.digits(keys, made) if asks and made else "")


def sent(request: Request, *, mark: str, trap: str, digits: str) -> Form:
    """The guards of a form that was sent."""
    return Form(mark=mark, trap=trap, answer=digits, visitor=request.client.host if request.client else "")


def locale(request: Request, default: str) -> str:
    """The language that the visitor's browser asks for, where there is a catalogue for it."""
    return i18n.negotiated(request.headers.get("accept-language", ""), default)
