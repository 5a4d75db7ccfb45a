"""Groups of labelled rows, as the command that measures prints them."""

from typing import Any

from digest.group import labelled
from tests.group import newsroom


def rows() -> list[dict[str, object]]:
    return [
        {"id": f"{event}-{at}", "title": title, "lead": lead}
        for event, reports in newsroom.EVENTS.items()
        for at, (title, lead) in enumerate(reports)
    ]


def test_each_row_comes_back_in_order_with_story_topic_and_related():
    found = list(labelled.rows(rows(), newsroom.TOPICS))
    assert [row["id"] for row in found] == [row["id"] for row in rows()]
    by_event: dict[str, set[object]] = {}
    for row in found:
        by_event.setdefault(str(row["id"]).split("-")[0], set()).add(row["story"])
    assert all(len(stories) == 1 for stories in by_event.values())
    assert len({story for stories in by_event.values() for story in stories}) == len(by_event)


def test_related_lists_the_reports_of_the_same_event_first():
    found: dict[Any, Any] = {row["id"]: row["related"] for row in labelled.rows(rows(), newsroom.TOPICS)}
    assert set(found["quake-0"][:2]) == {"quake-1", "quake-2"}
    assert found["trial-0"][0] == "trial-1"


def test_odd_rows_are_answered_too():
    """No id, no title, numbers for text, dates nobody can read, the same id twice."""
    odd: list[dict[str, object]] = [
        {},
        {"id": "a", "title": None, "date": "soon"},
        {"id": "a", "title": 7},
        {"title": "x", "date": "1970-01-01"},
    ]
    found = list(labelled.rows(odd, ()))
    assert len(found) == len(odd)
    assert all(row["topic"] == "Other" and isinstance(row["related"], list) for row in found)


def test_corrections_are_read_from_rows():
    correction = {"id": "1", "title": "Regatta ends in a photo finish", "lead": "Sails and crews.", "topic": "Sport"}
    row = {"id": "r", "title": "Regatta crews end in a photo finish", "lead": "Sails."}
    (found,) = labelled.rows([row], newsroom.TOPICS, [correction])
    assert found["topic"] == "Sport"
