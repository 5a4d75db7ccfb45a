"""An import is all or nothing, on SQLite and on PostgreSQL alike, and nobody comes back by it."""

import csv
import signal
import stat
import threading
import tracemalloc
from pathlib import Path

import pytest

from digest import store
from digest.errors import ListError
from digest.model.people import SubscriptionState, SuppressionReason
from digest.people import add, export_lists, import_file, leave, sync
from digest.progress import Progress, silent
from digest.runtime import Runtime
from digest.store.incoming import Verdict
from tests import newsroom, victims

HEADER = "email,name,topics,hour,timezone,locale,pace,muted,theme,length"


@pytest.fixture
def runtime(tmp_path: Path, store_url: str):
    newsroom.make(tmp_path, database_url=store_url)
    with newsroom.opened(tmp_path / "config.toml") as opened:
        yield opened


def write(folder: Path, *rows: str, header: str = "email,name", encoding: str = "utf-8") -> Path:
    file = folder / "people.csv"
    file.write_bytes("\n".join([header, *rows, ""]).encode(encoding))
    return file


def bring(runtime: Runtime, file: Path, **options) -> dict[str, int]:
    done = import_file.import_file(runtime, file, "readers", **options)
    return {verdict.value: count for verdict, count in done.counts.items() if count}


def people(runtime: Runtime) -> dict[str, SubscriptionState]:
    with runtime.store.read() as db:
        return {row.address: state for row, _, state in store.people.rows(db)}


def subscription(runtime: Runtime, address: str):
    with runtime.store.read() as db:
        found = store.people.find(db, address, "readers")
    assert found
    return found


def test_every_usable_row_joins_once_and_its_record_says_where_it_came_from(runtime, tmp_path):
    row = "Zoë@Example.com,Zoë,World|Sport,7:30,Asia/Tokyo,de,big,Sport,plain,short"
    file = write(tmp_path, row, "bo@example.com,,,,,,,,,", header=HEADER)
    assert bring(runtime, file) == {"added": 2}
    assert bring(runtime, file) == {"unchanged": 2}
    with runtime.store.read() as db:
        zoe, bo = (row for row, _, _ in sorted(store.people.rows(db), key=lambda each: each[0].name, reverse=True))
    assert (zoe.email, zoe.name) == ("Zoë@example.com", "Zoë")
    assert zoe.preferences.topics == ("World", "Sport")
    assert (zoe.preferences.muted_topics, zoe.preferences.theme) == (("Sport",), "plain")
    assert (zoe.preferences.length, zoe.preferences.pace) == ("short", "big")
    assert bo.preferences == type(bo.preferences)()
    assert subscription(runtime, "bo@example.com").origin == "import:people.csv"


def test_nobody_who_left_or_is_suppressed_comes_back_and_whoever_was_removed_does(runtime, tmp_path):
    file = write(tmp_path, "ada@example.com,Ada", "bo@example.com,Bo", "cy@example.com,Cy")
    bring(runtime, file)
    leave.leave(runtime, subscription(runtime, "ada@example.com").id)
    with runtime.store.write() as db:
        key = store.people.find(db, "bo@example.com", "readers")
        assert key
        store.suppressions.add_subscriber(db, key.subscriber, SuppressionReason.ERASED, now=runtime.now())
        db.exec_driver_sql(f"DELETE FROM subscriptions WHERE id = {key.id}")
        db.exec_driver_sql("UPDATE subscriptions SET state = 'removed' WHERE state = 'active'")
    assert bring(runtime, file) == {"left": 1, "suppressed": 1, "back": 1}
    states = people(runtime)
    assert states == {"ada@example.com": SubscriptionState.LEFT, "cy@example.com": SubscriptionState.ACTIVE}


def test_what_an_import_finds_it_leaves_alone(runtime, tmp_path):
    """Only a file that governs its rows changes them."""
    bring(runtime, write(tmp_path, "ada@example.com,World", header="email,topics"))
    assert bring(runtime, write(tmp_path, "ada@example.com,Sport", header="email,topics")) == {"unchanged": 1}
    assert subscription(runtime, "ada@example.com").preferences.topics == ("World",)


def test_bad_rows_are_refused_by_line_in_a_report_that_names_nobody_and_runs_nothing(runtime, tmp_path):
    file = write(
        tmp_path, "ada@example.com,Ada", "eve-at-example.com,Eve", 'ida@example.com,"=HYPERLINK(1)"', "ADA@example.com,"
    )
    done = import_file.import_file(runtime, file, "readers", report_to=tmp_path / "bad.csv")
    assert (done.counts[Verdict.ADDED], done.refused) == (1, 3)
    rows = list(csv.DictReader((tmp_path / "bad.csv").read_text(encoding="utf-8").splitlines()))
    assert [row["where"] for row in rows] == ["people.csv:3", "people.csv:4", "people.csv:5"]
    assert "formula" in rows[1]["what"]
    assert "line 2" in rows[2]["what"]
    assert not any("eve-at" in cell or cell.startswith("=") for row in rows for cell in row.values())


