"""Themes: folders of templates, compiled once and filled for every edition. Mail's one door of jinja2."""

import html
import re
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import jinja2

from digest import i18n
from digest.errors import ThemeError
from digest.model.fault import Fault
from digest.model.rendered import Condition, Field, Role, SegmentField, condition
from digest.render import bounds, columns, mjml, sample
from digest.render.marks import Mark, Marks, PartMarks, latin_1_as_entities
from digest.render.printed import MailView, NoticeView, RunningView, SectionView, StoryView

FRAME, TEXT = "theme.mjml.j2", "text.txt.j2"
NOTICE_FRAME, NOTICE_TEXT = "notice.mjml.j2", "notice.txt.j2"
OUTPUT_LETTERS_MAX = 20_000_000  # what thousands of stories make before they are cut to fit
TEMPLATE_BYTES_MAX = 500_000
THEMES_KEPT = 16

_FILLING_ERRORS = (
    jinja2.TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
)
_QUOTED = re.compile(r"'([A-Za-z_]\w*)'")


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A compiled theme."""

    name: str
    folder: Path
    html: jinja2.Template
    text: jinja2.Template
    notice_page: jinja2.Template
    notice_lines: jinja2.Template

    def fill_html(self, mail: MailView, marks: Marks) -> str:
        """The page, its marks still in it. Raises ThemeError."""
        return latin_1_as_entities(self._filled(self.html, _context(mail, marks, plain=False)))

    def fill_text(self, mail: MailView, marks: Marks) -> str:
        """The plain text, its marks still in it. Raises ThemeError."""
        return self._filled(self.text, _context(mail, marks, plain=True))

    def notice_html(self, notice: NoticeView) -> str:
        """A notice's page. Raises ThemeError."""
        return latin_1_as_entities(self._filled(self.notice_page, _notice_context(notice, plain=False)))

    def notice_text(self, notice: NoticeView) -> str:
        """A notice's plain text. Raises ThemeError."""
        return self._filled(self.notice_lines, _notice_context(notice, plain=True))

    def _filled(self, template: jinja2.Template, context: Mapping[str, object]) -> str:
        try:
            return _bounded(template.generate(context), f"{self.folder / str(template.name)}")
        except _FILLING_ERRORS as error:
            raise _filling_error(error, self.folder, str(template.name)) from None


def open_theme(name: str, folder: Path) -> Theme:
    """The theme `name` of a templates folder, tried with a sample mail. Raises ThemeError naming file and line.

    Opened again, it is the same one for as long as its files say the same: compiling takes 60 ms.
    """
    home = home_of(name, folder)
    return _opened(name, home, _written(home))


def _written(home: Path) -> tuple[tuple[str, bytes], ...]:
    """What the files of a theme say, as far as a template may be long."""
    try:
        return tuple((path.name, _beginning(path)) for path in sorted(home.iterdir()) if path.is_file())
    except OSError as error:
        raise ThemeError(f"cannot be read: {error.strerror}", where=str(error.filename)) from None


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(TEMPLATE_BYTES_MAX + 1)


@lru_cache(maxsize=THEMES_KEPT)
def _opened(name: str, home: Path, _files: tuple[tuple[str, bytes], ...]) -> Theme:
    theme = _compiled(name, home)
    for fill in (theme.fill_html, theme.fill_text):
        fill(sample.mail(), PartMarks())
    for fill_notice in (theme.notice_html, theme.notice_text):
        fill_notice(sample.notice())
    return theme


def _compiled(name: str, home: Path) -> Theme:
    environment = _environment(home)
    try:
        return Theme(
            name=name,
            folder=home,
            html=environment.get_template(FRAME),
            text=environment.get_template(TEXT),
            notice_page=environment.get_template(NOTICE_FRAME),
            notice_lines=environment.get_template(NOTICE_TEXT),
        )
    except jinja2.TemplateSyntaxError as error:
        raise ThemeError(str(error.message), where=f"{home / (error.name or FRAME)}:{error.lineno}") from None
    except jinja2.TemplateNotFound as error:
        raise ThemeError(f"theme {name} has no {error.name}", where=str(home)) from None


def source_faults(home: Path) -> Iterator[Fault]:
    """Every mistake of syntax in a theme's files, with file and line."""
    for path in sorted(home.glob("*.j2")):
        source = _read(path)
        try:
            jinja2.Environment(autoescape=True).parse(source, path.name)
        except jinja2.TemplateSyntaxError as error:
            yield Fault(where=f"{path}:{error.lineno}", what=str(error.message))
        if path.name.endswith(".mjml.j2"):
            yield from mjml.faults(source, where=str(path))


def home_of(name: str, folder: Path) -> Path:
    """The folder of a theme. Raises ThemeError where there is none."""
    for home in (folder / "email" / name, folder / name):
        if (home / FRAME).is_file():
            return home
    raise ThemeError(
        f"there is no theme {name}", where=str(folder), hint=f"A theme is a folder with {FRAME} and {TEXT} in it."
    )


