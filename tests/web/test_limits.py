"""Somebody who guesses has to wait; somebody who floods is refused."""

import pytest
from fastapi import FastAPI, Request
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from digest.web.limits import Attempts, BodyLimit, network


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_after_some_failures_a_key_waits_until_the_window_has_passed():
    clock = Clock()
    attempts = Attempts(attempts_max=3, window_s=60, seconds=clock)
    for _ in range(3):
        assert attempts.wait_s("ada") == 0
        attempts.failed("ada")
    assert 0 < attempts.wait_s("ada") <= 61
    assert attempts.wait_s("bo") == 0
    clock.now = 61
    assert attempts.wait_s("ada") == 0


def test_a_success_forgets_the_failures_before_it():
    attempts = Attempts(attempts_max=2, window_s=60, seconds=Clock())
    attempts.failed("ada")
    attempts.succeeded("ada")
    attempts.failed("ada")
    assert attempts.wait_s("ada") == 0


@pytest.mark.parametrize(
    ("address", "counted_as"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::9", "2001:db8:1:2::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_household_counts_as_one(address, counted_as):
    assert network(address) == counted_as


def limited() -> TestClient:
    app = FastAPI()
    app.add_middleware(
        BodyLimit, refuse=lambda status, words: PlainTextResponse(words, status_code=status), bytes_max=10
    )

    @app.post("/")
    async def read(request: Request) -> int:
        return len(await request.body())

    return TestClient(app)


def test_a_body_within_the_limit_is_read():
    assert limited().post("/", content=b"x" * 10).json() == 10


def test_a_body_that_announces_too_much_is_refused():
    assert limited().post("/", content=b"x" * 11).status_code == 413


def test_a_body_that_announces_nothing_is_counted():
    """Sent in pieces, without a length: refused at the piece that goes over the limit."""
    assert limited().post("/", content=iter([b"x" * 6, b"x" * 6])).status_code == 413


def test_a_length_that_is_no_number_is_refused():
    assert limited().post("/", content=b"x", headers={"Content-Length": "-1"}).status_code == 413
