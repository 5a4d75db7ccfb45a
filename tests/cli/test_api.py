"""`digest api`: tokens are told once, named in lists, and taken back."""

import json

from digest import store
from digest.web import bearer
from tests import newsroom


def test_a_token_is_printed_once_and_works_until_it_is_revoked(digest, tmp_path):
    made = digest("api", "token", "add", "crm", "--scope", "lists:read", "--scope", "archive:read", "--days", "30")
    assert made.code == 0
    token = made.out.strip()
    with newsroom.opened(tmp_path / "config.toml") as runtime, runtime.store.read() as db:
        kept = bearer.known(db, token, now=runtime.real_now())
    assert kept
    assert kept.scopes == ("archive:read", "lists:read")

    listed = digest("api", "token", "list").out
    assert "crm  archive:read lists:read  since" in listed
    assert token.split("_", 2)[2] not in listed

    assert digest("api", "token", "revoke", "crm").code == 0
    with newsroom.opened(tmp_path / "config.toml") as runtime, runtime.store.read() as db:
        assert store.api_tokens.all_(db) == ()


def test_what_does_not_fit_is_said_in_one_line(digest):
    assert digest("api", "token", "add", "crm", "--scope", "archive:read").code == 0
    twice = digest("api", "token", "add", "crm", "--scope", "archive:read")
    assert (twice.code, twice.out) == (2, "")
    assert 'there is a token "crm" already' in twice.err
    assert digest("api", "token", "add", "other", "--scope", "everything").code == 2
    assert digest("api", "token", "add", "other").code == 2
    assert digest("api", "token", "revoke", "nobody").code == 2


def test_the_description_can_be_printed(digest):
    assert json.loads(digest("api", "describe").out)["openapi"].startswith("3.1")
