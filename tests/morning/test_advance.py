"""Which step is due, from state and time alone."""

from dataclasses import replace
from datetime import timedelta

import pytest

from digest.model.edition import EditionState, Section
from digest.model.settings import Unapproved
from digest.morning.advance import Step, next_step
from tests import world
from tests.compose.test_edition import DIGEST

SLOT = world.slot()
BEFORE_CUTOFF = SLOT.cutoff_at - timedelta(seconds=1)
BEFORE_SENDING = SLOT.send_at - timedelta(seconds=1)
TWO_HOURS_LATE = SLOT.send_at + timedelta(hours=2)
EXPIRED = SLOT.expires_at + timedelta(seconds=1)
ENOUGH = replace(DIGEST, stories_min=1)


def step(state: EditionState | None, now, digest=ENOUGH, **fields) -> Step:
    edition = world.edition(state=state, **fields) if state else None
    return next_step(SLOT, edition, digest, now)


def test_an_edition_is_composed_at_its_cutoff_and_not_before():
    assert step(None, BEFORE_CUTOFF) is Step.WAIT
    assert step(None, SLOT.cutoff_at) is Step.COMPOSE


def test_a_morning_missed_by_two_hours_is_still_composed_approved_and_sent():
    assert step(None, TWO_HOURS_LATE) is Step.COMPOSE
    assert step(EditionState.DRAFT, TWO_HOURS_LATE) is Step.APPROVE
    assert step(EditionState.APPROVED, TWO_HOURS_LATE) is Step.SEND


def test_what_is_approved_is_sent_as_long_before_its_hour_as_its_transport_wants_it():
    approved = world.edition(state=EditionState.APPROVED)
    ahead = timedelta(minutes=20)
    assert next_step(SLOT, approved, ENOUGH, SLOT.send_at - ahead, ahead=ahead) is Step.SEND
    assert next_step(SLOT, approved, ENOUGH, SLOT.send_at - ahead * 1.01, ahead=ahead) is Step.WAIT
    assert next_step(SLOT, world.edition(), ENOUGH, BEFORE_SENDING, ahead=ahead) is Step.WAIT


def test_a_slot_that_expired_unmade_stays_unmade():
    assert step(None, EXPIRED) is Step.WAIT


def test_a_draft_waits_for_an_editor_until_its_hour():
    assert step(EditionState.DRAFT, BEFORE_SENDING) is Step.WAIT


@pytest.mark.parametrize(
    ("rule", "due"), [(Unapproved.SEND, Step.APPROVE), (Unapproved.HOLD, Step.HOLD), (Unapproved.SKIP, Step.SKIP)]
)
def test_what_nobody_approved_follows_the_digests_rule(rule, due):
    assert step(EditionState.DRAFT, SLOT.send_at, replace(ENOUGH, unapproved=rule)) is due


@pytest.mark.parametrize(
    ("rule", "due"), [(Unapproved.SEND, Step.APPROVE), (Unapproved.HOLD, Step.HOLD), (Unapproved.SKIP, Step.SKIP)]
)
def test_too_few_stories_follow_their_own_rule(rule, due):
    few = replace(DIGEST, stories_min=2, too_few=rule, unapproved=Unapproved.SEND)
    assert step(EditionState.DRAFT, SLOT.send_at, few) is due


def test_an_edition_without_a_story_is_never_sent():
    empty: tuple[Section, ...] = ()
    digest = replace(DIGEST, too_few=Unapproved.SEND)
    assert step(EditionState.DRAFT, SLOT.send_at, digest, sections=empty) is Step.SKIP


def test_an_approved_edition_waits_for_its_hour():
    assert step(EditionState.APPROVED, BEFORE_SENDING) is Step.WAIT
    assert step(EditionState.APPROVED, SLOT.send_at) is Step.SEND


def test_a_half_sent_edition_goes_on_whatever_the_time():
    assert step(EditionState.SENDING, EXPIRED) is Step.SEND


def test_a_held_edition_waits_and_is_skipped_when_its_time_is_over():
    assert step(EditionState.HELD, TWO_HOURS_LATE) is Step.WAIT
    assert step(EditionState.HELD, EXPIRED) is Step.SKIP


@pytest.mark.parametrize("state", [EditionState.SENT, EditionState.SKIPPED, EditionState.CANCELLED])
def test_what_is_over_stays_over(state):
    assert step(state, SLOT.send_at) is Step.NOTHING
