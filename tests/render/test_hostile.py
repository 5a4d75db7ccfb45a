"""Whatever a newsroom, its publishers and its readers write is printed in its place, and is nothing but text."""

import pytest

from digest import i18n
from tests.render import hostile, printed

CASES = 100
MESSAGE_EVERY = 5  # messages take longest to read back


@pytest.mark.parametrize("first", range(0, CASES, 20))
def test_every_text_stands_in_its_place_and_nothing_else_appears(first: int) -> None:
    """Tags, braces, controls, turned lines and megabytes, in every field; `make prove` tries five thousand."""
    for seed in range(first, first + 20):
        theme, locale = hostile.setting(seed)
        case = hostile.case(seed, locale)
        for mail, calm in printed.twins(case, theme, locale):
            assert list(printed.differences(case, mail, calm)) == [], f"seed {seed}"
            if seed % MESSAGE_EVERY == 0:
                assert list(printed.faults_of_message(case, mail)) == [], f"seed {seed}"


def test_a_text_that_leaves_its_place_would_be_seen() -> None:
    """The comparison itself: markup that is let through, a letter that is lost, an attribute that is added."""
    case = hostile.case(1)
    ((mail, calm), *_) = printed.twins(case, "plain", "en")
    page, meant = mail.html(case.hostile.reader), case.expected(printed.tree(calm.html(case.calm.reader)))
    assert list(printed.compared("page", printed.tree(page), meant)) == []
    for old, new in (("</h1>", "<b>x</b></h1>"), ("<h1 ", "<h1 onclick=x "), ("&lt;", "<"), ("</p>", ".</p>")):
        assert old in page
        assert list(printed.compared("page", printed.tree(page.replace(old, new, 1)), meant))


def test_every_language_has_its_turn() -> None:
    assert {hostile.setting(seed) for seed in range(CASES)} >= {("gazette", locale) for locale in i18n.available()}
