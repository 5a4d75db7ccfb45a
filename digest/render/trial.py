"""A theme on trial: every mistake in its files, and what the checks say of a mail printed with it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from digest import checks, mail
from digest.checks import clients, contrast, document, headings
from digest.errors import ThemeError
from digest.model.delivery import Segment
from digest.model.fault import Fault
from digest.render import edition as rendered
from digest.render import specimen
from digest.render.notices import notice
from digest.render.theme import Theme, home_of, open_theme, source_faults

LOCALES = ("en", "ar")
"""Read from left to right and from right to left."""

_OF_A_PAGE = (document, headings, contrast, clients)
_AVOIDED = {
    re.compile(r"<mj-preview\b"): "mj-preview has no language and looks like spam: print a preheader in HTML",
    re.compile(r"<mj-table\b"): "mj-table loses its role, and screen readers count its cells aloud",
    re.compile(r"<mj-wrapper\b[^>]*\b(?:padding|gap)"): "padding and gap of mj-wrapper differ between MJML's compilers",
    re.compile(r"<mj-style\b[^>]*\binline\b"): "mj-style inline is left out by our compiler",
    re.compile(r"<mj-(?:html-attributes|carousel|accordion|navbar)\b"): "this tag differs between MJML's compilers",
    re.compile(r"<mj-font\b|@import|@font-face"): "a font that is loaded tracks readers, and most programs drop it",
    re.compile(r"<(?:script|iframe|form|object)\b"): "mail programs drop this element, or the whole mail",
}

_TRACE = re.compile(r"(#[0-9a-f]{6}|#[0-9a-f]{3})\b|(\d+) px")


def faults(name: str, folder: Path) -> tuple[Fault, ...]:
    """Everything that keeps the theme from being used, each with file and line where it has one."""
    try:
        found = tuple(source_faults(home_of(name, folder)))
    except ThemeError as error:
        return (error.fault,)
    if found:
        return found
    try:
        open_theme(name, folder)
    except ThemeError as error:
        return (error.fault,)
    return ()


def advice(theme: Theme) -> tuple[Fault, ...]:
    """What in the theme's files works here and fails with readers, or with another MJML compiler."""
    return tuple(
        Fault(where=f"{path}:{number}", what=what)
        for path in sorted(theme.folder.glob("*.j2"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        for pattern, what in _AVOIDED.items()
        if pattern.search(line) and (path.name.endswith(".mjml.j2") or "mj-" not in pattern.pattern)
    )


def findings(theme: Theme) -> Iterator[tuple[bool, Fault]]:
    """What the checks find in the specimen edition and in a notice, and whether it would stop an edition."""
    seen: set[tuple[str, str]] = set()
    for locale in LOCALES:
        for finding in (*checks.run(proof(theme, locale)), *_of_notice(theme, locale)):
            if (finding.check, finding.what) not in seen:
                seen.add((finding.check, finding.what))
                what = f"{finding.what} (in {locale}, {finding.where})"
                yield finding.blocking, Fault(where=_place(theme, finding.what), what=what, hint=finding.why)


def _of_notice(theme: Theme, locale: str) -> Iterator[checks.Finding]:
    printed = notice(specimen.NOTICE, theme=theme, newsroom=specimen.NEWSROOM, locale=locale)
    page = replace(proof(theme, locale), html=printed.html)
    return (finding for check in _OF_A_PAGE for finding in check.find(page))


def _place(theme: Theme, what: str) -> str:
    """The line of the theme that first has the colour or size a finding names, else the theme's folder."""
    for colour, size in _TRACE.findall(what):
        sought = re.compile(re.escape(colour) if colour else rf"font(?:-size)?[:=]\"?(?:bold )?{size}px", re.IGNORECASE)
        for path in sorted(theme.folder.glob("*.j2"), key=lambda path: (path.name.startswith("notice"), path.name)):
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if sought.search(line):
                    return f"{path}:{number}"
    return str(theme.folder)


def proof(theme: Theme, locale: str) -> checks.Proof:
    """The specimen edition as one reader would get it."""
    made = rendered(
        specimen.EDITION,
        theme=theme,
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        locale=locale,
        images=specimen.IMAGES,
    )
    whole = mail.segment(made, Segment(locale=locale, theme=theme.name))
    letterhead = mail.letterhead(specimen.EDITION, digest=specimen.DIGEST, newsroom=specimen.NEWSROOM)
    return checks.Proof(
        edition=specimen.EDITION,
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        language=locale,
        html=whole.html(specimen.READER),
        text=whole.text(specimen.READER),
        message=whole.message(specimen.READER, envelope=letterhead),
        values=specimen.READER,
        theme=theme.name,
    )
