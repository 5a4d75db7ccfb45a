"""An edition becomes mail: a theme is compiled once, filled once a locale, and cut into parts for every segment."""

from collections.abc import Mapping
from functools import partial

from digest import mail, text
from digest.model.delivery import Segment
from digest.model.edition import Edition
from digest.model.rendered import Field, Printed, Rendered
from digest.model.settings import Digest, Newsroom
from digest.render import fit, view
from digest.render.marks import PartMarks, parts
from digest.render.notices import NoticeMail, notice
from digest.render.theme import Theme, open_theme

__all__ = ["NoticeMail", "Theme", "edition", "notice", "open_theme"]

WORDS_A_LINK = 12  # a related link takes about as long to read as so many words

# Fit measures with values as long as we expect of any reader.
_LONG_VALUES: Mapping[Field, str] = {**dict.fromkeys(Field, "x" * 180), Field.WEB: "x" * 90}


def edition(
    edition: Edition, *, theme: Theme, digest: Digest, newsroom: Newsroom, locale: str, images: Mapping[str, str]
) -> Rendered:
    """The edition as mail in one locale, for every segment, within the size that mail programs show whole.

    `images` maps the address of an article's image to the address to print; a story whose image is not in it is
    printed without. Raises ThemeError where the theme asks for something that is not there.
    """
    draw = partial(_drawn, theme=theme, digest=digest, newsroom=newsroom, locale=locale, images=images)
    return fit.largest(edition, draw, _fits)


def _drawn(
    trimmed: fit.Trimmed, *, theme: Theme, digest: Digest, newsroom: Newsroom, locale: str, images: Mapping[str, str]
) -> Rendered:
    printed = trimmed.edition
    seen = view.mail(
        printed, digest=digest, newsroom=newsroom, locale=locale, images=images, on_web=dict(trimmed.on_web)
    )
    marks = PartMarks()
    return Rendered(
        edition=printed.id,
        theme=theme.name,
        language=seen.language,
        direction=seen.direction,
        subject=seen.subject,
        preheader=seen.preheader,
        lead=printed.lead.id if printed.lead else None,
        stories=_printed(printed),
        html=parts(theme.fill_html(seen, marks), marks),
        text=parts(theme.fill_text(seen, marks), marks),
        cut=trimmed.cut,
    )


def _printed(edition: Edition) -> tuple[Printed, ...]:
    return tuple(
        Printed(
            id=story.id,
            topic=section.topic,
            headline=story.headline,
            words=text.length_in_words(f"{story.headline} {story.dek}") + WORDS_A_LINK * len(story.related),
        )
        for section in edition.sections
        for story in section.stories
    )


def _fits(rendered: Rendered) -> bool:
    """Whether the mail of the segment with every topic, the longest there is, stays under both limits."""
    whole = mail.segment(rendered, Segment(locale=rendered.language, theme=rendered.theme))
    return (
        len(whole.html(_LONG_VALUES).encode()) <= fit.HTML_BYTES_MAX
        and whole.html_bytes_encoded(_LONG_VALUES) <= fit.ENCODED_BYTES_MAX
    )
