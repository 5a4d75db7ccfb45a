"""Links in a mail let their holder do one thing, for as long as they should, and nothing else."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import tokens
from digest.errors import DigestError, TokenError
from digest.tokens import Purpose

NOW = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
OLD, NEW = "a" * 40, "b" * 40
KEYS = tokens.keys(OLD)
NUMBERS = st.integers(min_value=0, max_value=2**63 - 1)


@given(st.sampled_from(Purpose), st.lists(NUMBERS, max_size=4))
def test_a_token_says_the_numbers_it_was_made_with(purpose, numbers):
    token = tokens.make(KEYS, purpose, *numbers)
    assert tokens.read(KEYS, purpose, token, NOW) == tuple(numbers)


@given(st.sampled_from(Purpose), st.lists(NUMBERS, max_size=4))
def test_tokens_made_together_are_those_made_one_by_one(purpose, numbers):
    assert tokens.make_each(KEYS, purpose, numbers) == [tokens.make(KEYS, purpose, number) for number in numbers]


def test_an_unsubscribe_token_is_short_and_fits_any_header_and_link():
    token = tokens.make(KEYS, Purpose.UNSUBSCRIBE, 2**40, 2**40)
    assert len(token) <= 40
    assert token.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize("other", [p for p in Purpose if p is not Purpose.UNSUBSCRIBE])
def test_a_forwarded_mail_lets_others_unsubscribe_at_worst(other):
    token = tokens.make(KEYS, Purpose.UNSUBSCRIBE, 7)
    with pytest.raises(TokenError, match="not valid here"):
        tokens.read(KEYS, other, token, NOW)


@given(st.integers(min_value=0, max_value=200), st.characters(codec="ascii"))
def test_a_token_with_any_character_changed_is_refused(place, character):
    token = tokens.make(KEYS, Purpose.CONFIRM, 123456, 99, expires=NOW)
    place %= len(token)
    changed = token[:place] + character + token[place + 1 :]
    if changed != token:
        with pytest.raises(TokenError):
            tokens.read(KEYS, Purpose.CONFIRM, changed, NOW)


@pytest.mark.parametrize("text", ["", "=", "a", "%%%", "ä" * 30, "A" * 10_000, "\0" * 24, "AAAAAAAAAAAAAAAAAAAAAAAA"])
def test_what_is_no_token_is_refused_in_one_line(text):
    with pytest.raises(TokenError) as refused:
        tokens.read(KEYS, Purpose.CONFIRM, text, NOW)
    assert "\n" not in str(refused.value)


def test_a_truncated_token_is_refused_at_every_length():
    token = tokens.make(KEYS, Purpose.CONFIRM, 123456)
    for length in range(len(token)):
        with pytest.raises(TokenError):
            tokens.read(KEYS, Purpose.CONFIRM, token[:length], NOW)


def test_a_token_works_until_it_expires_and_no_longer():
    token = tokens.make(KEYS, Purpose.CONFIRM, 5, expires=NOW + timedelta(hours=48))
    assert tokens.read(KEYS, Purpose.CONFIRM, token, NOW + timedelta(hours=48)) == (5,)
    with pytest.raises(TokenError, match="expired"):
        tokens.read(KEYS, Purpose.CONFIRM, token, NOW + timedelta(hours=48, minutes=1))


def test_after_a_rotation_old_links_work_and_new_ones_are_signed_anew():
    token = tokens.make(KEYS, Purpose.UNSUBSCRIBE, 5)
    both = tokens.keys(tokens.rotated(OLD, NEW))
    assert tokens.read(both, Purpose.UNSUBSCRIBE, token, NOW) == (5,)
    fresh = tokens.make(both, Purpose.UNSUBSCRIBE, 5)
    with pytest.raises(TokenError):
        tokens.read(KEYS, Purpose.UNSUBSCRIBE, fresh, NOW)


def test_keyed_hashes_survive_every_rotation_even_of_keys_long_forgotten():
    before = tokens.keyed_hash(KEYS, "someone@example.com")
    text = OLD
    for _ in range(tokens.KEYS_MAX + 3):
        text = tokens.rotated(text, tokens.new_key())
    after = tokens.keys(text)
    assert tokens.keyed_hash(after, "someone@example.com") == before
    assert len(after.tokens) == tokens.KEYS_MAX
    with pytest.raises(TokenError):
        tokens.read(after, Purpose.UNSUBSCRIBE, tokens.make(KEYS, Purpose.UNSUBSCRIBE, 5), NOW)


def test_a_keyed_hash_depends_on_the_key_and_shows_nothing_of_the_text():
    ours, theirs = tokens.keyed_hash(KEYS, "a@example.com"), tokens.keyed_hash(tokens.keys(NEW), "a@example.com")
    assert ours != theirs
    assert len(ours) == 32
    int(ours, 16)


@pytest.mark.parametrize("text", ["", " \n ", "hash:" + OLD, "short", OLD + "\nshort"])
def test_keys_that_could_be_guessed_are_refused_without_being_shown(text):
    with pytest.raises(DigestError) as refused:
        tokens.keys(text)
    assert "short\n" not in str(refused.value)
    assert OLD not in str(refused.value)


def test_keys_are_not_shown_when_printed():
    assert "b'" not in repr(KEYS)


def test_numbers_that_do_not_fit_are_a_programming_error():
    for number in (-1, 2**64):
        with pytest.raises(ValueError, match="64 bits"):
            tokens.make(KEYS, Purpose.VIEW, number)


def test_a_million_mails_spend_seconds_not_minutes_on_their_tokens():
    """10 µs a token is the aim; the limit leaves room for a busy machine."""
    started = time.process_time()
    for number in range(2_000):
        tokens.make(KEYS, Purpose.UNSUBSCRIBE, number, 7)
    assert (time.process_time() - started) / 2_000 < 50e-6
