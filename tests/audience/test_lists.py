"""A list file is read whatever wrote it; a bad row costs that row, and nothing is told of whose it was."""

from datetime import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.audience import columns, lists
from digest.audience.seen import Seen
from digest.errors import ListError
from digest.model.fault import Fault
from digest.model.people import ListRow, Pace, Preferences


@pytest.fixture
def read(tmp_path):
    def read_it(content):
        path = tmp_path / "readers.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        found = list(lists.read(path))
        return [r for r in found if isinstance(r, ListRow)], [str(f) for f in found if isinstance(f, Fault)]

    return read_it


def test_only_the_address_is_needed(read):
    rows, faults = read("email\nada@example.com\n")
    assert rows == [ListRow(address="ada@example.com", email="ada@example.com", line=2)]
    assert faults == []


def test_columns_stand_in_any_order_and_empty_cells_mean_as_the_digest_has_it(read):
    rows, faults = read(
        "Pace,Locale,Email,Timezone,Hour,Topics,Name\n"
        "weekdays,pt_br,Ada@Example.com,Asia/Kathmandu,7:30,World | Science,Ada\n"
        ",,bo@example.com,,,,\n"
    )
    assert faults == []
    assert rows[0].preferences == Preferences(
        topics=("World", "Science"), hour=time(7, 30), timezone="Asia/Kathmandu", locale="pt-BR", pace=Pace.WEEKDAYS
    )
    assert rows[1].preferences == Preferences()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_whatever_program_wrote_the_file(read, delimiter, ending, encoding):
    lines = [delimiter.join(cells) for cells in (["email", "name"], ["ada@example.com", "Zoë Dupré"])]
    rows, faults = read(ending.join([*lines, ""]).encode(encoding))
    assert [(row.email, row.name) for row in rows] == [("ada@example.com", "Zoë Dupré")]
    assert faults == []


def test_a_line_that_names_the_delimiter_is_understood(read):
    rows, _ = read("sep=;\nemail;name\nada@example.com;Lindqvist, Ada\n")
    assert [(row.name, row.line) for row in rows] == [("Lindqvist, Ada", 3)]


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PK\x03\x04\x14\x00\x06\x00", "spreadsheet"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "spreadsheet"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not a text file"),
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"ada@example.com,Ada\nbo@example.com,Bo\n", "no header"),
        (b"mail,name\nada@example.com,Ada\n", 'no column "email"'),
        (b"email,name,email\nada@example.com,Ada,x\n", "two columns"),
        (b'"email,name\nada@example.com,Ada\n', "quote"),
        ("email\nada@example.com\n".encode("utf-16")[:-1], "cut off"),
    ],
)
def test_a_file_that_is_no_list_is_refused_in_one_line(read, content, word):
    with pytest.raises(ListError, match=word) as refused:
        read(content)
    assert "\n" not in str(refused.value)
    assert "ada@" not in str(refused.value)


def test_a_file_that_is_not_there_is_one_line(tmp_path):
    with pytest.raises(ListError, match="No such file"):
        list(lists.read(tmp_path / "nobody.csv"))
    with pytest.raises(ListError, match="directory"):
        list(lists.read(tmp_path))


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ("not an address,Eve,,,,,", "not usable"),
        (",Eve,,,,,", "not usable"),
        ("eve@example.com," + "x" * 201 + ",,,,,", "longer than 200"),
        ("eve@example.com,Eve,,25,,,", 'hour "25"'),
        ("eve@example.com,Eve,,7:10,,,", "quarter"),
        ("eve@example.com,Eve,,,Mars/Olympus,,", 'timezone "Mars/Olympus"'),
        ("eve@example.com,Eve,,,../../etc/passwd,,", "timezone"),
        ("eve@example.com,Eve,,,,klingon,", 'locale "klingon"'),
        ("eve@example.com,Eve,,,,,hourly", 'pace "hourly" is not one of each, weekdays, weekly, big'),
        ("eve@example.com,Eve,,eve@example.com,,,", 'hour "…"'),
        ("eve@example.com,Eve,,,,,,,surplus", "cells under 7 columns"),
        ('eve@example.com,"Eve,,,,,', "quote"),
        ("eve@example.com,Eve\0,,,,,", "encoding"),
        ("eve@example.com," + "x" * 20_000, "longer than 10,000"),
        ("ADA@example.com,Ada again,,,,,", "the same address stands on line 2"),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_costs_nobody_else(read, row, word):
    rows, faults = read(
        f"email,name,topics,hour,timezone,locale,pace\nada@example.com,Ada,,,,,\n{row}\nbo@example.com,Bo,,,,,\n"
    )
    assert [r.name for r in rows] == ["Ada", "Bo"]
    assert [r.line for r in rows] == [2, 4]
    assert len(faults) == 1
    assert faults[0].startswith("readers.csv:3: ")
    assert word in faults[0]
    assert "@example" not in faults[0]


