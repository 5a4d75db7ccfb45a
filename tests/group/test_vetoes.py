"""Titles that name other people and places, with other numbers, are of other events however alike they sound."""

from dataclasses import replace
from typing import Any

import pytest

from digest.group import reading, tongues, vectors, vetoes
from digest.model.article import Article, ArticleKind
from tests.group import newsroom
from tests.world import at

ESSKER = newsroom.report(
    1,
    "Essker central bank lifts its key rate to 4.25 per cent",
    "It is the first rise in two years. The bank of Essker raised it by a quarter point, Governor Ulla Brand said.",
    language="en",
)
TOVAR = newsroom.report(
    2,
    "Key rate cut to 1.75 per cent by central bank of Tovar",
    "It is the third cut this year. The bank of Tovar cut the rate by a quarter point, Governor Luis Cano said.",
    language="en",
)
TOVAR_ES = newsroom.report(
    3,
    "El banco central de Tovar baja los tipos al 1,75 por ciento",
    "Es la tercera bajada del año, dijo Luis Cano.",
    language="es",
)


def apart(one: Article, other: Article) -> bool:
    marks = vetoes.marks([reading.read(one), reading.read(other)])
    left, right = (vectors.ints([at]) for at in (0, 1))
    return bool(vetoes.apart(marks, left, right)[0])


def test_two_banks_that_set_their_rates_on_one_day_are_two_stories_in_one_language_and_in_two():
    """However much of the wording they share, and although the third report ties the languages."""
    essker, *tovar = (report.id for report in (ESSKER, TOVAR, TOVAR_ES))
    assert newsroom.shapes(newsroom.stories([ESSKER, TOVAR, TOVAR_ES])) == {frozenset({essker}), frozenset(tovar)}


def test_titles_clash_where_neither_text_knows_the_others_names_and_numbers():
    assert apart(ESSKER, TOVAR)
    mentioned = newsroom.report(
        4, TOVAR.title, "The cut in Tovar came a day after Essker had gone to 4.25 per cent.", language="en"
    )
    assert not apart(ESSKER, mentioned)


def test_a_name_alone_does_not_clash_for_it_may_have_a_synonym():
    port = newsroom.report(5, "Cranes stand still as hackers strike Breck", "The port waits.", language="en")
    town = newsroom.report(6, "Cranes stand still as hackers strike Orle", "The port waits.", language="en")
    assert not apart(port, town)


def test_two_events_of_one_town_share_its_name_alone():
    """A headline without a lead may share no more than that with another report of its event."""
    farmers = newsroom.report(
        10, "Farmers of Breck ask who takes the water", "The new mill needs plenty.", language="en"
    )
    snails = newsroom.report(11, "The snail that climbs towers", "Students in Breck found it at night.", language="en")
    assert apart(farmers, snails)
    assert not apart(replace(farmers, standfirst=""), snails)
    assert not apart(farmers, replace(snails, standfirst="Students in Breck found it near the mill."))


@pytest.mark.parametrize(
    ("marks", "told", "lacking"),
    [
        ({"breck", "17"}, {"orle", "12"}, True),
        ({"breck", "17"}, {"orle", "17"}, False),
        ({"breck", "17"}, {"breck", "12"}, False),
        ({"breck", "orle"}, {"tovar"}, True),
        ({"16", "17"}, {"tovar"}, False),
    ],
)
def test_a_text_lacks_a_title_by_two_marks_and_all_of_its_names(marks, told, lacking):
    assert vetoes.lacks(marks, told) is lacking


def test_reports_of_two_languages_clash_as_well():
    """They share six names and numbers of the day, which no title has, but their titles tell of two countries."""
    meant = "In Holmby meinten Ulla Brand, Luis Cano, Petra Vossberg und Emil Dahlmann, 4.400 Banken, 31.000 Leute."
    told = "In Holmby said Ulla Brand, Luis Cano, Petra Vossberg and Emil Dahlmann, 4,400 banks, 31,000 people."
    german = newsroom.report(7, "Zinsen der Bank in Essker steigen auf 4,25 Prozent", meant, language="de")
    english = newsroom.report(8, "Bank rate in Tovar down to 1.75 per cent", told, language="en")
    same = newsroom.report(9, "Bank rates fall and rise", told, language="en")
    read = [reading.read(report) for report in (german, english, same)]
    assert [(left, right) for left, right, _ in tongues.tied(read)] == [(0, 2)]


def labelled(number: int, title: str, day: int, **fields: Any) -> Article:
    lead = "Rain reaches Breck by noon, and the wind turns to the west in the evening."
    held = {"language": "en", "publisher": "Harbour Gazette", "published_at": at(f"2026-03-{day:02} 04:00")}
    return newsroom.report(number, title, lead, **{**held, **fields})


FIRST = labelled(1, "Outlook: rain at noon, wind later", 9)
SECOND = labelled(2, "Outlook: rain by noon, wind late", 10)


def test_a_column_is_another_text_each_day_whatever_words_it_repeats():
    assert apart(FIRST, SECOND)
    assert newsroom.shapes(newsroom.stories([FIRST, SECOND])) == {frozenset({FIRST.id}), frozenset({SECOND.id})}


@pytest.mark.parametrize(
    "fields",
    [
        {"published_at": at("2026-03-09 09:00")},
        {"publisher": "Northern Post"},
        {"kind": ArticleKind.LIVE},
        {"title": "Outlook for Tuesday: rain by noon, wind late"},
        {"standfirst": "The paper Outlook says that rain reaches Breck by noon."},
    ],
    ids=["same day", "another publisher", "no report", "no label", "a name"],
)
def test_no_column_is(fields):
    assert not apart(FIRST, replace(SECOND, **fields))
