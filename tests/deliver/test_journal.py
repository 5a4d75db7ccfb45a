"""What a sender's journal says to whoever comes after it."""

import resource
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.deliver import journal
from digest.deliver.journal import Journal
from digest.deliver.transports.protocol import ACCEPTED, Answer
from digest.errors import TransportError
from digest.model.delivery import OutcomeState
from tests.deliver.test_transports import mails

REFUSED = Answer(OutcomeState.REJECTED, "550 5.1.1", "no such reader " * 16)


def heard(folder: Path) -> journal.Testimony:
    """What is found if the sender dies at this moment: its file without its lock."""
    found = folder / "found"
    shutil.copytree(folder / "journal", found)
    (told,) = journal.of_the_dead(found)
    return told


def test_the_last_word_on_each_mail_is_found_after_its_sender(tmp_path: Path):
    taken, refused, silent, back = mails(4)
    with Journal(tmp_path / "journal", owner="here:1", evidence=False) as living:
        living.intent((taken, refused, silent, back))
        living.accepted(taken)
        living.answer((refused,), REFUSED)
        living.answer((back,), Answer(OutcomeState.QUEUED))
        told = heard(tmp_path)
    said = told.said[1]
    assert told.complete
    assert (said[0], said[2], said[3]) == (ACCEPTED, None, Answer(OutcomeState.QUEUED))
    assert (said[1].state, said[1].code) == (OutcomeState.REJECTED, "550 5.1.1")  # type: ignore[union-attr]


def test_a_journal_grows_with_what_is_said_and_is_small_again_once_that_is_committed(tmp_path: Path):
    some = mails(9_000)
    with Journal(tmp_path / "journal", owner="here:1", evidence=False) as living:
        living.intent(some)
        for mail in some[1:]:
            living.answer((mail,), REFUSED)
        (file,) = (tmp_path / "journal").iterdir()
        assert file.stat().st_size > journal.ROOM_BYTES
        said = heard(tmp_path).said[1]
        assert (len(said), said[0], said[8_999] is None) == (9_000, None, False)
        living.compact(lambda: [(1, 0)])
        shutil.rmtree(tmp_path / "found", ignore_errors=True)
        assert heard(tmp_path).said == {1: {0: None}}
        assert file.stat().st_size == journal.ROOM_BYTES


def test_what_was_not_said_to_its_end_was_not_said(tmp_path: Path):
    first, second = mails(2)
    with Journal(tmp_path / "journal", owner="here:1", evidence=False) as living:
        living.intent((first,))
        (file,) = (tmp_path / "journal").iterdir()
        end = len(file.read_bytes().rstrip(b"\0")) // 16 * 16 + 16
        with file.open("r+b") as written:
            written.seek(end + 1)
            written.write(b"\x01\x01\0\x01\0\0\0\x02")
        assert heard(tmp_path).said == {1: {0: None}}
        living.intent((second,))
        shutil.rmtree(tmp_path / "found", ignore_errors=True)
        assert heard(tmp_path).said == {1: {0: None, 1: None}}


@contextmanager
def room(count: int) -> Iterator[None]:
    """Files of at most so many bytes, as on a disk that is full then."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (count, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_where_there_is_no_room_for_a_journal_nothing_is_sent(tmp_path: Path):
    with room(journal.ROOM_BYTES // 2), pytest.raises(TransportError, match="the journal cannot be written"):
        Journal(tmp_path / "journal", owner="here:1", evidence=False)
    with Journal(tmp_path / "journal", owner="here:1", evidence=False) as living, room(journal.ROOM_BYTES):
        living.answer(mails(1), Answer(OutcomeState.QUEUED))
        with pytest.raises(TransportError, match="the journal is cut short"):
            living.answer(mails(4_000, batches=17)[::2], REFUSED)
