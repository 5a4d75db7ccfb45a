"""What the commands print, where, and how they end."""

import json
from pathlib import Path

import pytest

from digest.cli import COMMANDS
from tests import newsroom
from tests.cli.conftest import Run
from tests.newsroom import items

DATE = ("--date", "2026-03-10")


def test_help_names_every_command(digest: Run):
    said = digest("--help")
    assert said.code == 0
    assert all(f"\n  {name} " in said.out for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(digest: Run, name: str):
    said = digest(name, "--help")
    assert said.code == 0
    assert f"Usage: digest {name} " in said.out


def test_run_prints_one_json_object_on_stdout_and_talks_on_stderr(digest: Run):
    said = digest("run", *DATE, "--json")
    assert said.code == 0
    told = json.loads(said.out)
    assert told["date"] == "2026-03-10"
    (edition,) = told["editions"]
    assert set(edition) >= {
        "digest", "edition", "state", "articles", "stories", "sections", "recipients", "outcomes", "outbox",
    }  # fmt: skip
    assert (edition["state"], edition["recipients"], edition["outcomes"]) == ("sent", 2, {"accepted": 2})
    assert len(list(Path(edition["outbox"]).glob("*.eml"))) == 2


def test_run_without_sending_stops_at_an_approved_edition(digest: Run):
    said = digest("run", *DATE, "--no-send", "--json")
    (edition,) = json.loads(said.out)["editions"]
    assert (edition["state"], edition["outcomes"]) == ("approved", {})
    assert not Path(edition["outbox"]).exists()


def test_the_stages_one_by_one_come_to_a_sent_edition(digest: Run):
    for command in ("collect", "group", "compose", "check", "approve"):
        assert digest(command, *DATE).code in (0, 3), command
    assert "2 accepted" in digest("send", *DATE).out


def test_preview_writes_page_text_and_mail_and_prints_where(digest: Run):
    digest("run", *DATE, "--no-send")
    said = digest("preview", *DATE)
    files = {Path(line.split(maxsplit=1)[1]).suffix for line in said.out.splitlines()}
    assert files == {".html", ".txt", ".eml"}
    assert all(Path(line.split(maxsplit=1)[1]).stat().st_size > 500 for line in said.out.splitlines())


def test_a_held_edition_ends_with_the_code_for_needs_approval(digest: Run, tmp_path: Path):
    newsroom.make(tmp_path, feeds={"gazette": items("World", 2)})
    assert digest("run", *DATE).code == 5
    assert digest("send", *DATE).code == 5


def test_a_failing_source_ends_with_the_code_for_warnings(digest: Run, tmp_path: Path):
    newsroom.make(tmp_path, more='[[sources]]\nid = "lost"\nkind = "feed"\nurl = "lost.xml"\npublisher = "Lost"\n')
    said = digest("run", *DATE)
    assert said.code == 3
    assert "lost.xml" in said.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("run", "--date", "yesterday"), 2, "is not a date"),
        (("run", "--date", "0001-01-01"), 2, "is not a date"),
        (("run", "--digest", "mourning"), 2, 'no digest "mourning"'),
        (("collect", "--source", "nope"), 2, 'no source "nope"'),
        (("--config", "nowhere.toml", "run"), 4, "nowhere.toml"),
        (("inspect", "story", "0" * 16), 2, "no story"),
        (("subscribers", "add", "nonsense", "--list", "readers"), 2, "not a usable address"),
        (("subscribers", "remove", "cy@example.com", "--list", "readers"), 2, "not on the list"),
        (("subscribers", "sync", "nobody"), 3, "has no file"),
        (("editor", "add", "ines", "--password-stdin"), 2, "shorter than"),
        (("editor", "add", "ines"), 2, "--password-stdin"),
        (("editor", "remove", "nobody"), 2, "no editor"),
        (("nonsense",), 2, "No such command"),
    ],
)
def test_a_users_mistake_is_one_clear_line(digest: Run, arguments: tuple[str, ...], code: int, words: str):
    said = digest(*arguments)
    assert said.code == code
    assert words in said.err
    assert "Traceback" not in said.err
    assert "cy@example.com" not in said.err


def test_every_fault_of_the_config_is_told_at_once_with_its_place(digest: Run, tmp_path: Path):
    file = newsroom.make(tmp_path, digest='theem = "gazette"')
    file.write_text(file.read_text().replace("Europe/Berlin", "Europe/Berlun"))
    said = digest("config", "check")
    assert said.code == 4
    assert 'Did you mean "Europe/Berlin"?' in said.err
    assert 'Did you mean "theme"?' in said.err
    assert all(":" in line.split()[1] for line in said.err.splitlines())


def test_a_database_that_cannot_be_written_is_one_clear_line(digest: Run, tmp_path: Path):
    newsroom.make(tmp_path, database_url="sqlite:///config.toml/digest.db")
    said = digest("run", *DATE)
    assert said.code == 1
    assert len(said.err.splitlines()) == 1


def test_an_outbox_that_cannot_be_written_is_one_clear_line_and_loses_nothing(digest: Run, tmp_path: Path):
    digest("run", *DATE, "--no-send")
    outbox = tmp_path / "var" / "outbox"
    outbox.write_text("in the way")
    said = digest("send", *DATE)
    assert said.code == 1
    assert "cannot be written" in said.err
    assert len(said.err.splitlines()) == 1
    outbox.unlink()
    assert "2 accepted" in digest("send", *DATE).out


