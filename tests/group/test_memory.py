"""What a story says, and what is new about it."""

from digest.group import counted, memory
from digest.model.article import Article
from digest.model.story import DevelopmentKind, Facts
from tests import world
from tests.group import newsroom


def told(articles: list[Article]) -> Facts:
    (story,) = newsroom.stories(articles)
    return memory.facts(story, {article.id: article for article in articles})


def test_the_facts_of_a_story_are_its_articles_publishers_numbers_and_names():
    reports = newsroom.day()["quake"]
    facts = told(reports)
    assert facts.articles == tuple(article.id for article in reports)
    assert dict(facts.numbers) == {"dead": "12", "magnitude": "6.1"}
    assert "Veldoro" in facts.names


def test_a_changed_number_a_new_name_and_more_reports_are_news():
    """Day two: the toll rose, somebody new is named, two reports more."""
    before = Facts(articles=("a", "b"), numbers=(("dead", "12"), ("magnitude", "6.1")), names=("Veldoro",))
    after = Facts(
        articles=("a", "b", "c", "d"), numbers=(("dead", "19"), ("magnitude", "6.1")), names=("Veldoro", "Ines Calo")
    )
    found = {(d.kind, d.label, d.before, d.after) for d in memory.developments(before, after)}
    assert found == {
        (DevelopmentKind.NUMBER, "dead", "12", "19"),
        (DevelopmentKind.NAME, "", "", "Ines Calo"),
        (DevelopmentKind.REPORTS, "", "2", "4"),
    }


def test_nothing_new_is_no_development():
    facts = told(newsroom.day()["quake"])
    assert memory.developments(facts, facts) == ()


def test_the_newest_report_decides_a_number_on_which_reports_differ():
    reports = [
        newsroom.report(1, "Veldoro quake kills 12", "Rescuers search Veldoro after the strong earthquake."),
        newsroom.report(2, "Veldoro quake kills 19", "Rescuers search Veldoro after the strong earthquake."),
    ]
    assert dict(told(reports).numbers)["dead"] == "19"


def test_yesterdays_many_reports_do_not_outvote_todays_toll():
    old = [newsroom.report(at, f"Veldoro quake kills 12, rescuers say {at}", "Veldoro digs on.") for at in range(5)]
    new = newsroom.report(
        60, "Veldoro quake kills 19, rescuers say", "Veldoro digs on.", published_at=world.at("2026-03-10 08:00")
    )
    articles = {article.id: article for article in (*old, new)}
    facts = memory.facts(world.story(articles=tuple(articles)), articles)
    assert dict(facts.numbers) == {"dead": "19"}


def test_numbers_are_read_with_what_they_count_in_several_languages():
    """A year, a date or an age counts nothing."""

    def numbers(title: str) -> dict[str, str]:
        return counted.numbers(world.article(title=title, standfirst="", text=""))

    assert numbers("Seven dead and 1,200 injured in Osk") == {"dead": "7", "injured": "1200"}
    assert numbers("Zwölf Verletzte, 3 Tote nach Sturm") == {"dead": "3"}
    assert numbers("Killed in 2014") == {}
    assert numbers("He died aged 82") == {}
