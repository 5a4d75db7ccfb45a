"""Signing in at the desk."""

from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from httpx2 import Response
from starlette.testclient import TestClient

from digest import store
from digest.desk import sessions
from digest.runtime import Runtime
from digest.web.limits import ATTEMPTS_MAX
from tests.web import house

PASSWORD = "correct horse battery"


@pytest.fixture
def client(runtime: Runtime) -> TestClient:
    cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with runtime.store.write() as db:
        store.editors.put(db, "ada", cheap, now=runtime.real_now())
    found = house.client(runtime)
    found.headers.update(house.FROM_US)
    return found


def sign_in(client: TestClient, name: str = "ada", password: str = PASSWORD, **more: str) -> Response:
    return client.post("/desk/sign-in", data={"name": name, "password": password, **more})


@pytest.mark.parametrize("path", ["/desk/", "/desk/morning", "/desk/morning/2026-03-10/mail.html"])
def test_without_a_session_every_page_leads_to_the_sign_in(client, path):
    answer = client.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/desk/sign-in")


def test_a_button_pressed_without_a_session_changes_nothing(client, runtime):
    before = house.edition(runtime)
    assert client.post("/desk/morning/2026-03-10/state", data={"to": "approve"}).status_code == 303
    assert house.edition(runtime) == before


def test_name_and_password_open_the_desk_and_lead_to_the_page_that_was_asked_for(client):
    asked = client.get("/desk/morning/2026-03-10").headers["location"]
    assert 'name="next" value="/morning/2026-03-10"' in client.get(asked).text
    answer = sign_in(client, next="/morning/2026-03-10")
    assert answer.headers["location"] == "/desk/morning/2026-03-10"
    assert client.get("/desk/morning/2026-03-10").status_code == 200


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client):
    cookie = sign_in(client).headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert "path=/desk" in cookie
    assert "secure" not in cookie  # the address of this newsroom is plain http


def test_over_https_the_cookie_never_travels_in_the_clear(tmp_path, sqlite_url):
    with house.opened(tmp_path, sqlite_url, public_url="https://news.example") as runtime:
        with runtime.store.write() as db:
            cheap = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
            store.editors.put(db, "ada", cheap, now=runtime.real_now())
        client = house.client(runtime)
        client.headers.update(house.FROM_US)
        assert "secure" in sign_in(client).headers["set-cookie"].lower()


def test_the_database_holds_only_a_hash_of_the_cookie(client, runtime):
    sign_in(client)
    token = client.cookies[sessions.COOKIE]
    with runtime.store.read() as db:
        assert store.editors.session_editor(db, token, now=runtime.real_now()) is None
        assert store.editors.session_editor(db, sessions.key(token), now=runtime.real_now()) == "ada"


def test_a_session_ends(client, runtime):
    sign_in(client)
    later = runtime.real_now() + timedelta(hours=sessions.SESSION_HOURS)
    with runtime.store.read() as db:
        assert store.editors.session_editor(db, sessions.key(client.cookies[sessions.COOKIE]), now=later) is None


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(client):
    sign_in(client)
    token = client.cookies[sessions.COOKIE]
    client.post("/desk/sign-out")
    client.cookies.set(sessions.COOKIE, token, path="/desk")
    assert client.get("/desk/").status_code == 303


@pytest.mark.parametrize(("name", "password"), [("ada", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_wrong_and_unknown_get_the_same_words(client, name, password):
    answer = sign_in(client, name, password)
    assert answer.status_code == 403
    assert sessions.WRONG in answer.text
    assert "set-cookie" not in answer.headers


def test_after_some_wrong_passwords_even_the_right_one_has_to_wait(client):
    for _ in range(ATTEMPTS_MAX):
        assert sign_in(client, password="wrong").status_code == 403
    answer = sign_in(client)
    assert answer.status_code == 429
    assert "Please wait 15 minutes" in answer.text


@pytest.mark.parametrize("next_", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\r\nb"])
def test_signing_in_leads_nowhere_else(client, next_):
    assert sign_in(client, next=next_).headers["location"] == "/desk/"
