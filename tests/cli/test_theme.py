"""`digest theme check`: a theme that is right is said to be; a wrong one is told by file and line."""

import shutil
from pathlib import Path

import pytest

from tests import newsroom
from tests.cli.conftest import Run


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A copied theme in a newsroom of its own."""
    templates = tmp_path / "templates"
    shutil.copytree(newsroom.TEMPLATES, templates)
    newsroom.make(tmp_path)
    shutil.copytree(templates / "email" / "gazette", templates / "email" / "mine")
    return templates / "email" / "mine"


def spoil(theme: Path, file: str, old: str, new: str) -> int:
    path = theme / file
    source = path.read_text(encoding="utf-8")
    assert old in source
    path.write_text(source.replace(old, new), encoding="utf-8")
    return source[: source.index(old)].count("\n") + 1


def test_the_themes_that_come_with_it_are_right(digest: Run, mine: Path):
    said = digest("theme", "check")
    assert said.code == 0, said.out
    assert said.out.splitlines() == ["bulletin is right.", "gazette is right.", "mine is right.", "plain is right."]


def test_two_mistakes_of_syntax_are_both_told(digest: Run, mine: Path):
    frame = spoil(mine, "theme.mjml.j2", "<mj-column><mj-text padding", "<mj-colum><mj-text padding")
    text = spoil(mine, "text.txt.j2", "{% for story in mail.leads %}", "{% fro story in mail.leads %}")
    said = digest("theme", "check", "mine")
    assert said.code == 1
    assert f"theme.mjml.j2:{frame}: <mj-colum> is not an MJML tag" in said.out
    assert f"text.txt.j2:{text}:" in said.out


def test_a_missing_variable_is_told_with_its_line(digest: Run, mine: Path):
    line = spoil(mine, "story.html.j2", "mail.title }}</h1>", "mail.titel }}</h1>")
    said = digest("theme", "check", "mine")
    assert said.code == 1
    assert f"story.html.j2:{line}:" in said.out
    assert "titel" in said.out


def test_a_pale_colour_is_told_where_it_stands(digest: Run, mine: Path):
    line = spoil(mine, "story.html.j2", ";color:#595959;margin:", ";color:#aaaaaa;margin:")
    said = digest("theme", "check", "mine")
    assert said.code == 1
    assert f"story.html.j2:{line}: #aaaaaa on #ffffff" in said.out


def test_small_print_is_told_where_it_stands(digest: Run, mine: Path):
    line = spoil(mine, "story.html.j2", "font:14px/20px", "font:13px/20px")
    said = digest("theme", "check", "mine")
    assert said.code == 3
    assert f"warning: {mine}/story.html.j2:{line}: text of 13 px" in said.out


def test_a_theme_without_a_way_out_is_at_fault(digest: Run, mine: Path):
    spoil(mine, "story.html.j2", "reader.unsubscribe", "reader.web")
    said = digest("theme", "check", "mine")
    assert said.code == 1
    assert "no link to unsubscribe" in said.out


def test_what_other_programs_drop_is_a_warning(digest: Run, mine: Path):
    line = spoil(mine, "theme.mjml.j2", "<mj-title>", "<mj-preview>Hello</mj-preview><mj-title>")
    said = digest("theme", "check", "mine")
    assert said.code in (1, 3)
    assert f"warning: {mine}/theme.mjml.j2:{line}: mj-preview" in said.out


def test_an_unknown_theme_is_one_clear_line(digest: Run, mine: Path):
    said = digest("theme", "check", "nobody")
    assert said.code == 1
    assert "there is no theme nobody" in said.out


def test_the_sample_mail_can_be_looked_at(digest: Run, mine: Path, tmp_path: Path):
    page = tmp_path / "page.html"
    assert digest("theme", "check", "mine", "--page", str(page)).code == 0
    assert "Keepers light the old lamp" in page.read_text(encoding="utf-8")
    assert digest("theme", "check", "--page", str(page)).code == 2
