"""Ten sites as they are met, in eight languages and five scripts: every field as a careful reader takes it."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from digest.collect import pages

SITES = Path(__file__).parent / "sites"
EXPECTED: dict[str, dict[str, Any]] = tomllib.loads((SITES / "expected.toml").read_text(encoding="utf-8"))


def test_every_page_has_its_answers():
    assert {path.stem for path in SITES.glob("*.html")} == set(EXPECTED)


@pytest.fixture(scope="module", params=sorted(EXPECTED))
def read(request: pytest.FixtureRequest) -> tuple[pages.Page, dict[str, Any]]:
    expected = EXPECTED[request.param]
    return pages.extract((SITES / f"{request.param}.html").read_bytes(), expected["asked"]), expected


def test_the_fields_of_a_page_are_right(read):
    """Address, headline without the site's name, standfirst, people, language, kind, paywall."""
    page, expected = read
    assert page.url == expected["url"]
    assert page.title == expected["title"]
    assert page.standfirst == expected["standfirst"]
    assert list(page.authors) == expected["authors"]
    assert page.language == expected["language"]
    assert page.kind == expected["kind"]
    assert page.paywalled is expected.get("paywalled")


def test_the_date_of_a_page_is_right(read):
    """With the publisher's offset, and the hour where the page says one."""
    page, expected = read
    assert page.published_at is not None
    assert page.published_at.isoformat() == expected["published"].isoformat()
    assert page.published_precision == expected["precision"]


def test_the_picture_of_a_page_is_right(read):
    """Never a logo, with what it shows in words where the page says so."""
    page, expected = read
    assert (page.image.url if page.image else None) == expected.get("image")
    assert (page.image.alt if page.image else "") == expected.get("alt", "")


def test_the_text_of_a_page_is_whole_and_nothing_else(read):
    """Its kinds of block in order, its first and last words, and no word of the site around it."""
    page, expected = read
    assert [block.kind.value for block in page.blocks] == expected["blocks"].split()
    assert page.blocks[0].text.startswith(expected["opening"])
    assert page.text.endswith(expected["ending"])
    assert [words for words in expected["absent"] if words in page.text] == []


def test_the_links_of_a_page_are_told_apart(read):
    """The publisher's own pointers, and the sources that the text cites."""
    page, expected = read
    assert [link.title for link in page.related] == expected["related"]
    assert all(link.url for link in page.related)
    assert list(page.outbound) == expected["outbound"]
