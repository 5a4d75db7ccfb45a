"""Related links: each reason is true, no publisher family twice, copies folded."""

from dataclasses import replace

from digest.group import lead, related
from digest.model.article import Article, ArticleKind, Link, Precision
from digest.model.story import Reason, RelatedLink
from tests import world
from tests.group import newsroom

LONG = "The harbour pier has stood for ninety years and carries two lanes of traffic. " * 40
GAZETTE, POST, COURIER, EVENING = "Harbour Gazette", "Northern Post", "Valley Courier", "Harbour Evening"


def article(number: int, publisher: str, **fields: object) -> Article:
    defaults = {
        "number": number,
        "publisher": publisher,
        "title": f"Pier report {number}",
        "published_at": world.at(f"2026-03-09 {8 + number:02d}:00"),
    }
    return world.article(**{**defaults, **fields})


def links(first: Article, *others: Article, before: Article | None = None) -> list[RelatedLink]:
    every = (first, *others)
    by_url = {each.url: each for each in every if each.url}
    return list(related.links(first, every, context=newsroom.CONTEXT, by_url=by_url, before=before))


def reasons(*articles: Article) -> dict[str | None, Reason]:
    return {link.article: link.reason for link in links(*articles)}


def test_other_families_also_reported_it_each_once():
    """Two papers of one owner are one voice, and the lead's own family is none."""
    first = article(1, GAZETTE)
    found = reasons(first, article(2, EVENING), article(3, POST), article(4, POST), article(5, COURIER))
    assert set(found.values()) == {Reason.ALSO_REPORTED}
    assert len(found) == 2
    assert article(2, EVENING).id not in found


def test_a_copy_is_never_a_link_of_its_own():
    first = article(1, GAZETTE)
    assert links(first, article(2, POST, copy_of=first.id)) == []


def test_the_first_report_is_named_where_every_hour_is_known():
    first, early = article(5, GAZETTE), article(1, POST)
    assert reasons(first, early) == {early.id: Reason.FIRST_REPORT}
    undated = article(1, POST, published_precision=Precision.UNKNOWN)
    assert reasons(first, undated) == {undated.id: Reason.ALSO_REPORTED}


def test_what_is_no_report_is_neither_the_first_nor_the_fullest():
    """Nor is what came after it the first."""
    first = article(5, GAZETTE)
    for kind in (ArticleKind.LIVE, ArticleKind.SPONSORED):
        assert reasons(first, article(1, POST, kind=kind, text=LONG)) == {}
    opinion, report = article(1, POST, kind=ArticleKind.OPINION, text=LONG), article(2, COURIER)
    assert reasons(first, opinion, report) == {opinion.id: Reason.OTHER_VIEW, report.id: Reason.ALSO_REPORTED}


def test_most_detail_is_clearly_longer_than_the_lead():
    first, long = article(1, GAZETTE), article(2, POST, text=LONG)
    assert reasons(first, long) == {long.id: Reason.MOST_DETAIL}
    assert reasons(article(1, GAZETTE, text=LONG), long) == {long.id: Reason.ALSO_REPORTED}


def test_a_report_of_the_leads_own_family_is_no_related_link():
    """Not even as the first report, or the longest; an opinion of the family is another view all the same."""
    first, view = article(2, EVENING, text=LONG), article(3, EVENING, kind=ArticleKind.OPINION)
    lead_article = replace(article(1, GAZETTE), published_at=world.at("2026-03-09 20:00"))
    assert reasons(lead_article, first, view) == {view.id: Reason.OTHER_VIEW}


def test_an_opinion_is_another_view():
    first, view = article(1, GAZETTE), article(2, POST, kind=ArticleKind.OPINION)
    assert reasons(first, view) == {view.id: Reason.OTHER_VIEW}


def test_an_open_report_is_offered_only_where_the_lead_is_behind_a_paywall():
    open_one = article(2, POST, paywalled=False)
    assert reasons(article(1, GAZETTE, paywalled=True), open_one) == {open_one.id: Reason.NO_PAYWALL}
    assert reasons(article(1, GAZETTE, paywalled=None), open_one) == {open_one.id: Reason.ALSO_REPORTED}


def test_what_two_families_cite_is_the_primary_source():
    """A front page, a social network and what one family cites alone are no source."""
    ruling, front = "https://court.example/rulings/7", "https://court.example/"
    cites = {"outbound": (ruling, front, "https://x.com/court/1")}
    found = links(article(1, GAZETTE, **cites), article(2, POST, **cites))
    assert [(link.url, link.publisher) for link in found if link.reason is Reason.PRIMARY_SOURCE] == [
        (ruling, "court.example")
    ]
    assert all(
        link.reason is not Reason.PRIMARY_SOURCE
        for link in links(article(1, GAZETTE, **cites), article(2, EVENING, **cites))
    )


def test_the_publishers_own_links_need_a_known_target_or_a_title_that_says_enough():
    own = (
        Link(title="How the pier was built in 1931"),
        Link(title="More"),
        Link(title="Here", url="https://gazette.example/9"),
    )
    found = links(article(1, GAZETTE, related=own))
    assert [(link.title, link.reason) for link in found] == [(own[0].title, Reason.PUBLISHERS_OWN)]
    held = article(9, COURIER, title="Held", url="https://gazette.example/9")
    assert held.id in reasons(article(1, GAZETTE, related=own), held)


def test_yesterdays_lead_is_background():
    before = article(1, GAZETTE, published_at=world.at("2026-03-07 09:00"))
    assert [link.reason for link in links(article(2, GAZETTE), before=before)] == [Reason.BACKGROUND]
    assert links(article(2, GAZETTE), before=article(1, GAZETTE)) == []


def test_there_are_never_more_than_four_links():
    outlets = [article(number, f"Paper {number}") for number in range(2, 9)]
    assert len(links(article(1, GAZETTE), *outlets)) == related.LINKS_MAX


def choice(*members: Article) -> lead.Choice:
    return lead.choose(members, context=newsroom.CONTEXT, now=world.NOW)


def test_the_lead_is_the_fullest_report_and_says_so():
    short, full = article(1, POST), article(2, COURIER, text=LONG)
    assert choice(short, full).article == full
    assert choice(short, full).why[0] == "completeness"


def test_opinion_live_pages_and_copies_do_not_lead_where_there_is_a_report():
    report = article(1, POST)
    for other in (
        article(2, COURIER, kind=ArticleKind.OPINION, text=LONG),
        article(2, COURIER, kind=ArticleKind.LIVE, text=LONG),
        article(2, COURIER, kind=ArticleKind.SPONSORED, text=LONG),
        article(2, COURIER, copy_of=report.id),
    ):
        assert choice(report, other).article == report
    assert choice(replace(report, kind=ArticleKind.OPINION)).why == ("only report",)


def test_nothing_is_called_the_first_report_of_a_story_that_was_there_before():
    """Neither where yesterday's lead is linked as background, nor where readers know it and it is not held."""
    first, early = article(5, GAZETTE), article(1, POST)
    yesterday = article(9, COURIER, published_at=world.at("2026-03-07 09:00"))
    assert {link.reason for link in links(first, early, before=yesterday)} == {
        Reason.ALSO_REPORTED,
        Reason.BACKGROUND,
    }
    known = related.links(first, (first, early), context=newsroom.CONTEXT, by_url={}, known=True)
    assert [link.reason for link in known] == [Reason.ALSO_REPORTED]
