"""A theme that is wrong says where, in one line; one that is right is filled safely whatever the stories hold."""

import shutil
from pathlib import Path

import pytest

from digest import render
from digest.errors import ThemeError
from digest.render import sample
from digest.render.marks import PartMarks
from tests.render import specimen

FRAME, STORY, TEXT = "theme.mjml.j2", "story.html.j2", "text.txt.j2"


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    shutil.copytree(specimen.TEMPLATES / "email" / "gazette", tmp_path / "email" / "mine")
    return tmp_path


def spoil(templates: Path, file: str, old: str, new: str) -> int:
    """Puts a mistake into a theme; the line it is on."""
    path = templates / "email" / "mine" / file
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new, 1), encoding="utf-8")
    return source[: source.index(old)].count("\n") + 1


def complaint(templates: Path) -> str:
    with pytest.raises(ThemeError) as error:
        render.open_theme("mine", templates)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_copied_theme_works_as_it_is(templates: Path) -> None:
    assert render.open_theme("mine", templates).name == "mine"


def test_a_theme_is_compiled_once_for_as_long_as_its_files_say_the_same(templates: Path) -> None:
    first = render.open_theme("mine", templates)
    assert render.open_theme("mine", templates) is first
    spoil(templates, TEXT, "{% for story in mail.leads %}", "Hello.\n{% for story in mail.leads %}")
    changed = render.open_theme("mine", templates)
    assert "Hello." in changed.fill_text(sample.mail(), PartMarks())
    assert "Hello." not in first.fill_text(sample.mail(), PartMarks())


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (FRAME, "{% endcall %}{% for story in mail.leads %}", "{% for story in mail.leads %}", "endcall"),
        (FRAME, "{{ mail.subject }}", "{{ mail.subject }", "'}'"),
        (STORY, "{% macro masthead() %}", "{% marco masthead() %}", "marco"),
        (TEXT, "{% endmacro %}", "{% endmarco %}", "endmarco"),
        (STORY, "story.headline }}</a>", "story.headlin }}</a>", "headlin"),
        (STORY, "mail.title }}</h1>", "mial.title }}</h1>", "mial"),
        (TEXT, "story.dek|wrap", "story.dek|warp", "warp"),
        (TEXT, "reader.manage", "reader.mange", "mange"),
        (FRAME, "<mj-column><mj-text padding", "<mj-colum><mj-text padding", "<mj-column>?"),
        (FRAME, "</mj-column></mj-section>", "</mj-section>", "mj-column"),
        (FRAME, 'padding="26px 24px 0"', "padding=26px", "padding in <mj-text> stands without quotes"),
        (FRAME, "</mj-head>", "<![CDATA[x]]></mj-head>", "unexpected token"),
    ],
)
def test_a_mistake_is_named_with_file_and_line(templates: Path, file: str, old: str, new: str, says: str) -> None:
    line = spoil(templates, file, old, new)
    said = complaint(templates)
    assert file in said
    assert says in said
    if "endcall" not in said:
        assert f"{file}:{line}:" in said


def test_text_that_mjml_cannot_read_is_a_theme_error(templates: Path) -> None:
    spoil(templates, FRAME, "{{ part.masthead() }}", "3 < 4")
    assert FRAME in complaint(templates)


def test_a_missing_file_is_named(templates: Path) -> None:
    (templates / "email" / "mine" / STORY).unlink()
    assert STORY in complaint(templates)


def test_an_unknown_theme_says_what_a_theme_is(tmp_path: Path) -> None:
    with pytest.raises(ThemeError, match=r"there is no theme nobody.*theme\.mjml\.j2"):
        render.open_theme("nobody", tmp_path)


def test_a_theme_cannot_read_files_outside_its_folder(templates: Path) -> None:
    (templates / "secret.txt").write_text("key", encoding="utf-8")
    spoil(templates, FRAME, '"story.html.j2"', '"../../secret.txt"')
    assert "secret" in complaint(templates)


@pytest.mark.parametrize(
    "loop",
    [
        "{% for a in range(10**12) %}{% for b in range(10**12) %}{{ 'xxxxxxxxxx' }}{% endfor %}{% endfor %}",
        "{% for a in mail.sections * 9999 %}{% for b in mail.sections * 9999 %}{% endfor %}{% endfor %}",
        "{% for a in range(9999) %}{% for b in range(9999) if b > a %}{% endfor %}{% endfor %}",
        "{{ 'x' * 10 ** 10 }}",
        "{% set many = mail.sections * 10 ** 9 %}",
        "{{ 9 ** (9 ** 9) }}",
        "{{ lipsum(n=10 ** 9) }}",
        "{% include 'text.txt.j2' %}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "{{ 1 / 0 }}",
    ],
)
def test_a_loop_without_end_is_a_theme_error(templates: Path, loop: str) -> None:
    path = templates / "email" / "mine" / TEXT
    path.write_text(f"A mail\n{loop}", encoding="utf-8")
    assert f"{TEXT}:2: " in complaint(templates)


def test_a_loop_of_many_rounds_in_an_imported_file_is_a_theme_error(templates: Path) -> None:
    line = spoil(
        templates,
        STORY,
        "<h1 ",
        "{% for a in mail.sections * 9999 %}{% for b in mail.sections * 999 %}{% endfor %}{% endfor %}<h1 ",
    )
    assert f"{STORY}:{line}: loops go through more than" in complaint(templates)


def test_what_a_theme_loops_over_and_multiplies_stays_what_it_is(templates: Path) -> None:
    path = templates / "email" / "mine" / TEXT
    path.write_text(
        "{% for n in range(3) %}{{ loop.index }}/{{ loop.length }}{{ '' if loop.last else ', ' }}{% endfor %} "
        "{{ 3 * 4 }} {{ '-' * 5 }} {{ 2 ** 5 }} {% for k, v in {'a': 1}.items() %}{{ k }}={{ v }}{% endfor %}",
        encoding="utf-8",
    )
    theme = render.open_theme("mine", templates)
    assert theme.fill_text(sample.mail(), PartMarks()) == "1/3, 2/3, 3/3 12 ----- 32 a=1"
