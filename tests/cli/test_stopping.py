"""Ctrl-C and SIGTERM: whoever hands mails over finishes what is under way, everybody else is interrupted."""

import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from digest.cli import stopping
from tests import newsroom
from tests.cli.conftest import Run
from tests.deliver.peers import smtp

READERS = [f"reader{n}@example.com," for n in range(40)]
EDITION = "morning/2026-03-10"


@pytest.fixture(autouse=True)
def _nothing_is_ignored() -> Iterator[None]:
    """As in a shell's foreground; what is started in the background may have Ctrl-C ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def told(once_for: str, number: int) -> Callable[[str, str], None]:
    """A peer's trouble: the signal is sent to us before the first mail is answered."""
    left = [once_for]

    def trouble(verb: str, _argument: str) -> None:
        if verb in left:
            left.remove(verb)
            signal.pthread_kill(threading.main_thread().ident or 0, number)

    return trouble


def make(folder: Path, port: int) -> None:
    way = f'[transports.relay]\nkind = "smtp"\nhost = "127.0.0.1"\nport = {port}\nsecurity = "none"\nconnections = 2\n'
    newsroom.make(folder, readers=READERS, digest='transport = "relay"', more=way)


@pytest.mark.parametrize("number", stopping.SIGNALS)
@pytest.mark.parametrize("command", [("run", "--date", "2026-03-10"), ("send", "--date", "2026-03-10")])
def test_a_sender_that_is_told_to_stop_leaves_nobody_unknown(digest: Run, tmp_path: Path, number, command):
    """And whoever resumes sends to the others, once each."""
    with smtp.running(smtp.Manners(trouble=told("BODY", number))) as server:
        make(tmp_path, server.port)
        if command[0] == "send":
            assert digest("run", "--no-send", "--date", "2026-03-10").code == 0
        said = digest(*command)
        assert said.code == 130
        assert "unknown" not in said.out
        assert "queued" in said.out
        assert 0 < len(server.log.readers) < len(READERS)
        assert digest("deliveries", "resume", EDITION).out == f"{EDITION}: sent, 40 readers: 40 accepted\n"
    assert len(set(server.log.readers)) == len(server.log.readers) == len(READERS)


def test_who_never_asks_whether_to_stop_is_interrupted_at_once():
    went_on: list[bool] = []

    def gather() -> None:
        with stopping.gently():
            signal.raise_signal(signal.SIGTERM)
            went_on.append(True)

    with pytest.raises(KeyboardInterrupt):
        gather()
    assert not went_on


def test_the_second_signal_interrupts_whoever_finishes():
    answers: list[bool] = []

    def send() -> None:
        with stopping.gently() as stop:
            for _ in range(3):
                answers.append(stop())
                signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        send()
    assert answers == [False, True]


def test_afterwards_signals_mean_what_they_meant_before():
    before = signal.getsignal(signal.SIGINT)
    with stopping.gently():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_a_signal_that_our_parent_has_us_ignore_stays_ignored():
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with stopping.gently() as stop:
        assert not stop()
        signal.raise_signal(signal.SIGINT)
        assert not stop()
