"""What holds for every answer of the API: problems instead of pages, no cookie, nothing to run."""

import pytest

from digest.api import webhooks


@pytest.mark.parametrize("path", ["/api/", "/api/nothing", "/api/webhooks/nothing", "/api/webhooks"])
def test_what_is_not_there_is_a_problem_document(client, path):
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() | {"detail": ""} == {"type": "about:blank", "title": "Not Found", "status": 404, "detail": ""}


@pytest.mark.parametrize("path", ["/api/v1/lists", "/api/webhooks/nothing"])
def test_more_than_a_body_may_hold_is_refused(client, path):
    answer = client.post(path, content=b"x" * (webhooks.BODY_BYTES_MAX + 1))
    assert answer.status_code == 413
    assert answer.headers["content-type"] == "application/problem+json"