def test_an_unknown_column_is_a_fault_once_and_its_cells_are_passed_over(read):
    rows, faults = read("email,nmae,bo@example.com\nada@example.com,x,y\nbo@example.com,x,y\n")
    assert len(rows) == 2
    assert faults == [
        'readers.csv:1: column "nmae" is passed over. Did you mean "name"?',
        (
            'readers.csv:1: column "…" is passed over. Known: '
            "email, name, topics, hour, timezone, locale, pace, muted, theme, length."
        ),
    ]


def test_a_file_of_mixed_encodings_loses_only_the_rows_that_cannot_be_read(read):
    rows, faults = read("email,name\nada@example.com,Zoë\n".encode() + "bo@example.com,José\n".encode("cp1252"))
    assert [row.name for row in rows] == ["Zoë"]
    assert faults == ["readers.csv:3: the line is in another encoding than the file"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("田中さくら", "田中さくら"),
        ("👩‍🚀 Ada", "👩‍🚀 Ada"),
        ("  Ada \u00a0  Lindqvist ", "Ada Lindqvist"),
        ("\u202eadA", "adA"),
        ("Ada\u2066 x\u2069", "Ada x"),
        ("Ada\x1b[31m", "Ada[31m"),
        ("'=1+1", "=1+1"),
        ("'Ada", "'Ada"),
    ],
)
def test_names_of_any_script_are_kept_and_tricks_with_direction_are_not(read, written, kept):
    rows, faults = read(f"email,name\nada@example.com,{written}\n")
    assert [row.name for row in rows] == [kept]
    assert faults == []


@pytest.mark.parametrize("name", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x","y")'])
def test_no_cell_of_an_export_is_a_formula_and_reading_it_back_gives_the_name(read, name):
    row = ListRow(address="ada@example.com", email="ada@example.com", name=name)
    lines = list(lists.write([row]))
    cell = lines[1].split(",")[1].lstrip('"')
    assert cell.startswith("'")
    rows, _ = read("".join(lines))
    assert rows[0].name == name


NAMES = st.text(max_size=40).map(columns.name)
ROWS = st.builds(
    ListRow,
    address=st.just("ada@example.com"),
    email=st.just("ada@example.com"),
    name=NAMES,
    preferences=st.builds(
        Preferences,
        topics=st.lists(st.sampled_from(["World", "Arts & Leisure", "Sport, local", "科学"]), unique=True).map(tuple),
        hour=st.none() | st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 45])),
        timezone=st.sampled_from([None, "Asia/Kathmandu", "UTC"]),
        locale=st.sampled_from([None, "en", "pt-BR", "zh-Hant"]),
        pace=st.sampled_from(Pace),
    ),
    line=st.just(2),
)


@given(row=ROWS)
def test_what_is_exported_reads_back_the_same(tmp_path_factory, row):
    path = tmp_path_factory.mktemp("lists", numbered=True) / "back.csv"
    path.write_text("".join(lists.write([row])), encoding="utf-8")
    assert list(lists.read(path)) == [row]


def test_an_export_can_be_of_some_columns():
    row = ListRow(address="ada@example.com", email="ada@example.com", name="Lindqvist, Ada")
    assert list(lists.write([row], ["email", "name"])) == ["email,name\n", 'ada@example.com,"Lindqvist, Ada"\n']


def test_the_first_line_of_every_address_is_remembered_however_many_there_are():
    seen = Seen()
    assert [seen.first_line(f"reader{n}", n) for n in range(1, 20_001)] == [None] * 20_000
    assert [seen.first_line(f"reader{n}", 0) for n in range(1, 20_001)] == list(range(1, 20_001))


def test_the_example_list_is_one_without_faults():
    rows = list(lists.read(Path(__file__).parents[2] / "subscribers" / "example.csv"))
    assert len(rows) == 8
    assert all(isinstance(row, ListRow) for row in rows)


@given(content=st.binary(max_size=200) | st.text(max_size=200).map(lambda text: f"email,name\n{text}".encode()))
def test_any_bytes_are_rows_faults_or_one_refusal(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any", numbered=True) / "any.csv"
    path.write_bytes(content)
    try:
        found: list[ListRow | Fault] = list(lists.read(path))
    except ListError as refused:
        found = [refused.fault]
    assert all("\n" not in str(fault) for fault in found if isinstance(fault, Fault))
