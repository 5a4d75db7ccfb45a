"""What an engine promises; every implementation is held to it."""

import logging
import threading
from collections.abc import Callable

import pytest

from digest.engine import Engine, Jobs, Payload
from digest.engine.local import LocalEngine

WAIT_S = 10

Make = Callable[[Jobs], Engine]


@pytest.fixture(params=[LocalEngine])
def make(request: pytest.FixtureRequest) -> Make:
    made: Make = request.param
    return made


def test_a_job_is_run_with_its_payload(make: Make):
    seen: list[object] = []
    done = threading.Event()

    def note(payload: Payload) -> None:
        seen.append(dict(payload))
        done.set()

    engine = make({"note": note})
    assert engine.enqueue("note", {"slot": "a"})
    assert done.wait(WAIT_S)
    engine.close()
    assert seen == [{"slot": "a"}]


def test_the_same_job_does_not_wait_twice(make: Make):
    begun, go = threading.Event(), threading.Event()

    def slow(_payload: Payload) -> None:
        begun.set()
        go.wait(WAIT_S)

    engine = make({"slow": slow})
    assert engine.enqueue("slow", {})
    assert begun.wait(WAIT_S)
    assert not engine.enqueue("slow", {})
    assert engine.enqueue("slow", {"other": "payload"})
    go.set()
    engine.close()


def test_a_job_that_fails_is_logged_and_ends_only_itself(make: Make, caplog: pytest.LogCaptureFixture):
    tried, done = threading.Event(), threading.Event()

    def fail(_payload: Payload) -> None:
        tried.set()
        raise ValueError("no")

    def note(_payload: Payload) -> None:
        done.set()

    engine = make({"fail": fail, "note": note})
    with caplog.at_level(logging.ERROR):
        engine.enqueue("fail", {})
        engine.enqueue("note", {})
        assert tried.wait(WAIT_S)
        assert done.wait(WAIT_S)
        engine.close()
    assert "job fail" in caplog.text


def test_a_long_job_keeps_no_other_kind_waiting(make: Make):
    go, done = threading.Event(), threading.Event()

    def long(_payload: object) -> None:
        go.wait(WAIT_S)

    def short(_payload: object) -> None:
        done.set()

    engine = make({"long": long, "short": short})
    engine.enqueue("long", {})
    engine.enqueue("short", {})
    assert done.wait(WAIT_S)
    go.set()
    engine.close()


def test_a_closed_engine_takes_no_jobs(make: Make):
    engine = make({"note": lambda _payload: None})
    engine.close()
    assert not engine.enqueue("note", {})
