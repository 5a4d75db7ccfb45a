"""Topics without training: words, hints, the speech of the day, and corrections."""

from dataclasses import replace

import pytest

from digest import group
from digest.model.article import Article
from tests import world
from tests.group import newsroom


def topic(*articles: Article, context: group.Context = newsroom.CONTEXT) -> str:
    told = newsroom.stories(list(articles), context=context)
    return next(story.topic for story in told if articles[0].id in story.articles)


@pytest.mark.parametrize(("event", "want"), [("quake", "World"), ("factory", "Business"), ("other trial", "World")])
def test_a_story_is_in_the_topic_its_words_speak_for(event, want):
    everything = [article for reports in newsroom.day().values() for article in reports]
    told = newsroom.stories(everything)
    first = newsroom.day()[event][0].id
    assert next(story.topic for story in told if first in story.articles) == want


def test_a_story_that_fits_no_topic_goes_to_the_fallback():
    odd = newsroom.report(1, "Grandmother's plum cake rises best on Sundays", "Butter, plums and patience.")
    assert topic(odd) == "Other"
    assert topic(odd, context=replace(newsroom.CONTEXT, other_topic="Mixed")) == "Mixed"


def test_a_sources_hint_is_a_vote_and_no_order():
    """Where the words are silent the hint decides; where they are loud they win."""
    context = replace(newsroom.CONTEXT, hints={"sports desk": ("Sport",)})
    silent = newsroom.report(1, "Holmby rejoices until dawn", "Nobody slept.", source="sports desk")
    loud = newsroom.report(2, "Bank profit falls, company shares slump and jobs go", source="sports desk")
    assert topic(silent, context=context) == "Sport"
    assert topic(loud, context=context) == "Business"


def test_corrections_move_articles_like_them():
    regatta = newsroom.report(1, "Regatta crews brave the swell off Holmby", "Sails, spray and a photo finish.")
    examples = tuple(
        group.Correction(title=title, lead="The crews raced their sails home.", topic="Sport")
        for title in ("Regatta ends in a photo finish", "Crews set sails for the spring regatta")
    )
    others = newsroom.day()["factory"]
    assert topic(regatta, *others) == "Other"
    assert topic(regatta, *others, context=replace(newsroom.CONTEXT, corrections=examples)) == "Sport"


def test_many_corrections_outweigh_a_keyword_and_few_do_not():
    titles = ("Regatta ends in a photo finish", "Crews set sails for the regatta", "Storm delays the regatta")
    more = ("Regatta sponsor raises the prize", "Rowers win the regatta", "Regatta crews honour their skipper")
    examples = tuple(
        group.Correction(title=title, lead="The crews raced their sails home.", topic="Sport")
        for title in (*titles, *more)
    )
    bank = newsroom.report(1, "Bank company to crew the regatta", "Crews raced their sails home for the bank.")
    others = newsroom.day()["factory"]
    assert topic(bank, *others, context=replace(newsroom.CONTEXT, corrections=examples[:1])) == "Business"
    assert topic(bank, *others, context=replace(newsroom.CONTEXT, corrections=examples)) == "Sport"


def test_without_topics_everything_is_in_the_fallback():
    assert topic(newsroom.day()["quake"][0], context=group.Context()) == "Other"


def test_a_story_stays_in_its_topic_of_yesterday_where_today_is_undecided():
    article = newsroom.report(1, "Holmby court to rule on company", "A decision is due.")
    for before in ("World", "Business"):
        earlier = (world.story(id="e" * 16, topic=before, articles=(article.id,)),)
        (told,) = newsroom.stories([article], earlier=earlier)
        assert told.topic in {"World", "Business"}
