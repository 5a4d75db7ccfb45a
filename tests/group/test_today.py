"""A story told again, and a story told to readers of one language."""

from digest.group import Context, rank, today
from digest.model.article import Article, ArticleKind
from digest.model.story import Development, DevelopmentKind, Reason, Story
from tests import world
from tests.world import NOW, at

REPORT = "The council of Marlow voted on Tuesday to borrow the money for the pier, and to raise mooring fees. " * 6


def held(third: ArticleKind = ArticleKind.NEWS) -> tuple[Story, dict[str, Article], tuple[str, ...]]:
    """An old English report, a fresh German one, a fresh English opinion, by id, with their story."""
    articles = [
        world.article(number=1, language="en", publisher="Gazette", published_at=at("2026-03-08 10:00"), text=REPORT),
        world.article(number=2, language="de", publisher="Tagblatt", published_at=at("2026-03-09 10:00"), text=REPORT),
        world.article(
            number=3,
            language="en",
            publisher="Meridian",
            published_at=at("2026-03-09 12:00"),
            text=REPORT * 2,
            kind=third,
        ),
    ]
    ids = tuple(a.id for a in articles)
    return world.story(lead=ids[0], articles=ids), {a.id: a for a in articles}, ids


def retold(story: Story, articles: dict[str, Article], fresh: set[str], language: str = "en") -> Story:
    return today.retold(
        story,
        articles,
        fresh=fresh,
        told_url=articles[story.lead].url,
        language=language,
        context=Context(),
        now=NOW,
    )


def test_a_retold_story_is_led_by_a_fresh_report_with_the_old_lead_as_background():
    story, articles, ids = held()
    again = retold(story, articles, fresh={ids[1], ids[2]})
    assert again.lead == ids[2]
    assert [link.article for link in again.related if link.reason is Reason.BACKGROUND] == [ids[0]]


def number(before: str, after: str) -> Development:
    return Development(kind=DevelopmentKind.NUMBER, label="dead", before=before, after=after)


def test_a_number_that_rose_raises_the_rank_of_what_is_told_again_and_has_a_bound():
    story, articles, ids = held()
    told = retold(story, articles, fresh={ids[1], ids[2]})
    assert rank.news([]).value == rank.news([number("19", "18")]).value == 0
    assert 0 < rank.news([number("41", "44")]).value < rank.news([number("41", "86")]).value
    assert rank.news([number("41", "86")]) == rank.news([number("1", "900")])
    assert rank.news([number("0", "1")]).value == 0  # of nothing there is no double
    assert rank.news([]) in told.signals
    news = [number("41", "86")]
    again = today.retold(
        story, articles, fresh={ids[1]}, told_url=None, developments=news, language="en", context=Context(), now=NOW
    )
    assert rank.news(news) in again.signals


def test_a_report_in_the_readers_language_leads_before_others():
    story, articles, ids = held()
    assert retold(story, articles, fresh={ids[1], ids[2]}, language="de").lead == ids[1]
    german = today.readable(story, articles, language="de", context=Context(), now=NOW)
    assert german.lead == ids[1]
    unchanged = today.readable(story, articles, language="ja", context=Context(), now=NOW)
    assert unchanged == story


def test_an_opinion_alone_is_no_news():
    story, articles, ids = held(third=ArticleKind.OPINION)
    assert not today.has_news(story, articles, {ids[2]})
    assert today.has_news(story, articles, {ids[1]})


def test_a_retold_story_is_ranked_by_its_fresh_reports_alone():
    """Else one more report of yesterday's great story would lead before what three papers report today."""
    story, articles, ids = held()
    signals = {fresh: retold(story, articles, fresh=set(ids[1:][:fresh])).signals for fresh in (1, 2)}
    voices = {fresh: next(s.value for s in found if s.name == "publishers") for fresh, found in signals.items()}
    assert voices[1] == 1.0 < voices[2]
