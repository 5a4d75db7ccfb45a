"""Include and exclude patterns say which articles of a source are wanted."""

import pytest

from digest.collect import wanted
from digest.model.settings import Source, SourceKind
from tests import world

URL = "https://gazette.example/sport/football/cup-final"


def source(include: tuple[str, ...] = (), exclude: tuple[str, ...] = ()) -> Source:
    return Source(id="g", kind=SourceKind.FEED, url="feed.xml", publisher="G", include=include, exclude=exclude)


@pytest.mark.parametrize(
    ("include", "exclude", "is_wanted"),
    [
        ((), (), True),
        (("cup final",), (), True),
        (("Crossword", "CUP  FINAL"), (), True),
        (("crossword",), (), False),
        (("/sport/",), (), True),
        (("gazette.example/*/cup",), (), True),
        (("/culture/",), (), False),
        (("cup*draw",), (), False),
        (("final*cup",), (), False),
        (("/sport/",), ("final",), False),
        ((), ("/sport/*final",), False),
        ((), ("sport",), True),  # without a slash: of the title alone
    ],
)
def test_an_article_is_wanted(include: tuple[str, ...], exclude: tuple[str, ...], is_wanted: bool):
    article = world.article(title="Cup final: Marlow win late", url=URL)
    assert wanted.is_wanted(article, source(include, exclude)) is is_wanted


@pytest.mark.parametrize(
    ("include", "exclude", "may_be"),
    [
        (("/sport/",), (), True),
        (("/culture/",), (), False),
        (("/culture/", "cup final"), (), True),  # its title may still fit
        ((), ("/sport/",), False),
        ((), ("cup final",), True),
    ],
)
def test_an_address_tells_as_much_as_it_can(include: tuple[str, ...], exclude: tuple[str, ...], may_be: bool):
    """So that no page is fetched in vain, and none that may be wanted is passed over."""
    assert wanted.may_be(URL, source(include, exclude)) is may_be


def test_a_pattern_of_many_stars_costs_no_more_than_the_title_is_long():
    """A matcher that tries again from every place would never end here."""
    article = world.article(title="a" * 5_000)
    assert not wanted.is_wanted(article, source(("a*" * 500 + "b",)))
