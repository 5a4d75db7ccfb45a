"""Passwords are stored as Argon2id, and a wrong name takes as long as a wrong password."""

import pytest

from digest.errors import UsageError
from digest.web import passwords


def test_a_password_opens_only_its_own_hash():
    stored = passwords.hash_password("correct horse battery")
    assert stored.startswith("$argon2id$")
    assert passwords.verify(stored, "correct horse battery")
    assert not passwords.verify(stored, "correct horse batterz")


def test_nobody_has_a_password():
    """An unknown name is checked against something, and is never right."""
    assert not passwords.verify(None, "the password of nobody")


def test_a_stored_text_that_is_no_hash_opens_nothing():
    assert not passwords.verify("plain text", "plain text")


@pytest.mark.parametrize("text", ["short", "x" * 1_001])
def test_a_password_has_a_sensible_length(text):
    with pytest.raises(UsageError):
        passwords.hash_password(text)
