"""What the operator sees of mailboxes."""

from pathlib import Path

from tests import newsroom
from tests.cli.conftest import Run
from tests.deliver.test_mailboxes import MAILS, maildir


def configured(folder: Path, table: str) -> None:
    newsroom.make(folder)
    with (folder / "config.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[mailboxes.back]\n{table}\n")


def test_a_mailbox_is_checked_without_change_and_read(digest: Run, tmp_path: Path):
    maildir(tmp_path / "box", *MAILS)
    configured(tmp_path, 'kind = "maildir"\npath = "box"')
    for _ in range(2):
        assert digest("mailboxes", "check").out == "back: 2 mails wait\n"
    assert digest("mailboxes", "read", "back").out == "back: 2 put aside\n"
    assert digest("mailboxes", "check", "back").out == "back: 0 mails wait\n"


def test_a_mailbox_that_cannot_be_used_is_one_clear_line(digest: Run, tmp_path: Path):
    configured(tmp_path, 'kind = "maildir"\npath = "nowhere"')
    said = digest("mailboxes", "check")
    assert (said.code, said.out) == (1, "")
    assert "is no Maildir" in said.err
    assert digest("mailboxes", "read", "other").code == 2


def test_a_mailbox_table_says_what_is_wrong_with_it(digest: Run, tmp_path: Path):
    configured(tmp_path, 'kind = "imap"\nhost = "imap.example.pub"\npath = "box"\nsecurity = "none"')
    said = digest("config", "check")
    assert said.code == 4
    for words in ("path: does not belong to a mailbox of kind imap", "username: is missing", "password: is missing"):
        assert words in said.out + said.err