def test_a_template_with_a_typo_is_one_clear_line_with_its_place(digest: Run, tmp_path: Path):
    newsroom.make(tmp_path)
    theme = tmp_path / "templates" / "email" / "gazette"
    theme.mkdir(parents=True)
    for file in (newsroom.TEMPLATES / "email" / "gazette").iterdir():
        (theme / file.name).write_bytes(file.read_bytes())
    text = theme / "text.txt.j2"
    text.write_text(text.read_text() + "{{ nonsense.of_mine }}\n")
    said = digest("run", *DATE)
    assert said.code == 1
    assert "text.txt.j2:" in said.err
    assert len(said.err.splitlines()) == 1


def test_export_prints_all_readers_as_csv_once(digest: Run):
    digest("subscribers", "sync")
    digest("subscribers", "add", "ada@example.com", "--list", "second")
    rows = digest("subscribers", "export").out.splitlines()
    assert rows[0].startswith("email,name")
    assert [row.split(",")[0] for row in rows[1:]] == ["ada@example.com", "bo@example.org"]


def test_an_import_puts_people_on_a_list_and_names_bad_rows_by_line(digest: Run, tmp_path: Path):
    (tmp_path / "more.csv").write_text("email,name\ncy@example.com,Cy\nnonsense,Dee\n")
    said = digest("subscribers", "import", "more.csv", "--list", "readers")
    assert said.code == 3
    assert "1 added" in said.out
    assert "more.csv:3" in said.err
    assert "nonsense" not in said.err


def test_an_editor_is_added_listed_and_removed(digest: Run):
    assert digest("editor", "add", "ines", "--password-stdin", stdin="a sentence long enough\n").code == 0
    assert digest("editor", "list").out == "ines\n"
    assert digest("editor", "remove", "ines").code == 0
    assert digest("editor", "list").out == ""


def test_init_makes_a_newsroom_that_config_check_accepts(digest: Run, tmp_path: Path):
    assert digest("init", "fresh", "--name", "Fresh News").code == 0
    said = digest("--config", "fresh/config.toml", "config", "check")
    assert said.code == 0
    assert (tmp_path / "fresh" / "templates" / "email" / "gazette").is_dir()
    assert digest("init", "fresh").code == 2


def test_inspect_story_shows_its_evidence(digest: Run):
    digest("run", *DATE, "--no-send")
    edition = json.loads(digest("run", *DATE, "--no-send", "--json").out)["editions"][0]
    assert edition["stories"] == 6
    page = Path("var/preview/morning/2026-03-10/mail.html")
    digest("preview", *DATE)
    assert page.exists()


def test_inspect_page_tells_blocks_of_a_plain_text(digest: Run, tmp_path: Path):
    (tmp_path / "piece.txt").write_text(
        "The Pier Is Mended\n\nAfter a year of detours, ferries are back.\n\n" + "\n\n".join([newsroom.PIER] * 3)
    )
    told = json.loads(digest("inspect", "page", "piece.txt", "--url", "https://gazette.example/pier").out)
    assert told["title"] == "The Pier Is Mended"
    assert {block["kind"] for block in told["blocks"]} == {"paragraph"}
    assert set(told) >= {"url", "standfirst", "text", "authors", "published_at", "published_precision", "date_text",
                         "language", "image", "publisher", "related"}  # fmt: skip


def test_inspect_feed_tells_its_entries(digest: Run, tmp_path: Path):
    newsroom.make(tmp_path)
    told = json.loads(digest("inspect", "feed", "gazette.xml", "--url", "https://gazette.example/feed").out)
    assert told["title"] == "Gazette"
    assert len(told["entries"]) == 6
    assert set(told["entries"][0]) == {"title", "link", "id", "summary", "content", "author", "published", "updated",
                                       "tags", "enclosures", "language"}  # fmt: skip


def test_inspect_groups_gives_a_line_an_article_in_input_order(digest: Run, tmp_path: Path):
    rows = [
        {"id": "a", "title": "Ferry hits breakwater at Marlow, twelve hurt", "lead": newsroom.PIER},
        {"id": "b", "title": "Twelve hurt as ferry hits Marlow breakwater", "lead": newsroom.PIER},
        {"id": "c", "title": "Choir of lorry drivers wins national contest", "lead": "They sang in car parks."},
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (tmp_path / "topics.toml").write_text('[[topics]]\nname = "World"\nkeywords = ["ferry", "council"]\n')
    said = digest("inspect", "groups", "rows.jsonl", "--topics", "topics.toml")
    told = [json.loads(line) for line in said.out.splitlines()]
    assert [row["id"] for row in told] == ["a", "b", "c"]
    assert told[0]["story"] == told[1]["story"] != told[2]["story"]
    assert all(isinstance(row["related"], list) and row["topic"] for row in told)


def test_a_digest_may_not_be_named_as_an_address_of_the_site(digest: Run, tmp_path: Path):
    file = newsroom.make(tmp_path)
    file.write_text(file.read_text().replace("[digests.morning]", "[digests.desk]"))
    said = digest("config", "check")
    assert said.code == 4
    assert '"desk" is an address of the site already' in said.err


def test_a_newsroom_without_templates_of_its_own_prints_with_the_shipped_ones(digest: Run, tmp_path: Path):
    newsroom.make(tmp_path)
    assert not (tmp_path / "templates").exists()
    assert digest("run", *DATE).code == 0
