"""Notices as mail: the words of each kind in one locale, in the look of a theme."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import NamedTuple

from digest import i18n
from digest.model.notice import Notice, NoticeKind
from digest.model.settings import Newsroom
from digest.render import view
from digest.render.printed import NoticeView
from digest.render.theme import Theme

FAULT_LETTERS_MAX = 400
FAULTS_MAX = 50  # an alert is read on a phone; the rest stands in the log


class NoticeMail(NamedTuple):
    """A notice ready to be put into a message."""

    subject: str
    html: str
    text: str


def notice(notice: Notice, *, theme: Theme, newsroom: Newsroom, locale: str) -> NoticeMail:
    """The notice in one locale, in the theme's look. Raises ThemeError where the theme cannot print it."""
    seen = _seen(notice, newsroom, locale)
    return NoticeMail(subject=seen.subject, html=theme.notice_html(seen), text=theme.notice_text(seen))


def _seen(notice: Notice, newsroom: Newsroom, locale: str) -> NoticeView:
    language = i18n.language_tag(locale)
    direction = i18n.direction(language)
    words = _WORDS[notice.kind](notice, _Said(locale, newsroom))
    return replace(
        words,
        language=language,
        direction=direction,
        start="right" if direction == "rtl" else "left",
        subject=view.clean(words.subject, view.HEADLINE_LETTERS_MAX),
        newsroom=view.clean(newsroom.name),
        url=view.link(notice.url) or "",
        faults=_faults(notice, direction) if words.faults_heading else (),
        imprint=tuple(i18n.isolated(line, direction) for line in view.imprint(newsroom)),
    )


def _faults(notice: Notice, around: i18n.Direction) -> tuple[str, ...]:
    return tuple(
        i18n.isolated(view.clean(str(fault), FAULT_LETTERS_MAX), around) for fault in notice.faults[:FAULTS_MAX]
    )


class _Said:
    """The catalogue's words with the newsroom's name at hand."""

    def __init__(self, locale: str, newsroom: Newsroom) -> None:
        self.locale = locale
        self._words = i18n.catalogue(locale)
        self._around = i18n.direction(i18n.language_tag(locale))
        self._newsroom = self.own(newsroom.name)

    def __call__(self, message: str, **values: str) -> str:
        return self._words.gettext(message) % {"newsroom": self._newsroom, **values}

    def own(self, text: str) -> str:
        """A name or a title, clean and kept from turning the line around."""
        return i18n.isolated(view.clean(text), self._around)

    def until(self, notice: Notice) -> tuple[str, ...]:
        if not notice.day:
            return ()
        return (self("The link works until %(date)s.", date=i18n.format_date(notice.day, self.locale, "long")),)


def _confirm(notice: Notice, said: _Said) -> NoticeView:
    title = said.own(notice.title)
    asked = (
        "Somebody, we hope you, signed up for %(title)s with this address. Nothing comes to you before you confirm it."
    )
    return NoticeView(
        subject=said("Please confirm: %(title)s", title=title),
        heading=said("Is this address yours?"),
        paragraphs=(said(asked, title=title), *said.until(notice)),
        button=said("Confirm"),
        notes=(said("If it was not you, do nothing: no further mail comes, and the address is forgotten."),),
    )


def _data_link(notice: Notice, said: _Said) -> NoticeView:
    shows = (
        "The page behind this link shows everything we hold about you. "
        "There you can take it with you, correct it or have it erased."
    )
    return NoticeView(
        subject=said("Your data at %(newsroom)s"),
        heading=said("Your data at %(newsroom)s"),
        paragraphs=(said(shows), *said.until(notice)),
        button=said("See your data"),
        notes=(said("If you did not ask for this, do nothing: without this mail nobody can open the page."),),
    )


def _left(notice: Notice, said: _Said) -> NoticeView:
    title = said.own(notice.title)
    return NoticeView(
        subject=said("You are unsubscribed from %(title)s", title=title),
        heading=said("You are unsubscribed"),
        paragraphs=(
            said("No further edition of %(title)s comes to you.", title=title),
            said("If it was not you, for instance because you forwarded a mail, take it back within a day."),
        ),
        button=said("Take it back"),
        notes=(said("This is the last mail about it."),),
    )


def _changed(notice: Notice, said: _Said) -> NoticeView:
    title = said.own(notice.title)
    return NoticeView(
        subject=said("Your choices for %(title)s were changed", title=title),
        heading=said("Your choices were changed"),
        paragraphs=(
            said("Somebody, we hope you, changed what comes to you from %(title)s, or when.", title=title),
            said("If it was not you, for instance because you forwarded a mail, look at it and choose again."),
        ),
        button=said("See your choices"),
        notes=(said("We tell you at most once a day."),),
    )


def _test(notice: Notice, said: _Said) -> NoticeView:
    del notice
    return NoticeView(
        subject=said("Test from %(newsroom)s"),
        heading=said("Test from %(newsroom)s"),
        paragraphs=(said("This mail was sent to see whether mail arrives. It did."),),
        notes=(_why(said),),
    )


def _alert(notice: Notice, said: _Said) -> NoticeView:
    what = said.own(notice.title)
    return NoticeView(
        subject=said("%(newsroom)s needs you: %(what)s", what=what),
        heading=what,
        button=said("Open the desk"),
        faults_heading=said("What went wrong"),
        notes=(_why(said),),
    )


def _morning_report(notice: Notice, said: _Said) -> NoticeView:
    readers = i18n.readers(sum(n for _, n in notice.outcomes), said.locale)
    day = i18n.format_date(notice.day, said.locale, "long") if notice.day else ""
    told = said("%(title)s, %(date)s: %(readers)s", title=said.own(notice.title), date=day, readers=readers)
    return NoticeView(
        subject=told,
        heading=told,
        facts=tuple(
            (i18n.number(n, said.locale), i18n.outcome(state, said.locale)) for state, n in notice.outcomes if n
        ),
        button=said("Open the desk"),
        faults_heading=said("What went wrong"),
        notes=(_why(said),),
    )


def _why(said: _Said) -> str:
    return said("You get this because you look after %(newsroom)s.")


_WORDS: Mapping[NoticeKind, Callable[[Notice, _Said], NoticeView]] = {
    NoticeKind.CONFIRM: _confirm,
    NoticeKind.DATA_LINK: _data_link,
    NoticeKind.LEFT: _left,
    NoticeKind.CHANGED: _changed,
    NoticeKind.TEST: _test,
    NoticeKind.ALERT: _alert,
    NoticeKind.MORNING_REPORT: _morning_report,
}
