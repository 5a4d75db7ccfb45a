"""The article that leads a story, and why it does."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from digest.group import reading
from digest.group.context import Context
from digest.model.article import Article, Precision

WORDS_FULL = 400  # a report of this length is complete; more is not better
NOT_NEWS = -5.0  # opinion, live and sponsored pages lead only where there is nothing else
COPY = -3.0
FRESH_HOURS = 24.0
WEIGHTS: Mapping[str, float] = {
    "completeness": 2.0,
    "freshness": 1.0,
    "first report": 0.5,
    "publisher's weight": 1.0,
    "no paywall": 0.5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The chosen article and the reasons in which it beats the others, strongest first."""

    article: Article
    why: tuple[str, ...]


def choose(
    members: Sequence[Article],
    *,
    context: Context,
    now: datetime,
    length: Callable[[Article], int] = reading.length,
) -> Choice:
    """The best report among `members`; equal ones by age, then by id. `length` is a report's, in words."""
    if len(members) == 1:
        return Choice(article=members[0], why=("only report",))
    first = first_report(members)
    weights = _weights(members, context)
    said = {
        member.id: _reasons(member, now, first=member.id == first, weight=weights[member.id], length=length(member))
        for member in members
    }
    order = sorted(members, key=lambda member: (-_score(member, said[member.id]), member.known_at, member.id))
    best = order[0]
    return Choice(article=best, why=_why(said[best.id], [said[member.id] for member in order[1:]]))


def first_report(members: Sequence[Article]) -> str | None:
    """Id of the earliest article, where every article's hour is known and no two share the earliest.

    None where that is no report: what comes after a live page is not first, and the page has changed since.
    """
    if len(members) < 2 or any(member.published_precision is not Precision.TIME for member in members):
        return None
    ordered = sorted(members, key=lambda member: member.known_at)
    alone = ordered[0].known_at < ordered[1].known_at
    return ordered[0].id if alone and reading.is_report(ordered[0]) else None


def _weights(members: Sequence[Article], context: Context) -> dict[str, float]:
    """Per member what its publisher and its source weigh."""
    publishers = {publisher.name: publisher.weight for publisher in context.publishers}
    sources = context.source_weights
    return {each.id: publishers.get(each.publisher, 1.0) * sources.get(each.source, 1.0) for each in members}


def _reasons(member: Article, now: datetime, *, first: bool, weight: float, length: int) -> dict[str, float]:
    age_hours = max(0.0, (now - member.known_at).total_seconds() / 3600)
    strength = {
        "completeness": min(1.0, length / WORDS_FULL),
        "freshness": max(0.0, 1 - age_hours / FRESH_HOURS),
        "first report": 1.0 if first else 0.0,
        "publisher's weight": weight,
        "no paywall": 0.0 if member.paywalled else 1.0,
    }
    return {reason: WEIGHTS[reason] * value for reason, value in strength.items()}


def _score(member: Article, said: Mapping[str, float]) -> float:
    return sum(said.values()) + (0 if reading.is_report(member) else NOT_NEWS) + (COPY if member.copy_of else 0)


def _why(mine: Mapping[str, float], others: Sequence[Mapping[str, float]]) -> tuple[str, ...]:
    ahead = {reason: value - sum(o[reason] for o in others) / len(others) for reason, value in mine.items()}
    reasons = [reason for reason in sorted(ahead, key=lambda r: -ahead[r]) if ahead[reason] > 0.05]
    return tuple(reasons) or ("earliest of equals",)
