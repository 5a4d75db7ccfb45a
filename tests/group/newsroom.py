"""A small newsroom of our own fiction: events as several publishers tell them, and look-alikes."""

from datetime import timedelta
from typing import Any

from digest import group
from digest.model.article import Article
from digest.model.settings import Publisher, Topic
from digest.model.story import Story
from tests import world

TOPICS = (
    Topic(
        name="World",
        description="Disasters, wars, diplomacy",
        keywords=("earthquake", "minister", "war", "treaty", "ferry", "court"),
    ),
    Topic(
        name="Business",
        description="Companies, markets and jobs",
        keywords=("company", "profit", "shares", "jobs", "bank", "factory"),
    ),
    Topic(
        name="Sport",
        description="Matches, teams and players",
        keywords=("match", "team", "goal", "season", "coach", "league"),
    ),
)
PUBLISHERS = (
    Publisher(name="Harbour Gazette", family="Harbour Media", weight=1.2),
    Publisher(name="Harbour Evening", family="Harbour Media"),
    Publisher(name="Northern Post", family="Northern Press"),
    Publisher(name="Valley Courier", family="Valley Courier"),
)
CONTEXT = group.Context(topics=TOPICS, publishers=PUBLISHERS)

QUAKE = (
    (
        "Earthquake of magnitude 6.1 shakes Veldoro, at least 12 dead",
        "A strong earthquake struck the coast of Veldoro on Monday night, killing at least 12 people, rescuers said.",
    ),
    (
        "At least 12 killed as strong quake hits Veldoro coast",
        "Rescuers in Veldoro searched collapsed houses on Tuesday after a magnitude 6.1 earthquake killed 12 people.",
    ),
    (
        "Veldoro earthquake: rescuers search for survivors",
        "Hundreds of rescuers searched the rubble in Veldoro after the magnitude 6.1 quake that killed 12.",
    ),
)
OTHER_QUAKE = (
    (
        "Earthquake of magnitude 7.4 rattles Osterskar islands, no damage",
        "A deep earthquake under the Osterskar islands was felt by fishermen on Monday but did no damage, they said.",
    ),
    (
        "Deep quake of magnitude 7.4 felt across Osterskar, nobody hurt",
        "The Osterskar seismic office measured magnitude 7.4 on Monday; no damage was reported from the islands.",
    ),
)
TRIAL = (
    (
        "Court jails former mayor Tilda Ravn for six years over bridge bribes",
        "A court in Holmby sentenced former mayor Tilda Ravn to six years for taking bribes in the bridge contract.",
    ),
    (
        "Ex-mayor Ravn sentenced to six years in Holmby bribery trial",
        "Tilda Ravn, once mayor of Holmby, must go to prison for bribes she took over a bridge, the court ruled.",
    ),
)
OTHER_TRIAL = (
    (
        "Court jails banker Emil Foss for four years over pension fraud",
        "A court in Lindau sentenced banker Emil Foss to four years for a fraud that emptied a pension fund.",
    ),
    (
        "Banker Foss gets four years for emptying Lindau pension fund",
        "Emil Foss hid losses of the Lindau pension fund for a decade, the court found, and jailed him.",
    ),
)
FACTORY = (
    (
        "Battery maker Cellwerk to close Arnsund factory, 800 jobs go",
        "The company Cellwerk said it would close its factory in Arnsund next spring with the loss of 800 jobs.",
    ),
    (
        "800 jobs lost as Cellwerk shuts Arnsund battery plant",
        "Cellwerk blamed falling prices as it announced the closure of the Arnsund plant, which employs 800 people.",
    ),
    (
        "Arnsund reels as Cellwerk announces closure of its plant",
        "Workers at the Cellwerk battery plant in Arnsund learned on Tuesday that 800 jobs will go.",
    ),
)
EVENTS = {"quake": QUAKE, "other quake": OTHER_QUAKE, "trial": TRIAL, "other trial": OTHER_TRIAL, "factory": FACTORY}


def report(number: int, title: str, standfirst: str = "", **fields: Any) -> Article:
    """One report; publishers take turns, and each report comes half an hour after the one before."""
    publisher = PUBLISHERS[(0, 2, 3, 1)[number % 4]].name
    defaults = {
        "number": number,
        "title": title,
        "standfirst": standfirst,
        "publisher": publisher,
        "published_at": world.at("2026-03-09 08:00") + timedelta(minutes=30 * number),
        "text": "",
    }
    return world.article(**{**defaults, **fields})


def day() -> dict[str, list[Article]]:
    """All events of one day as articles, by event."""
    number = 0
    told: dict[str, list[Article]] = {}
    for event, reports in EVENTS.items():
        for title, standfirst in reports:
            number += 1
            told.setdefault(event, []).append(report(number, title, standfirst))
    return told


def stories(articles: list[Article], **fields: Any) -> tuple[Story, ...]:
    defaults = {"earlier": (), "edits": (), "context": CONTEXT, "now": world.NOW}
    return group.stories(articles, **{**defaults, **fields})


def shapes(told: tuple[Story, ...]) -> set[frozenset[str]]:
    """The groups alone, as sets of article ids."""
    return {frozenset(story.articles) for story in told}
