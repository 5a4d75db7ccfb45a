"""Changing the sources in config.toml leaves everything else as it was, to the letter."""

import stat
import tomllib
from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.config import edit
from digest.errors import ConfigError
from tests import newsroom

HEAD = '[newsroom]  # ours\nname = "News"\n\n'
FIRST = '# The gazette.\n[[sources]]\nurl = "a.xml"  # its feed\npublisher = "A"\n'
SECOND = '[[sources]]\nurl = """\n[[sources]]\n"""\n# notes of\n# the second\n'
TAIL = '# The headings.\n\n[[topics]]\nname = "World"\n'
WHOLE = f"{HEAD}{FIRST}\n{SECOND}\n{TAIL}"
ROW = {"kind": "feed", "url": "https://c.example/feed", "topics": ["World"]}
BLOCK = '[[sources]]\nkind = "feed"\nurl = "https://c.example/feed"\ntopics = ["World"]\n'


def test_a_source_is_added_after_the_last_one():
    """Not after the comment that heads the next part of the file."""
    assert edit.add(WHOLE, [ROW]) == f"{HEAD}{FIRST}\n{SECOND}\n{BLOCK}\n{TAIL}"


def test_several_are_added_with_a_blank_line_between():
    assert edit.add(WHOLE, [ROW, ROW]) == f"{HEAD}{FIRST}\n{SECOND}\n{BLOCK}\n{BLOCK}\n{TAIL}"


def test_the_first_source_of_a_file_stands_at_its_end():
    assert edit.add(HEAD.rstrip(), [ROW]) == f"{HEAD}{BLOCK}"


@pytest.mark.parametrize("next_to_it", ["# next\n[[topics]]\n", "[[topics]]\n"])
def test_a_comment_that_touches_the_next_header_stays_with_it(next_to_it: str):
    assert edit.add(f"{FIRST}{next_to_it}", [ROW]) == f"{FIRST}\n{BLOCK}\n{next_to_it}"


def test_a_removed_source_takes_its_comments_along():
    assert edit.remove(WHOLE, 0) == f"{HEAD}{SECOND}\n{TAIL}"
    assert edit.remove(WHOLE, 1) == f"{HEAD}{FIRST}\n{TAIL}"
    assert edit.remove(f"{HEAD}{FIRST}\n\n{SECOND}", 1) == f"{HEAD}{FIRST}"


def test_adding_and_removing_gives_the_same_file():
    assert edit.remove(edit.add(WHOLE, [ROW]), 2) == WHOLE


def test_a_source_is_muted_in_one_line_and_unmuted_without_a_trace():
    muted = edit.switch(WHOLE, 0, "muted", on=True)
    assert muted == WHOLE.replace('publisher = "A"\n', 'publisher = "A"\nmuted = true\n')
    assert edit.switch(muted, 0, "muted", on=True) == muted
    assert edit.switch(muted, 0, "muted", on=False) == WHOLE
    assert edit.switch(WHOLE, 0, "muted", on=False) == WHOLE


def test_a_comment_beside_the_key_is_kept():
    commented = WHOLE.replace('publisher = "A"\n', "muted = true  # too loud\n")
    assert edit.switch(commented, 0, "muted", on=False) == commented.replace("true", "false")


def test_sources_in_one_array_are_changed_too():
    """The form nobody writes by hand, which other programs may."""
    text = '# c\nsources = [{url = "a.xml"}, {url = "b.xml"}]\n'
    rows = tomllib.loads(edit.switch(edit.remove(edit.add(text, [ROW]), 0), 0, "muted", on=True))["sources"]
    assert rows == [{"url": "b.xml", "muted": True}, ROW]


def test_the_sample_config_differs_by_the_new_block_alone():
    before = (Path(__file__).parent.parent.parent / "config.toml").read_text("utf-8")
    after = edit.add(before, [ROW])
    changed = [line for line in unified_diff(before.splitlines(), after.splitlines(), n=0) if line[0] in "+-"][2:]
    assert sorted(changed) == sorted(["+" + line for line in ["", *BLOCK.splitlines()]])


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_text_is_written_so_that_it_is_read_as_it_was(value: str):
    assert tomllib.loads(edit.block({"url": value}))["sources"] == [{"url": value}]


def test_a_file_keeps_its_line_ends_mark_and_permissions(tmp_path: Path):
    path = newsroom.make(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    path.chmod(0o640)
    before = path.read_bytes()
    edit.write(path, edit.switch(edit.read(path), 0, "muted", on=True), environ={})
    assert path.read_bytes() == before + b"muted = true\r\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_to_the_file_stays_a_link(tmp_path: Path):
    real = newsroom.make(tmp_path / "real")
    link = tmp_path / "real" / "linked.toml"
    link.symlink_to(real)
    edit.write(link, edit.read(link) + "# seen\n", environ={})
    assert link.is_symlink()
    assert real.read_text().endswith("# seen\n")


def test_what_would_be_faulty_is_not_written(tmp_path: Path):
    path = newsroom.make(tmp_path)
    before = path.read_bytes()
    with pytest.raises(ConfigError, match=r"config\.toml:\d+:\d+: sources"):
        edit.write(path, edit.add(edit.read(path), [{"url": "gazette.xml", "publisher": "A"}]), environ={})
    assert path.read_bytes() == before
    assert not list(tmp_path.glob(".*"))
