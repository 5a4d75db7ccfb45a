"""When two articles are one: addresses in other clothes, versions, and copies at other publishers."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from digest.collect import same
from digest.model.article import Article, Block, BlockKind, Image, Precision

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
WORDS = [
    "harbour",
    "council",
    "pier",
    "winter",
    "ferry",
    "quay",
    "timber",
    "vote",
    "budget",
    "storm",
    "rope",
    "salt",
    "fish",
    "mayor",
    "engineer",
    "market",
    "crane",
    "dock",
    "tide",
    "boat",
    "pilot",
    "sailor",
    "barge",
    "anchor",
    "lantern",
    "warehouse",
    "customs",
    "cargo",
    "captain",
    "channel",
    "bridge",
    "gull",
    "lighthouse",
    "net",
    "oar",
    "paddle",
    "quarrel",
    "reef",
    "sail",
    "tug",
    "vessel",
    "wharf",
]


def prose(seed: int, words: int = 160) -> str:
    draw = random.Random(seed)
    return " ".join(draw.choice(WORDS) for _ in range(words))


def article(
    url: str, text: str, *, title: str = "Pier closes", hours: float = 0, publisher: str = "Gazette", source: str = "s"
) -> Article:
    blocks = (Block(kind=BlockKind.PARAGRAPH, text=text),) if text else ()
    return Article(
        id=same.article_id(url, title, text),
        url=url,
        source=source,
        publisher=publisher,
        title=title,
        blocks=blocks,
        published_at=NOON + timedelta(hours=hours),
        published_precision=Precision.TIME,
        collected_at=NOON + timedelta(hours=20),
    )


@pytest.mark.parametrize(
    "url",
    [
        "http://gazette.example/pier",
        "https://www.gazette.example/pier/",
        "https://gazette.example:443/pier",
        "https://gazette.example/pier?utm_source=x&utm_medium=y",
        "https://gazette.example/pier#comments",
        "https://m.gazette.example/pier",
        "https://amp.gazette.example/pier",
        "https://gazette.example/pier/amp/",
        "https://gazette.example/pier?amp=1",
        "https://gazette.example/amp/pier",
        "https://GAZETTE.example/pier?fbclid=abc",
        "https://gazette.example/pier?at_medium=rss&ref=home",
        "https://gazette.example/pier/index.html",
        "https://gazette.example/pier?outputType=amp",
    ],
)
def test_one_article_has_one_canonical_address(url):
    """Schemes, hosts, tracking and mobile forms fall away."""
    assert same.canonical(url) == "https://gazette.example/pier"


@pytest.mark.parametrize(
    "url",
    [
        "https://gazette.example/?p=12",
        "https://gazette.example/pier?page=2",
        "https://gazette.example/pier-2",
        "https://quay.example/pier",
    ],
)
def test_what_tells_articles_apart_stays_in_the_address(url):
    """A query that chooses the article is no tracking."""
    assert same.canonical(url) != "https://gazette.example/pier"
    assert same.canonical(url) != same.canonical("https://gazette.example/")


def test_an_article_without_an_address_is_known_by_its_content():
    """The same file twice is one article, whatever its capitals; another text is another."""
    assert same.article_id(None, "Pier closes", "Text.") == same.article_id(None, "PIER closes", "text")
    assert same.article_id(None, "Pier closes", "Text.") != same.article_id(None, "Pier closes", "Other.")


def test_two_versions_of_one_address_become_one_full_article():
    """The most text wins, holes are filled from the other, and the first sight stays."""
    teaser = replace(
        article("https://gazette.example/pier?utm_source=a", ""),
        image=Image(url="https://gazette.example/a.jpg"),
        collected_at=NOON,
    )
    full = article("https://m.gazette.example/pier", prose(1))
    found = same.merged([teaser, full])
    assert len(found) == 1
    assert found[0].text == prose(1)
    assert found[0].image == teaser.image
    assert found[0].collected_at == NOON


def test_a_wire_copy_names_the_article_that_was_there_first():
    """Cut at the end and with a line of its own, it is still the same text."""
    first = article("https://gazette.example/pier", prose(1))
    copy = article(
        "https://quay.example/wire",
        prose(1)[:700] + " our own line " + prose(9, 20),
        hours=1,
        publisher="Quay",
        title="Old pier to shut",
    )
    other = article("https://quay.example/other", prose(2), hours=2, publisher="Quay")
    marks = {found.url: found.copy_of for found in same.merged([copy, other, first])}
    assert marks == {first.url: None, copy.url: first.id, other.url: None}


def test_copies_of_copies_name_the_original():
    """No chains: each copy points to the first article."""
    row = [article(f"https://p{n}.example/x", prose(1), hours=n, publisher=f"P{n}") for n in range(4)]
    assert [found.copy_of for found in same.merged(row)] == [None, row[0].id, row[0].id, row[0].id]


def test_an_article_from_yesterday_is_the_original_of_today_s_copy():
    """What we hold already has precedence, even where the copy claims an earlier hour."""
    earlier = article("https://gazette.example/pier", prose(1))
    copy = article("https://quay.example/wire", prose(1), hours=-1, publisher="Quay")
    assert [found.copy_of for found in same.merged([copy], [earlier])] == [earlier.id]


def test_the_order_of_the_input_does_not_matter():
    """The same articles give the same result."""
    row = [article(f"https://p{n}.example/x", prose(n % 5), hours=n % 3, publisher=f"P{n}") for n in range(25)]
    expected = same.merged(row)
    for seed in range(3):
        random.Random(seed).shuffle(row)
        assert same.merged(row) == expected


def test_short_texts_and_one_site_s_boilerplate_are_no_copies():
    """Two teasers can be alike; so can two pages that both say "for members"."""
    teasers = [
        article(f"https://p{n}.example/x", "The pier closes before winter.", publisher=f"P{n}") for n in range(2)
    ]
    boilerplate = [
        article(f"https://p.example/{n}", prose(1), title=title)
        for n, title in enumerate(("Docker logs", "Nginx tuning"))
    ]
    assert not any(found.copy_of for found in same.merged([*teasers, *boilerplate]))


def test_copies_are_found_in_scripts_without_spaces():
    """Runs of signs stand in for runs of words."""
    text = "".join(
        random.Random(4).choice("港口议会码头冬季渡轮北岸木桩投票预算风暴绳索盐鱼市长工程师市场") for _ in range(300)
    )
    found = same.merged([article("https://a.example/1", text), article("https://b.example/1", text[:260], hours=1)])
    assert found[1].copy_of == found[0].id


def test_a_later_teaser_does_not_take_the_text_away():
    """An article we hold in full stays full."""
    held = article("https://gazette.example/pier", prose(1), source="first")
    again = article("https://gazette.example/pier", "Teaser.", source="second")
    found = same.merged([again], [held])
    assert (found[0].text, found[0].source) == (prose(1), "first")