def test_a_file_of_bad_rows_does_not_fill_the_screen(runtime, tmp_path):
    done = import_file.import_file(runtime, write(tmp_path, *["nobody,X"] * 300), "readers")
    assert done.refused == 300
    assert len(done.faults) == 101
    assert "200 more" in str(done.faults[-1])


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"PK\x03\x04 workbook", "spreadsheet"),
        (b"ada@example.com,Ada\n", "no header"),
        ("email,name\nada@example.com,Zoë\n".encode() + "bo@example.com,José\n".encode("cp1252"), "another encoding"),
    ],
)
def test_a_file_that_is_no_list_is_one_sentence_and_changes_nothing(runtime, tmp_path, content, word):
    file = tmp_path / "people.csv"
    file.write_bytes(content)
    with pytest.raises(ListError, match=word) as refused:
        bring(runtime, file)
    assert "\n" not in str(refused.value)
    assert people(runtime) == {}


def test_an_encoding_that_is_told_is_believed(runtime, tmp_path):
    file = write(tmp_path, "ada@example.com,Ирина", encoding="koi8-r")
    assert bring(runtime, file, encoding="koi8-r") == {"added": 1}
    with runtime.store.read() as db:
        assert [row.name for row, _, _ in store.people.rows(db)] == ["Ирина"]
    with pytest.raises(ListError, match="no encoding"):
        bring(runtime, file, encoding="klingon")


def test_a_dry_import_counts_and_changes_nothing(runtime, tmp_path):
    assert bring(runtime, write(tmp_path, "ada@example.com,Ada"), dry=True) == {"added": 1}
    assert people(runtime) == {}


def test_an_import_tells_how_far_it_is(runtime, tmp_path):
    heard: list[Progress] = []
    bring(runtime, write(tmp_path, "ada@example.com,Ada"), report=heard.append)
    assert list(dict.fromkeys(step.stage for step in heard)) == ["reading", "writing"]
    assert all(step.done <= step.total for step in heard)


@pytest.mark.parametrize("at", ["reading", "writing"])
def test_an_import_that_is_killed_never_was_and_the_next_one_is_whole(runtime, tmp_path, at):
    file = write(tmp_path, *(f"reader{n}@example.com,Reader {n}" for n in range(200)))
    child = victims.ready.Process(target=victims.bring, args=(tmp_path, at))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert people(runtime) == {}
    assert bring(runtime, file) == {"added": 200}


def test_while_rows_are_read_others_may_write(runtime, tmp_path):
    """On SQLite one writes at a time: reading a long file must not keep a reader from leaving."""
    done: list[Verdict | str] = []

    def on_reading(now: Progress) -> None:
        if now.stage == "reading" and not done:
            with runtime.store.write() as db:
                store.suppressions.add(db, "somebody", SuppressionReason.ALL_MAIL, now=runtime.now())
            done.append("written")

    bring(runtime, write(tmp_path, "ada@example.com,Ada"), report=on_reading)
    assert done == ["written"]


def test_two_imports_of_the_same_people_at_once_make_one_subscription_each(runtime, tmp_path):
    file = write(tmp_path, *(f"reader{n}@example.com,Reader {n}" for n in range(300)))
    threads = [threading.Thread(target=bring, args=(runtime, file)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(people(runtime)) == 300
    with runtime.store.read() as db:
        assert store.people.counts(db) == {("readers", SubscriptionState.ACTIVE): 300}


def test_an_export_is_whole_private_and_free_of_formulas_and_reads_back(runtime, tmp_path):
    bring(
        runtime,
        write(tmp_path, "ada@example.com,'+1 Ada,World|Sport", 'bo@example.com,"Bo, B.",', header="email,name,topics"),
    )
    leave.leave(runtime, subscription(runtime, "bo@example.com").id)
    heard: list[Progress] = []
    out = tmp_path / "out.csv"
    export_lists.write(runtime, ("readers",), out, report=heard.append)
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert out.read_text(encoding="utf-8").splitlines()[1:] == ["ada@example.com,'+1 Ada,World|Sport,,,,,,,"]
    assert (heard[-1].done, heard[-1].total) == (1, 1)
    assert import_file.import_file(runtime, out, "second").counts[Verdict.ADDED] == 1


def test_a_reader_on_two_lists_stands_once_in_an_export_of_both(runtime, tmp_path):
    file = write(tmp_path, "ada@example.com,Ada")
    for name in ("readers", "second"):
        import_file.import_file(runtime, file, name)
    lines = list(export_lists.lines(runtime, (), report=silent))
    assert len(lines) == 2


def test_a_sync_takes_nobody_in_whose_address_is_suppressed(runtime, tmp_path):
    bring(runtime, write(tmp_path, "ada@example.com,Ada"))
    ada = subscription(runtime, "ada@example.com")
    leave.leave_all(runtime, ada.id)
    (tmp_path / "subscribers" / "second.csv").write_text("email\nada@example.com\nbo@example.com\n")
    done = sync.sync(runtime, "second")
    assert (done.added, done.suppressed) == (1, 1)


def test_the_operators_own_word_counts_like_an_import(runtime, tmp_path):
    file = write(tmp_path, "ada@example.com,Ada")
    bring(runtime, file)
    assert add.remove(runtime, "ada@example.com", "readers")
    assert bring(runtime, file) == {"left": 1}


def test_staging_a_long_file_keeps_no_row_in_memory(runtime, tmp_path):
    file = write(tmp_path, *(f"reader{n}@example.com,Reader number {n}" for n in range(12_000)))
    tracemalloc.start()
    bring(runtime, file)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 6_000_000  # 500 bytes a row would be what a list of rows takes; 5,000 rows are under way at a time
