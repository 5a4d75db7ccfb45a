"""What an editor is told of an edition, decided without any page."""

from dataclasses import replace

import pytest

from digest.desk import sheet
from digest.model.delivery import Exclusion, OutcomeState, Tally
from digest.model.edition import Edit, EditionState, EditKind, LeftOut, LeftOutReason, Section
from digest.model.settings import Unapproved, Weekday
from tests import world
from tests.render.specimen import DIGEST

DIGEST_OF_ONE = replace(DIGEST, stories_min=1)


@pytest.mark.parametrize(
    ("digest", "state", "words"),
    [
        (DIGEST_OF_ONE, EditionState.DRAFT, "If nobody approves it, it goes out by itself."),
        (
            replace(DIGEST_OF_ONE, unapproved=Unapproved.HOLD),
            EditionState.DRAFT,
            "If nobody approves it, it is held back.",
        ),
        (
            replace(DIGEST, stories_min=4, too_few=Unapproved.SKIP),
            EditionState.DRAFT,
            "If nobody approves it, it is skipped, because 1 story is fewer than 4.",
        ),
        (DIGEST_OF_ONE, EditionState.APPROVED, "It is approved."),
        (DIGEST_OF_ONE, EditionState.HELD, "It is held back: it goes out only when somebody approves it."),
    ],
)
def test_it_says_what_becomes_of_an_edition_that_nobody_touches(digest, state, words):
    assert sheet.without_approval(world.edition(state=state), digest) == words


def test_lines_know_their_place_and_the_lead():
    stories = tuple(world.printed(id=f"{n:016x}") for n in range(3))
    edition = world.edition(sections=(Section(topic="World", slug="s1", stories=stories),))
    (part,) = sheet.parts(edition, DIGEST, {}, {})
    assert [(line.first, line.last, line.leads) for line in part.lines] == [
        (True, False, True),
        (False, False, False),
        (False, True, False),
    ]


def test_what_an_editor_hid_comes_first_among_the_left_out():
    def out(reason: LeftOutReason) -> LeftOut:
        return LeftOut(story=reason, topic="World", headline="x", publisher="x", url=None, reason=reason)

    edition = world.edition(left_out=(out(LeftOutReason.NO_ROOM), out(LeftOutReason.HIDDEN)))
    assert [reason for reason, _ in sheet.left_out(edition)] == [LeftOutReason.HIDDEN, LeftOutReason.NO_ROOM]


def test_an_edit_is_named_by_its_story():
    edit = Edit(edition="morning/2026-03-10", kind=EditKind.PIN, target="5" * 16, editor="ada", made_at=world.NOW)
    assert sheet.described(edit, world.edition(), {}) == "Pinned: Council agrees to repair the north pier"
    gone = replace(edit, target="gone")
    assert sheet.described(gone, world.edition(), {}) == "Pinned"
    assert sheet.described(gone, world.edition(), {"gone": "Old news"}) == "Pinned: Old news"


@pytest.mark.parametrize(
    ("now", "sample", "words"),
    [
        ("2026-03-09 12:00", False, "It is composed by itself at 06:30 (Europe/Berlin)."),
        ("2026-03-10 12:01", False, "its time has passed"),
        ("2026-03-12 05:30", True, "There is no edition of this day yet."),
    ],
)
def test_a_day_without_an_edition_says_whether_one_will_come(now, sample, words):
    assert words in sheet.not_there_yet(world.slot(), DIGEST, world.at(now), sample=sample)


def test_a_day_on_which_the_digest_does_not_come_out_says_so():
    weekdays = replace(DIGEST, days=(Weekday.MON,))
    said = sheet.not_there_yet(world.slot(), weekdays, world.NOW, sample=False)
    assert "does not come out on that day of the week" in said


def test_the_accounting_is_said_in_a_line():
    tally = Tally(
        candidates=11,
        excluded=((Exclusion.SUPPRESSED, 2), (Exclusion.PAUSED, 0)),
        batched=9,
        outcomes=((OutcomeState.ACCEPTED, 8), (OutcomeState.REJECTED, 1)),
    )
    assert sheet.delivered(tally) == "8 accepted, 1 rejected; 2 not written to: suppressed 2"
    assert sheet.delivered(Tally()) == ""


def test_only_what_reads_differently_is_a_change():
    present = [(EditKind.HEADLINE, "A  pier"), (EditKind.DEK, "Old")]
    assert sheet.changes(present, {EditKind.HEADLINE: " A pier", EditKind.DEK: "New"}) == [(EditKind.DEK, "New")]
    assert sheet.changes(present, {}) == []
