"""Stories of a day: what belongs together is together, and ids last."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from digest import group
from digest.model.article import Article, Link
from digest.model.edition import Edit, EditKind
from digest.model.story import Story
from tests import world
from tests.group import newsroom

F1_REACHED = 1.0


def everything() -> list[Article]:
    return [article for reports in newsroom.day().values() for article in reports]


def edit(kind: EditKind, target: str, value: str = "") -> Edit:
    return Edit(
        edition="morning/2026-03-10",
        kind=kind,
        target=target,
        value=value,
        editor="ed",
        made_at=world.at("2026-03-10 05:00"),
    )


def story_of(told: tuple[Story, ...], article: Article) -> Story:
    return next(story for story in told if article.id in story.articles)


def test_reports_of_one_event_are_one_story_and_look_alikes_stay_apart():
    """Two earthquakes and two trials of one day are four stories."""
    want = {frozenset(article.id for article in reports) for reports in newsroom.day().values()}
    assert newsroom.shapes(newsroom.stories(everything())) == want


def test_grouping_of_a_day_does_not_get_worse():
    """BCubed F1 over a day with look-alikes and one-offs stays at what was reached, within two hundredths."""
    event = {article.id: name for name, reports in newsroom.large_day().items() for article in reports}
    told = newsroom.stories([article for reports in newsroom.large_day().values() for article in reports])
    precision = recall = 0.0
    for story in told:
        for article in story.articles:
            mates = sum(event[other] == event[article] for other in story.articles)
            precision += mates / len(story.articles) / len(event)
            recall += mates / list(event.values()).count(event[article]) / len(event)
    assert 2 * precision * recall / (precision + recall) >= F1_REACHED - 0.02


def test_the_same_articles_in_any_order_give_the_same_stories():
    """Order of input decides nothing, not even a rank."""
    articles = everything()
    first = newsroom.stories(articles)
    for seed in range(3):
        random.Random(seed).shuffle(articles)
        assert newsroom.stories(articles) == first


def test_a_story_keeps_its_id_while_articles_arrive_in_portions():
    """What was a story at nine is the same story at ten, with more articles."""
    articles = sorted(everything(), key=lambda article: article.known_at)
    earlier: tuple[Story, ...] = ()
    for count in range(1, len(articles) + 1):
        told = newsroom.stories(articles[:count], earlier=earlier)
        for before in earlier:
            assert story_of(told, articles[0]).id == story_of(earlier, articles[0]).id
            assert any(before.id in (story.id, *story.aliases) for story in told)
        earlier = told
    assert newsroom.shapes(earlier) == newsroom.shapes(newsroom.stories(articles))


def test_articles_added_to_a_large_day_join_its_stories_without_comparing_it_again():
    """What is added finds its stories as in one batch; once a tenth has come or gone, the day is looked at anew."""
    reports = [article for listed in newsroom.large_day().values() for article in listed]
    whole = newsroom.stories(reports)
    fields: dict[str, Any] = {"edits": (), "context": newsroom.CONTEXT, "now": world.NOW}
    before = group.grouped(reports[:-2], earlier=(), **fields)
    after = group.grouped(reports, earlier=before.stories, before=before, **fields)
    assert newsroom.shapes(after.stories) == newsroom.shapes(whole)
    assert len(after.whole) == len(reports) - 2
    gone = {count: group.grouped(reports[count:], earlier=(), before=after, **fields) for count in (1, 5)}
    assert [len(each.whole) for each in gone.values()] == [len(reports) - 2, len(reports) - 5]
    assert not any(reports[0].id in story.articles for each in gone.values() for story in each.stories)


def test_a_story_that_stays_still_links_what_has_come_since():
    """An article that a lead points to is a link of its own once it is there, though the story has not grown."""
    reports = [article for listed in newsroom.large_day().values() for article in listed]
    lead = newsroom.stories(newsroom.day()["factory"])[0].lead
    late = newsroom.report(300, "Village choir sings for the last time", url="https://gazette.example/choir")
    pointing = Link(title="Choir", url=late.url)
    reports = [replace(each, related=(pointing,)) if each.id == lead else each for each in reports]
    fields: dict[str, Any] = {"edits": (), "context": newsroom.CONTEXT, "now": world.NOW}
    before = group.grouped(reports, earlier=(), **fields)
    after = group.grouped([*reports, late], earlier=before.stories, before=before, **fields)
    assert len(after.whole) == len(reports)
    found = {story.lead: [link.article for link in story.related] for story in after.stories}
    assert late.id in found[lead]
    assert found == {
        story.lead: [link.article for link in story.related] for story in newsroom.stories([*reports, late])
    }


def test_a_decision_of_an_editor_lets_the_day_be_looked_at_anew():
    reports = everything()
    fields: dict[str, Any] = {"context": newsroom.CONTEXT, "now": world.NOW}
    before = group.grouped(reports, earlier=(), edits=(), **fields)
    out = edit(EditKind.TAKE_OUT, reports[0].id)
    after = group.grouped(reports, earlier=before.stories, edits=(out,), before=before, **fields)
    assert frozenset({reports[0].id}) in newsroom.shapes(after.stories)


def test_a_follow_up_with_new_articles_only_continues_the_earlier_story():
    """Day two of an event keeps id and first sight, and lists the older articles first."""
    yesterday = newsroom.stories(newsroom.day()["quake"])
    today = newsroom.report(
        40,
        "Veldoro earthquake toll rises to 19 as rescuers dig on",
        "Rescuers in Veldoro found more bodies a day after the magnitude 6.1 earthquake; 19 people were killed.",
        published_at=world.at("2026-03-10 20:00"),
    )
    (told,) = newsroom.stories([today], earlier=yesterday, now=world.at("2026-03-11 05:00"))
    assert told.id == yesterday[0].id
    assert told.first_seen == yesterday[0].first_seen
    assert told.articles == (*yesterday[0].articles, today.id)


def test_another_event_of_the_same_kind_does_not_continue_an_earlier_story():
    """Without a name in common an earthquake is not the earthquake of last week."""
    yesterday = newsroom.stories(newsroom.day()["quake"])
    told = newsroom.stories(newsroom.day()["other quake"], earlier=yesterday)
    assert told[0].id != yesterday[0].id


def test_a_story_is_not_continued_after_a_fortnight():
    yesterday = newsroom.stories(newsroom.day()["quake"])
    title, standfirst = newsroom.QUAKE[0]
    late = newsroom.report(50, title, standfirst, published_at=world.at("2026-03-09 08:00") + timedelta(days=16))
    (told,) = newsroom.stories([late], earlier=yesterday, now=late.known_at)
    assert told.id != yesterday[0].id


def test_a_merge_by_an_editor_makes_one_story_with_an_alias():
    """The merged story answers to both ids, today and on every later run."""
    reports = newsroom.day()
    articles = [*reports["trial"], *reports["other trial"]]
    before = newsroom.stories(articles)
    one, other = before[0].id, before[1].id
    merge = edit(EditKind.MERGE, other, one)
    (merged,) = newsroom.stories(articles, earlier=before, edits=(merge,))
    assert (merged.id, merged.aliases) == (one, (other,))
    assert not merged.doubtful
    assert newsroom.stories(articles, earlier=(merged,), edits=(merge,)) == (merged,)


def test_an_article_taken_out_stands_alone_and_the_rest_keeps_the_id():
    reports = newsroom.day()["quake"]
    before = newsroom.stories(reports)
    told = newsroom.stories(reports, earlier=before, edits=(edit(EditKind.TAKE_OUT, reports[2].id),))
    assert newsroom.shapes(told) == {frozenset({reports[0].id, reports[1].id}), frozenset({reports[2].id})}
    assert story_of(told, reports[0]).id == before[0].id


def test_a_topic_set_by_an_editor_stays_while_the_story_grows():
    reports = newsroom.day()["factory"]
    before = newsroom.stories(reports[:2])
    told = newsroom.stories(reports, earlier=before, edits=(edit(EditKind.TOPIC, before[0].id, "Sport"),))
    assert [story.topic for story in told] == ["Sport"]


def test_a_story_that_splits_keeps_its_id_with_the_larger_part():
    """The part that leaves gets an id of its own, never the old one."""
    reports = newsroom.day()
    welded = world.story(
        id="a" * 16, articles=tuple(article.id for article in (*reports["quake"], *reports["other quake"]))
    )
    told = newsroom.stories([*reports["quake"], *reports["other quake"]], earlier=(welded,))
    assert story_of(told, reports["quake"][0]).id == welded.id
    assert story_of(told, reports["other quake"][0]).id != welded.id


def test_a_wire_copy_joins_its_original_whatever_its_words():
    original, other = newsroom.day()["quake"][:1], newsroom.day()["factory"][:1]
    copy = newsroom.report(60, "Our region at a glance", "News in brief.", copy_of=original[0].id)
    told = newsroom.stories([*original, *other, copy])
    assert story_of(told, copy).id == story_of(told, original[0]).id


def test_two_languages_are_one_story_only_where_names_and_numbers_tie_them():
    german = newsroom.report(
        70,
        "Erdbeben in Veldoro: 12 Tote, Stärke 6.1",
        "Bei einem Erdbeben der Stärke 6.1 an der Küste von Veldoro sind 12 Menschen gestorben.",
        language="de",
    )
    stray = newsroom.report(71, "Magnitude und Restaurant: Rescuers der Küste", "Ein Film.", language="de")
    told = newsroom.stories([*newsroom.day()["quake"], german, stray])
    assert story_of(told, stray).articles == (stray.id,)


ODD = ["", "Weather", "12 34 56", "北京 地震 7.1", "Землетрясение в Оше", "a" * 500, "-----", "\u200f\u202e"]
TITLES = st.one_of(st.text(max_size=60), st.sampled_from(ODD))
TIMES = st.sampled_from(["1970-01-01 00:00", "2026-03-09 10:00", "2099-12-31 23:59"])


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(TITLES, TIMES), max_size=8))
def test_any_titles_and_dates_are_grouped_or_left_alone(rows):
    """Every article is in exactly one story, and nothing raises."""
    articles = [
        newsroom.report(number, title, source="", publisher="", published_at=world.at(when))
        for number, (title, when) in enumerate(rows)
    ]
    told = newsroom.stories(articles)
    assert sorted(article for story in told for article in story.articles) == sorted(a.id for a in articles)
    assert newsroom.stories(articles[::-1]) == told


def test_thousands_of_equal_titles_and_a_huge_one_take_no_time():
    """Equal texts cost as much as one; a title of a megabyte is read no further than its start."""
    same = [newsroom.report(number, "Harbour bridge closed after storm damage") for number in range(3000)]
    huge = newsroom.report(9_999, "storm " * 170_000)
    told = newsroom.stories([*same, huge])
    assert max(len(story.articles) for story in told) >= 1000
