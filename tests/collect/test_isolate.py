"""Parser processes: no document harms another."""

import os
from pathlib import Path

import pytest

from digest.collect.answers import Failed, FailureKind
from digest.collect.isolate import Bounds, Parsers

pytestmark = pytest.mark.slow

HERE = "tests.collect.hostile:"
TIGHT = Bounds(cpu_s_max=1, wall_s_max=30, memory_bytes_max=300_000_000)


@pytest.fixture(scope="module")
def parsers():
    with Parsers(workers=1, bounds=TIGHT) as parsers:
        yield parsers


def failure(answer: object) -> Failed:
    assert isinstance(answer, Failed)
    return answer


def test_a_reader_works_in_another_process(parsers):
    """The bytes are read elsewhere, and the answer comes back."""
    assert parsers.run(str, HERE + "kindly", "morning") == "MORNING"
    assert parsers.run(int, HERE + "own_pid", 0) != os.getpid()


@pytest.mark.parametrize(
    ("reader", "words"),
    [
        ("spin", "more than 1 s of CPU"),
        ("eat", "too much memory"),
        ("crash", "crashed the parser"),
        ("leave", "crashed the parser"),
        ("flood", "more than a parser may hand back"),
        ("nest", "nested too deeply"),
        ("refuse", "cannot be read (ValueError)"),
        ("lie", "not an answer"),
    ],
)
def test_a_hostile_document_gives_one_plain_line_and_the_next_one_is_read(parsers, reader, words):
    """Endless loops, memory bombs, crashes and lies end in a Failed; the document after it is fine."""
    assert words in failure(parsers.run(str, HERE + reader, 0)).reason
    assert parsers.run(str, HERE + "kindly", "next") == "NEXT"


def test_a_document_that_hangs_without_computing_is_ended_by_the_wall_clock():
    """A parser that waits for ever is killed after its time, not only after its CPU."""
    with Parsers(workers=1, bounds=Bounds(wall_s_max=1.5)) as parsers:
        hung = failure(parsers.run(str, HERE + "hang", 0))
        assert hung.kind is FailureKind.TOO_COSTLY
        assert "longer than 1.5 s" in hung.reason
        assert parsers.run(str, HERE + "kindly", "next") == "NEXT"


def test_the_cpu_limit_counts_one_document_not_all_of_them(parsers):
    """A process that has read many documents still grants the next one its full time."""
    first = parsers.run(int, HERE + "own_pid", 0)
    for _ in range(20):
        parsers.run(str, HERE + "kindly", "x" * 1_000_000)
    assert parsers.run(int, HERE + "own_pid", 0) == first


def test_a_parser_cannot_write_files(parsers, tmp_path: Path):
    """A parser that was taken over cannot leave anything on disk."""
    target = tmp_path / "left.txt"
    assert "cannot be read" in failure(parsers.run(str, HERE + "scribble", str(target))).reason
    assert not target.exists() or target.read_bytes() == b""


def test_a_process_is_replaced_after_its_number_of_documents():
    """Leaks in C libraries stay small."""
    with Parsers(workers=1, bounds=Bounds(documents_max=2)) as parsers:
        pids = [parsers.run(int, HERE + "own_pid", 0) for _ in range(4)]
    assert pids[0] == pids[1] != pids[2] == pids[3]


def test_closing_ends_every_process():
    """Nothing stays behind, and asking again says so instead of hanging."""
    parsers = Parsers(workers=1)
    pid = parsers.run(int, HERE + "own_pid", 0)
    parsers.close()
    assert isinstance(pid, int)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(RuntimeError, match="closed"):
        parsers.run(int, HERE + "own_pid", 0)
