"""Feeds and articles on our own disk."""

import gzip
import os
from pathlib import Path

import pytest

from digest.collect import limits, local
from digest.collect.answers import Failed, FailureKind, Fetched, NotModified, Validators
from digest.collect.local import Folder


def reason(answer: object) -> str:
    assert isinstance(answer, Failed)
    assert answer.kind in {FailureKind.FILE, FailureKind.TOO_LARGE, FailureKind.BROKEN, FailureKind.UNREADABLE}
    return answer.reason


def test_a_feed_file_is_read_as_if_fetched_and_its_second_reading_is_unchanged(tmp_path: Path):
    """The content decides, not the clock of the file system."""
    file = tmp_path / "feed with space.xml"
    file.write_bytes(b"<rss/>")
    first = local.feed(file, Validators())
    assert isinstance(first, Fetched)
    assert (first.data, first.url) == (b"<rss/>", file.as_uri())
    file.touch()
    assert local.feed(file, first.validators) == NotModified()
    file.write_bytes(b"<rss></rss>")
    assert isinstance(local.feed(file, first.validators), Fetched)


@pytest.mark.parametrize(
    ("name", "words"), [("missing.xml", "no such file"), ("", "is a folder"), ("pipe", "not a regular file")]
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, words: str):
    """A pipe in a source folder must not hang the morning."""
    os.mkfifo(tmp_path / "pipe")
    assert words in reason(local.feed(tmp_path / name, Validators()))


def test_a_path_with_a_nul_is_no_path():
    assert "character" in reason(local.read(Path("a\0b"), 10))


def test_a_file_that_is_too_large_is_not_read(tmp_path: Path):
    file = tmp_path / "huge.xml"
    with file.open("wb") as sparse:
        sparse.truncate(limits.FEED_BYTES_MAX + 1)
    assert "larger than 15 MB" in reason(local.feed(file, Validators()))


def test_a_packed_feed_is_unpacked_with_all_its_members():
    assert local.unpacked(gzip.compress(b"one ") + gzip.compress(b"two")) == b"one two"
    assert local.unpacked(b"<rss/>") == b"<rss/>"


def test_a_packed_bomb_is_ended_by_its_cap():
    assert "larger than 1 MB" in reason(local.gunzip(gzip.compress(bytes(40_000_000)), 1_000_000))


def test_a_torn_package_is_never_taken_for_a_whole_one():
    assert "unpacked" in reason(local.gunzip(b"\x1f\x8b\x08\x00" + b"\xff" * 40, 1000))
    assert "end is missing" in reason(local.gunzip(gzip.compress(b"x" * 1000)[:-9], 10_000))


def folder(path: Path, known: Validators | None = None) -> Folder:
    found = local.folder(path, known or Validators())
    assert isinstance(found, Folder)
    return found


def test_a_folder_is_its_article_files_and_those_below(tmp_path: Path):
    """Hidden files, pictures and links that lead out are no articles."""
    (tmp_path / "sub").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path.parent / "outside.txt").write_text("x")
    for name in ("b.txt", "a.html", "sub/c.MD", "photo.jpg", ".hidden.txt", ".git/d.txt", "feed.xml"):
        (tmp_path / name).write_text(name)
    (tmp_path / "out.txt").symlink_to(tmp_path.parent / "outside.txt")
    (tmp_path / "loop").symlink_to(tmp_path)
    (tmp_path / "round.txt").symlink_to(tmp_path / "round.txt")
    found = folder(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in found.files] == ["a.html", "b.txt", "sub/c.MD"]


def test_a_folder_is_unchanged_until_a_file_is(tmp_path: Path):
    (tmp_path / "a.txt").write_text("one")
    first = folder(tmp_path)
    assert local.folder(tmp_path, first.validators) == NotModified()
    (tmp_path / "b.txt").write_text("two")
    assert len(folder(tmp_path, first.validators).files) == 2


def test_a_missing_folder_says_so(tmp_path: Path):
    (tmp_path / "file.txt").write_text("")
    assert "no such" in reason(local.folder(tmp_path / "none", Validators()))
    assert "not a folder" in reason(local.folder(tmp_path / "file.txt", Validators()))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("Über".encode(), "Über"),
        ("\ufeffÜber".encode(), "Über"),
        ("Über".encode("utf-16"), "Über"),
        ("Über “so”".encode("cp1252"), "Über “so”"),
    ],
)
def test_a_text_is_read_whatever_its_letters(data: bytes, said: str):
    found = local.text(data)
    assert isinstance(found, str)
    assert found.lstrip("\ufeff") == said


def test_a_binary_file_is_no_text():
    assert "not text" in reason(local.text(b"PK\x03\x04\x00\x00"))
