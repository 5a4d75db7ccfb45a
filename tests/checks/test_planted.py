"""Every planted fault is found. The faults were planted by somebody who had not read the checks."""

from collections.abc import Sequence

import pytest

from digest import checks
from tests.checks import plants_edition, plants_mail, plants_page
from tests.checks.planting import Plant, right

GROUPS: dict[str, tuple[Sequence[Plant], frozenset[str]]] = {
    "accessibility": (
        plants_page.ACCESSIBILITY,
        frozenset({"document", "headings", "images", "links", "contrast", "letters", "languages"}),
    ),
    "mail programs": (
        plants_page.CLIENTS,
        frozenset({"mail programs", "document", "images", "letters", "size"}),
    ),
    "words": (plants_page.WORDS, frozenset({"leftovers", "stories", "order", "complete", "subject"})),
    "links": (plants_page.LINKS, frozenset({"links", "stories", "leaving", "privacy", "postal address"})),
    "text": (plants_mail.TEXT, frozenset({"plain text", "complete", "leaving", "leftovers", "postal address"})),
    "head": (plants_mail.HEAD, frozenset({"headers", "message", "leaving", "size", "subject"})),
    "whole": (plants_mail.WHOLE, frozenset({"headers", "message", "leaving", "size"})),
    "front": (
        plants_edition.FRONT,
        frozenset({"subject", "wording", "stories", "coverage", "age"}),
    ),
    "stories": (
        plants_edition.STORIES,
        frozenset({"stories", "sections", "related", "wording", "languages", "links"}),
    ),
    "known": (plants_edition.KNOWN, frozenset({"retold", "age", "postal address", "leaving", "headers", "tokens"})),
}
"""What was planted, and the checks that may find it: a fault found by accident, as another one, is not found."""

RIGHT = right()
PLANTS = [pytest.param(group, plant, id=plant.name) for group, (plants, _) in GROUPS.items() for plant in plants]


def test_nothing_is_said_before_a_fault_is_planted() -> None:
    assert [str(finding) for finding in checks.run(RIGHT)] == []


def test_there_are_enough_faults_of_different_kinds() -> None:
    names = [plant.name for plants, _ in GROUPS.values() for plant in plants]
    assert len(set(names)) == len(names) >= 230


@pytest.mark.parametrize(("group", "plant"), PLANTS)
def test_a_planted_fault_is_found(group: str, plant: Plant) -> None:
    planted = plant.plant(RIGHT)
    allowed = GROUPS[group][1]
    found = [finding for check in checks.ALL if check.NAME in allowed for finding in check.find(planted)]
    assert found
    assert all(finding.what and finding.where and finding.why for finding in found)