def _environment(home: Path) -> jinja2.Environment:
    environment = bounds.Environment(
        loader=jinja2.FunctionLoader(lambda name: _source(home, name)),
        autoescape=lambda name: name is None or not name.endswith(".txt.j2"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"wrap": columns.wrapped, "rule": columns.rule}
    return environment


def _source(home: Path, name: str) -> tuple[str, str, None] | None:
    """A template's text and its file; a frame's text after MJML has made HTML of it."""
    path = home / name
    if not path.is_file() or path.resolve().parent != home.resolve():
        return None
    source = _read(path)
    if not name.endswith(".mjml.j2"):
        return source, str(path), None
    # Jinja reads the frame as it was written first: so its complaints have the lines that its author sees.
    jinja2.Environment(autoescape=True).parse(source, name)
    return mjml.compiled(source, where=str(path)), str(path), None


def _read(path: Path) -> str:
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ThemeError(f"cannot be read: {error}", where=str(path)) from None
    if len(source) > TEMPLATE_BYTES_MAX:
        raise ThemeError(f"is over {TEMPLATE_BYTES_MAX:,} bytes", where=str(path))
    return source


def _bounded(pieces: Any, where: str) -> str:  # noqa: ANN401  (jinja2's generator is untyped)
    filled: list[str] = []
    letters = 0
    for piece in pieces:
        filled.append(piece)
        letters += len(piece)
        if letters > OUTPUT_LETTERS_MAX:
            raise ThemeError(f"prints over {OUTPUT_LETTERS_MAX:,} letters", where=where, hint="Look for a loop.")
    return "".join(filled)


def _context(mail: MailView, marks: Marks, *, plain: bool) -> Mapping[str, object]:
    return {
        "mail": mail,
        "reader": {field.value: marks.field(field) for field in Field},
        "counts": marks.field(SegmentField.COUNTS),
        "when": When(marks),
        "_": _words(mail.language, plain=plain),
        bounds.ROUNDS: bounds.Rounds(),
    }


def _notice_context(notice: NoticeView, *, plain: bool) -> Mapping[str, object]:
    return {"notice": notice, "_": _words(notice.language, plain=plain), bounds.ROUNDS: bounds.Rounds()}


def _words(language: str, *, plain: bool) -> Callable[..., str]:
    """`_('…', name=value)` for a theme: the message in the mail's language, its values escaped where they must be."""
    words = i18n.catalogue(language)

    def word(message: str, **values: object) -> str:
        said = words.gettext(message)
        if plain:
            return said % values if values else said
        safe = html.escape(said)
        return Mark(safe % {name: _escaped(value) for name, value in values.items()} if values else safe)

    return word


def _escaped(value: object) -> str:
    return value if isinstance(value, Mark) else html.escape(str(value))


Body = Callable[[], str]


class When:
    """`{% call when.lead(story) %} … {% endcall %}`: what of a mail is printed in which segments."""

    def __init__(self, marks: Marks) -> None:
        self._marks = marks

    def lead(self, story: StoryView, *, caller: Body) -> str:
        return self._where(condition(Role.LEAD, story.id), caller)

    def plain(self, story: StoryView, *, caller: Body) -> str:
        """In its section: for a story that never leads, wherever its topic is printed."""
        of = condition(Role.PLAIN, story.id) if story.may_lead else condition(Role.TOPIC, story.topic)
        return self._where(of, caller)

    def opens(self, story: StoryView, *, caller: Body) -> str:
        return self._where(condition(Role.OPENS, story.id), caller)

    def section(self, section: SectionView, *, caller: Body) -> str:
        """Where something is left of a section when the lead is taken out."""
        alone = len(section.stories) == 1 and not section.more_on_web
        of = condition(Role.PLAIN, section.opening.id) if alone else condition(Role.TOPIC, section.topic)
        return self._where(of, caller)

    def running(self, lines: tuple[RunningView, ...], *, caller: Body) -> str:
        """Where the topic of one of these lines is chosen."""
        return self._where_any(frozenset(condition(Role.RUNNING, line.topic) for line in lines), caller)

    def several(self, *, caller: Body) -> str:
        return self._where(condition(Role.SEVERAL), caller)

    def _where(self, of: Condition, body: Body) -> str:
        return self._where_any(frozenset({of}), body)

    def _where_any(self, conditions: frozenset[Condition], body: Body) -> str:
        return self._marks.when(conditions, body)


def _filling_error(error: Exception, folder: Path, template: str) -> ThemeError:
    """One line for what a theme asked for and did not get, with the line that asks for it."""
    what = (
        str(error)
        if isinstance(error, jinja2.UndefinedError | bounds.TooMuchError)
        else f"{type(error).__name__}: {error}"
    )
    if spot := _spot(error, folder):
        return ThemeError(what, where=spot)
    names = _QUOTED.findall(str(error))
    for path in sorted(folder.glob("*.j2"), key=lambda path: path.name != template):
        line = _line_with(path, names[-1]) if names else None
        if line:
            return ThemeError(what, where=f"{path}:{line}")
    return ThemeError(what, where=str(folder / template))


def _spot(error: Exception, folder: Path) -> str:
    """The innermost line of a theme's file that was being filled; the lines of a frame are those of its HTML."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).parent == folder and frame.lineno]
    last = own[-1] if own else None
    return f"{last.filename}:{last.lineno}" if last and not last.filename.endswith(".mjml.j2") else ""


def _line_with(path: Path, name: str) -> int | None:
    pattern = re.compile(rf"\b{re.escape(name)}\b")
    lines = _read(path).splitlines()
    return next((number for number, line in enumerate(lines, 1) if pattern.search(line)), None)
