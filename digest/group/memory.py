"""What a story says, and what is new since it was last told: differences of sets and numbers, no prose."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from digest.group import counted, names
from digest.model.article import Article
from digest.model.story import Development, DevelopmentKind, Facts, Story

ARTICLES_MAX = 500  # bounds what a told story keeps
PUBLISHERS_MAX = 100
NAMES_MAX = 20
SAID_MAX = 400  # words of names; bounds what a told story keeps
FALLS_TO_MIN = 0.5  # a corrected toll falls, but what falls further counted something else
RISES_TO_MAX = 20.0
LOOSE_MAX = 1.0  # how far a measurement is corrected
MEASURED = frozenset({"magnitude"})
ONLY_RISES = frozenset({"injured"})  # who was hurt may die or go home: fewer of them are no news by themselves
REPORTS_MIN = 2  # further reports of publishers that had reported before: fewer are no news by themselves
NUMBERS_MAX = 12
HALF_LIFE_HOURS = 6.0  # of what a report says about a number: tolls change within a day
AGES_MAX = 50.0  # half-lives after which a report hardly counts
NEW_NAMES_MAX = 3  # names that an announcement of news can hold


def facts(story: Story, articles: Mapping[str, Article]) -> Facts:
    """What the story's articles say; articles that are not in `articles` only count."""
    held = [articles[article] for article in story.articles if article in articles]
    return Facts(
        articles=story.articles[-ARTICLES_MAX:],
        publishers=tuple(sorted({article.publisher for article in held}))[:PUBLISHERS_MAX],
        numbers=_numbers(held),
        names=names.telling(held)[:NAMES_MAX],
        said=tuple(sorted({word for article in held for name in names.of(article) for word in _words(name)}))[
            :SAID_MAX
        ],
    )


def developments(before: Facts, after: Facts) -> tuple[Development, ...]:
    """What is new: changed numbers first, then new names, then how many reports were added.

    REPORTS: `before` and `after` are the numbers of reports. NUMBER: `label` is what is counted. NAME: `after` is the
    name. One more report of one of several publishers that had reported before is no news by itself.
    """
    found = (*_changed(before, after), *_new_names(before, after))
    added = len(set(after.articles) - set(before.articles))
    followed = added >= REPORTS_MIN or set(after.publishers) - set(before.publishers) or len(before.publishers) < 2
    if not added or not (found or followed):
        return found
    known = len(before.articles)
    return (*found, Development(kind=DevelopmentKind.REPORTS, before=str(known), after=str(known + added)))


def _changed(before: Facts, after: Facts) -> Iterable[Development]:
    old = dict(before.numbers)
    for label, number in after.numbers:
        if label in old and old[label] != number and _same_thing(label, float(old[label]), float(number)):
            yield Development(kind=DevelopmentKind.NUMBER, label=label, before=old[label], after=number)


def _same_thing(label: str, before: float, after: float) -> bool:
    """Whether the one number can have become the other, as news; else they count different things."""
    if label in MEASURED:
        return abs(after - before) <= LOOSE_MAX
    if label in ONLY_RISES and after < before:
        return False
    return FALLS_TO_MIN * before <= after <= RISES_TO_MAX * before


def _new_names(before: Facts, after: Facts) -> Iterable[Development]:
    known = {*before.said, *(word for name in before.names for word in _words(name))}
    fresh = [name for name in after.names if known.isdisjoint(_words(name))]
    for name in fresh[:NEW_NAMES_MAX] if known else ():
        yield Development(kind=DevelopmentKind.NAME, after=name)


def _words(name: str) -> list[str]:
    return name.casefold().split()


def _numbers(held: Sequence[Article]) -> tuple[tuple[str, str], ...]:
    """Per thing counted the number that the latest reports give: a report's word halves with every few hours of age."""
    said: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    newest_first = sorted(held, key=lambda article: (article.known_at, article.id), reverse=True)
    for article in newest_first:
        age_hours = (newest_first[0].known_at - article.known_at).total_seconds() / 3600
        for label, number in counted.numbers(article).items():
            said[label][number] += 0.5 ** min(age_hours / HALF_LIFE_HOURS, AGES_MAX)
    order = sorted(said, key=lambda label: (-sum(said[label].values()), label))
    return tuple((label, max(said[label], key=said[label].__getitem__)) for label in order[:NUMBERS_MAX])
