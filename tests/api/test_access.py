"""Who may call: a token with the scope, not too often; and nobody learns anything from being refused."""

from datetime import timedelta

import pytest

from digest import api
from digest.api.access import NETWORK_ATTEMPTS_MAX, Rate
from digest.model.access import Scope
from digest.runtime import Runtime
from digest.store import Store, api_tokens
from digest.web import bearer
from tests.web import house
from tests.world import NOW

EXAMPLE = {
    "list": "example",
    "digest": "morning",
    "date": "2026-03-10",
    "id": "0" * 32,
}
"""What may stand in a path."""


def calls(runtime: Runtime) -> list[tuple[str, str, Scope]]:
    """(method, path, scope) of every call that the description names."""
    found = []
    for path, operations in api.openapi(runtime)["paths"].items():
        for method, operation in operations.items():
            (scope,) = [scope for scope in Scope if f"Scope: `{scope}`" in operation["description"]]
            found.append((method.upper(), "/api" + path.format(**EXAMPLE), scope))
    return found


def test_every_call_is_refused_without_a_token_and_without_its_scope(runtime, client, program):
    every = calls(runtime)
    assert len(every) >= 11
    wrong = {scope: program(*(set(Scope) - {scope})) for scope in Scope}
    for method, path, scope in every:
        answer = client.request(method, path)
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Bearer realm="digest"'), path
        answer = wrong[scope].request(method, path)
        assert answer.status_code == 403, path
        assert str(scope) in answer.json()["detail"]


def test_the_scope_a_call_names_is_enough(runtime, program):
    right = {scope: program(scope) for scope in Scope}
    for method, path, scope in calls(runtime):
        assert right[scope].request(method, path).status_code not in {401, 403}, path


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer x",
        "Basic YTpi",
        "Bearer digest_000000000000_" + "a" * 43,
        "Bearer digest_%s_x",
        "Bearer é",
    ],
)
def test_what_is_no_token_of_ours_is_refused(client, header):
    answer = client.get("/api/v1/lists", headers={"Authorization": header.encode()})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_revoked_token_and_an_expired_one_are_none(runtime, program):
    asking = program(Scope.LISTS_READ)
    assert asking.get("/api/v1/lists").status_code == 200
    with runtime.store.write() as db:
        assert api_tokens.revoke(db, "lists:read")
    assert asking.get("/api/v1/lists").status_code == 401
    past = runtime.real_now() - timedelta(seconds=1)
    old = bearer.make("old", [Scope.LISTS_READ], now=past, expires_at=past)
    with runtime.store.write() as db:
        api_tokens.add(db, old.kept)
    assert (
        house.client(runtime).get("/api/v1/lists", headers={"Authorization": f"Bearer {old.text}"}).status_code == 401
    )


def test_a_token_is_kept_as_its_hash_and_names_are_unique(store: Store):
    made = bearer.make("crm", [Scope.LISTS_READ, Scope.ARCHIVE_READ], now=NOW)
    with store.write() as db:
        assert api_tokens.add(db, made.kept)
        assert not api_tokens.add(db, bearer.make("crm", [], now=NOW).kept)
        (kept,) = api_tokens.all_(db)
        assert bearer.known(db, made.text, now=NOW) == kept == made.kept
        assert bearer.known(db, made.text[:-1] + "!", now=NOW) is None
        assert bearer.known(db, made.text[:-1] + ("a" if made.text[-1] != "a" else "b"), now=NOW) is None
    assert kept.scopes == (Scope.ARCHIVE_READ, Scope.LISTS_READ)
    assert made.text.split("_", 2)[2] not in repr(kept)


def test_a_token_that_calls_too_often_has_to_wait():
    clock = [0.0]
    rate = Rate(calls_max=2, window_s=60, seconds=lambda: clock[0])
    assert [rate.count("a")[0] for _ in range(3)] == [1, 0, -1]
    assert rate.count("b") == (1, 60)
    clock[0] = 45.0
    assert rate.count("a") == (-2, 15)
    clock[0] = 60.0
    assert rate.count("a") == (1, 60)


def test_calls_say_how_many_are_left(program):
    asking = program(Scope.LISTS_READ)
    left = [int(asking.get("/api/v1/lists").headers["ratelimit-remaining"]) for _ in range(2)]
    assert left[0] - left[1] == 1


def test_who_tries_many_tokens_has_to_wait(client):
    tried = [client.get("/api/v1/lists", headers={"Authorization": f"Bearer {n}"}) for n in range(NETWORK_ATTEMPTS_MAX)]
    assert {answer.status_code for answer in tried} == {401}
    answer = client.get("/api/v1/lists", headers={"Authorization": "Bearer one more"})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_a_cookie_of_the_desk_is_no_token(runtime):
    assert house.signed_in(runtime).get("/api/v1/lists").status_code == 401
