"""Templates: a newsroom's own pages win, and a mistake in one is named before anybody meets it."""

from dataclasses import replace
from pathlib import Path

import pytest

from digest.errors import ThemeError
from digest.web.pages import Pages, open_pages
from digest.web.static_files import StaticFiles
from tests.web import house


def pages(tmp_path: Path, **own: str) -> Pages:
    templates = tmp_path / "templates"
    (templates / "site").mkdir(parents=True)
    for name, text in own.items():
        (templates / "site" / f"{name}.html.j2").write_text(text, encoding="utf-8")
    settings = house.settings(tmp_path, "sqlite:///none.db")
    return open_pages(replace(settings, templates_path=templates), "site", StaticFiles(""))


def test_pages_that_a_newsroom_has_not_made_come_with_digest(tmp_path):
    page = pages(tmp_path).html("fault", title="Gone", sentence="It is <b>gone</b>.")
    assert b"It is &lt;b&gt;gone&lt;/b&gt;." in page.body
    assert b'<html lang="en" dir="ltr">' in page.body


def test_a_newsrooms_own_page_wins(tmp_path):
    page = pages(tmp_path, fault="<p>{{ newsroom.name }}: {{ sentence }}</p>").html("fault", sentence="Gone.")
    assert page.body == b"<p>Harbour News: Gone.</p>"


def test_a_mistake_in_a_template_is_named_with_file_and_line(tmp_path):
    with pytest.raises(ThemeError, match=r"templates/site/fault\.html\.j2:2: "):
        pages(tmp_path, fault="<p>\n{% if %}</p>")
