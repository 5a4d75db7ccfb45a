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
MORE: dict[str, tuple[str, ...]] = {
    "bout with Amare": (
        "Lindqvist knocks out Amare in the fourth round to keep his heavyweight belt",
        "Heavyweight champion Lindqvist floors Amare in round four",
        "Amare counted out in the fourth: Lindqvist remains heavyweight champion",
        "Lindqvist defends heavyweight title, Amare down in four rounds",
    ),
    "bout with Tessier": (
        "Lindqvist outpoints Tessier over twelve rounds, keeps heavyweight belt",
        "Tessier goes the distance but heavyweight champion Lindqvist wins on points",
        "Points win over Tessier keeps Lindqvist heavyweight champion",
        "Heavyweight title: judges score Lindqvist ahead of Tessier after twelve rounds",
    ),
    "ferry": (
        "Ferry with 140 aboard runs aground off Skarholm, all safe",
        "All 140 passengers rescued after ferry grounds near Skarholm",
        "Skarholm ferry grounding: passengers taken ashore in lifeboats",
    ),
    "other ferry": (
        "Fire on ferry in Port Ambrel kills two crew members",
        "Two sailors die as fire sweeps engine room of ferry in Port Ambrel",
        "Port Ambrel ferry fire: investigators look at engine room",
    ),
    "bank": (
        "Harland Bank fined 40 million for hiding losses",
        "Regulator fines Harland Bank 40 million over hidden losses",
        "Harland Bank to pay 40 million fine in losses scandal",
    ),
    "singer": (
        "Singer Oona Vale cancels summer tour after throat surgery",
        "Oona Vale calls off tour, cites surgery on her throat",
        "No summer tour for Oona Vale as singer recovers from surgery",
    ),
    "recall": (
        "Morrow recalls 90,000 electric cars over brake software",
        "Brake software fault: carmaker Morrow calls back 90,000 electric cars",
        "Morrow electric car recall over brakes widens to 90,000",
    ),
    "election": (
        "Voters in Tarnovia choose new parliament as turnout hits record",
        "Record turnout as Tarnovia elects its parliament",
        "Tarnovia parliament election draws record turnout",
    ),
    "drought": ("Reservoirs at lowest level in thirty years as drought bites in Elmshire",),
    "chess": ("Twelve-year-old from Quillon becomes youngest chess grandmaster",),
    "bees": ("City rooftops hum as beekeepers win vote on hives",),
    "tax": ("Government shelves tax on second homes after revolt in own party",),
    "comet": ("Amateur astronomer spots green comet with home-made telescope",),
    "museum": ("Museum returns bronze lion to village that lost it in 1911",),
}
"""Headlines alone, with look-alikes: two bouts of one boxer, two accidents of ferries, and one-offs."""


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


def large_day() -> dict[str, list[Article]]:
    """All events with all their reports, and the headlines of more."""
    told = day()
    number = 100
    for event, titles in MORE.items():
        for title in titles:
            number += 1
            told.setdefault(event, []).append(report(number, title, published_at=world.at("2026-03-09 18:00")))
    return told


def stories(articles: list[Article], **fields: Any) -> tuple[Story, ...]:
    defaults = {"earlier": (), "edits": (), "context": CONTEXT, "now": world.NOW}
    return group.stories(articles, **{**defaults, **fields})


def shapes(told: tuple[Story, ...]) -> set[frozenset[str]]:
    """The groups alone, as sets of article ids."""
    return {frozenset(story.articles) for story in told}
