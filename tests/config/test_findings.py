"""A fault points at the very element that is wrong, in a file laid out in any way."""

import pytest

from digest.config.findings import Finding, dotted, placed

SOURCE = """
short = ["x", 'y', 3]
"we/ird~key" = 1
[[rows]]
[rows.inner]
long = [   # "not, these"
  "a, ] b", # one
  \"\"\"c
  "d\\"\"\"\", [1, [2, 3]], { e = [4, 5] },
  6,
]
[deep.er]
x = 1
"""


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (("short", 0), "2:10"),
        (("short", 1), "2:15"),
        (("short", 2), "2:20"),
        (("short", 9), "2:9"),
        (("we/ird~key",), "3:16"),
        (("rows", 0), "4:1"),
        (("rows", 0, "missing"), "4:1"),
        (("rows", 0, "inner", "long", 0), "7:3"),
        (("rows", 0, "inner", "long", 1), "8:3"),
        (("rows", 0, "inner", "long", 2), "9:12"),
        (("rows", 0, "inner", "long", 3), "9:25"),
        (("rows", 0, "inner", "long", 4), "10:3"),
        (("deep",), "12:1"),
        (("nowhere", "at", "all"), "1:1"),
    ],
)
def test_a_finding_is_placed_at_its_line_and_column(key, place):
    (fault,) = placed([Finding(key=key, what="is wrong")], file="config.toml", source=SOURCE)
    assert fault.where == f"config.toml:{place}: {dotted(key)}"


def test_the_name_of_a_key_is_placed_before_its_value():
    (fault,) = placed([Finding(key=("short",), what="is wrong", of_name=True)], file="f", source=SOURCE)
    assert fault.where == "f:2:1: short"


def test_a_key_with_a_line_break_is_told_on_one_line():
    assert dotted(("a\nb\x1b[31m", "c")) == "a�b�[31m.c"


def test_places_in_an_array_are_counted_from_one():
    assert dotted(("sources", 0, "topics", 2)) == "sources[1].topics[3]"
