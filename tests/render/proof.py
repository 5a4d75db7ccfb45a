"""The specimen edition as the checks see it."""

from digest import mail, render
from digest.checks import Proof
from digest.model.delivery import Segment
from digest.model.edition import Edition
from tests.render import specimen

THEMES = {name: render.open_theme(name, specimen.TEMPLATES) for name in ("gazette", "bulletin", "plain")}


def proof(theme: str, locale: str, edition: Edition | None = None) -> Proof:
    edition = edition or specimen.edition()
    rendered = render.edition(
        edition,
        theme=THEMES[theme],
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        locale=locale,
        images=specimen.IMAGES,
    )
    whole = mail.segment(rendered, Segment(locale=locale, theme=theme))
    letterhead = mail.letterhead(edition, digest=specimen.DIGEST, newsroom=specimen.NEWSROOM)
    return Proof(
        edition=edition,
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        language=rendered.language,
        html=whole.html(specimen.READER),
        text=whole.text(specimen.READER),
        message=whole.message(specimen.READER, envelope=letterhead),
        values=specimen.READER,
    )
