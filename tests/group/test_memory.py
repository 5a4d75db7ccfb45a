"""What a story says, and what is new about it."""

from digest.group import counted, memory, names
from digest.model.article import Article
from digest.model.story import DevelopmentKind, Facts
from tests import world
from tests.group import newsroom


def told(articles: list[Article]) -> Facts:
    (story,) = newsroom.stories(articles)
    return memory.facts(story, {article.id: article for article in articles})


def test_the_facts_of_a_story_are_its_articles_publishers_numbers_and_said_names():
    reports = newsroom.day()["quake"]
    facts = told(reports)
    assert facts.articles == tuple(article.id for article in reports)
    assert dict(facts.numbers) == {"dead": "12", "magnitude": "6.1"}
    assert "veldoro" in facts.said


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


def test_one_more_report_of_a_known_publisher_is_no_news_by_itself():
    before = Facts(articles=("a", "b"), publishers=("Gazette", "Post"))
    assert memory.developments(before, Facts(articles=("a", "b", "c"), publishers=("Gazette", "Post"))) == ()
    (news,) = memory.developments(before, Facts(articles=("a", "b", "c"), publishers=("Gazette", "Post", "Courier")))
    assert (news.kind, news.before, news.after) == (DevelopmentKind.REPORTS, "2", "3")
    assert memory.developments(before, Facts(articles=("a", "b", "c", "d"), publishers=("Gazette", "Post")))
    alone = Facts(articles=("a",), publishers=("Gazette",))
    assert memory.developments(alone, Facts(articles=("a", "b"), publishers=("Gazette",)))


def test_a_number_that_cannot_have_become_the_other_is_no_development():
    """900 homes lost in a valley and 34 in one of its villages; a magnitude read twice in different ways."""
    before = Facts(articles=("a",), numbers=(("homes", "900"), ("magnitude", "8")))
    after = Facts(articles=("a",), numbers=(("homes", "34"), ("magnitude", "5.8")))
    assert memory.developments(before, after) == ()


def test_fewer_injured_are_no_development_as_one_of_them_may_have_died():
    def hurt(number: str) -> Facts:
        return Facts(articles=("a",), numbers=(("injured", number),))

    assert memory.developments(hurt("19"), hurt("18")) == ()
    assert memory.developments(hurt("18"), hurt("19"))


def test_days_places_and_names_said_before_are_no_new_names():
    def named(number: int, title: str, standfirst: str) -> Article:
        return newsroom.report(number, title, standfirst, language="en")

    old = [
        named(1, "Ferry hits wall in Marlow Haven", "The master, said Captain Ilka Holt, saw nothing in Marlow Haven.")
    ]
    new = [
        named(
            2,
            "Ferry owner Desmond Ruhl blames fog and bad lamps",
            "On Wednesday Ilka Holt was heard. Boats lie in Pier Five.",
        ),
        named(3, "Ferry owner blames fog", "The owner, Desmond Ruhl, spoke on Wednesday in Pier Five."),
    ]
    held = {article.id: article for article in (*old, *new)}
    before = memory.facts(world.story(articles=tuple(a.id for a in old)), held)
    after = memory.facts(world.story(articles=tuple(held)), held)
    names = [d.after for d in memory.developments(before, after) if d.kind is DevelopmentKind.NAME]
    assert "Desmond Ruhl" in names
    assert not {"Wednesday", "Pier Five", "Ilka Holt", "Marlow Haven"} & set(names)


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
    assert numbers("Un sismo de magnitud 5,8 deja 1.400 heridos") == {"magnitude": "5.8", "injured": "1400"}
    assert numbers("Measles cases in Osk climb to 37") == {"cases": "37"}
    assert numbers("Killed in 2014") == {}
    assert numbers("He died aged 82") == {}


def test_a_toll_that_rises_is_read_as_so_many_dead():
    """Headlines of the second day say no more: what killed them was said on the first."""

    def dead(title: str) -> str | None:
        return counted.numbers(world.article(title=title, standfirst="", text="")).get("dead")

    assert dead("Timbo Islands quake toll rises to seven") == "7"
    assert dead("Kelmora dam death toll rises to 31 as rescuers dig by hand") == "31"


def test_who_reports_from_where_is_no_name_of_the_story():
    """Else two reports of one agency would announce the agency as what is new."""
    wired = [
        world.article(number=n, title="Dam gives way", standfirst="", text="PORT KELM (Compass World) - A dam burst.")
        for n in (1, 2)
    ]
    assert names.telling(wired) == names.shared(wired) == ()
