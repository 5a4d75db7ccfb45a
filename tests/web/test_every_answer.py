"""What holds for every answer of both apps: headers, guards, faults as pages."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from digest.model.edition import Edition
from digest.runtime import Runtime
from digest.web.headers import preview_policy
from tests import tables
from tests.web import house


@pytest.fixture(scope="module")
def newsroom(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runtime]:
    """One for all tests here: none of them may change anything."""
    folder = tmp_path_factory.mktemp("newsroom")
    (folder / "digest.db").write_bytes(tables.sqlite())
    with house.opened(folder, f"sqlite:///{folder}/digest.db") as runtime:
        yield runtime


@pytest.fixture(scope="module")
def made(newsroom: Runtime) -> Edition:
    return house.fill(newsroom)


@pytest.fixture
def client(newsroom: Runtime, made: Edition) -> Iterator[TestClient]:
    yield house.signed_in(newsroom)
    assert house.edition(newsroom) == made


PAGES = ["/", "/morning", "/search", "/nothing/here", "/u/abc", "/desk/", "/desk/sign-in", "/desk/morning/2026-03-10"]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_may_be_framed_sniffed_or_run_anything_foreign(client, page):
    headers = client.get(page).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_for_nothing_from_elsewhere_and_has_nothing_inline(client, page):
    html = client.get(page).text
    assert re.findall(r'<(?:link|script|img|iframe)[^>]*(?:src|href)="(?!/|http://news\.example/)', html) == []
    assert re.findall(r"<style|<script(?![^>]*src)| style=| on[a-z]+=", html) == []


def test_no_link_of_an_article_runs_a_script(client):
    """One article of this newsroom has such an address."""
    for page in ("/desk/morning/2026-03-10", "/desk/morning/2026-03-10/mail.html"):
        assert "javascript:" not in client.get(page).text


def test_the_preview_is_framed_by_the_desk_and_can_do_nothing(client):
    policy = client.get("/desk/morning/2026-03-10/mail.html").headers["content-security-policy"]
    assert policy == preview_policy(house.PUBLIC_URL)
    assert policy.startswith("sandbox ")
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy


@pytest.mark.parametrize("path", ["/desk/sign-in", "/desk/morning/2026-03-10/state", "/m/abc", "/u/abc/all"])
def test_forms_of_other_sites_are_refused(client, path):
    answer = client.post(path, headers={"Sec-Fetch-Site": "cross-site"}, data={"to": "approve"})
    assert answer.status_code == 403
    assert "not sent from a page of ours" in answer.text


def test_a_form_without_any_sign_of_where_it_is_from_is_refused(client):
    del client.headers["Sec-Fetch-Site"]
    assert client.post("/desk/morning/2026-03-10/state", data={"to": "approve"}).status_code == 403


def test_ten_megabytes_are_too_much_for_any_form(client):
    answer = client.post("/desk/morning/2026-03-10/words", content=b"intro=" + b"x" * 10_000_000)
    assert answer.status_code == 413
    assert "<h1>" in answer.text


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("GET", "/nothing%0A", 404),
        ("GET", "/morning/yesterday", 404),
        ("GET", "/morning/2026-03-10", 404),
        ("GET", "/desk/evening", 404),
        ("GET", "/desk/morning/2026-02-30", 404),
        ("DELETE", "/morning", 405),
        ("POST", "/desk/morning/2026-03-10/edit", 422),
        ("GET", "/desk/morning/2026-03-10?view=watch", 422),
    ],
)
def test_a_mistake_in_an_address_is_a_page_with_the_right_status(client, method, path, status):
    answer = client.request(method, path)
    assert answer.status_code == status
    assert re.search(r"<main.*<h1>[A-Z].*</h1>\n<p>[A-Z][^<]+\.</p>", answer.text, re.DOTALL)


def test_an_address_is_never_built_from_the_host_header(client):
    answer = client.get("/desk/morning", headers={"Host": "evil.example"})
    assert answer.headers["location"] == "/desk/morning/2026-03-10"
    assert "evil" not in client.get("/", headers={"Host": "evil.example"}).text
