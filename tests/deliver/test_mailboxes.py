"""Mailboxes that are read: what waits stays until it is moved, and what cannot be used is said in one line."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from digest.deliver.returned.imap import Imap
from digest.deliver.returned.maildir import Maildir
from digest.deliver.returned.protocol import Letterbox, Place
from digest.errors import TransportError
from digest.model.settings import Mailbox, MailboxKind
from digest.model.transport import Security
from tests.deliver.peers import imap
from tests.deliver.peers.imap import Account

MAILS = (b"Subject: one\r\n\r\n1\r\n", b"Subject: two\r\n\r\n2\r\n")


def imap_box(
    account: Account, *, password: str = "open sesame", context: ssl.SSLContext | None = None, **fields
) -> Imap:
    settings = {"security": Security.NONE, "username": "bounces", "timeout_s": 5.0, "port": account.port, **fields}
    box = Mailbox(name="back", kind=MailboxKind.IMAP, host="127.0.0.1", **settings)
    return Imap(box, password=password, context=context)


def maildir(path: Path, *mails: bytes) -> Path:
    for each in ("new", "cur", "tmp"):
        (path / each).mkdir(parents=True, exist_ok=True)
    for number, mail in enumerate(mails, start=1):
        (path / ("new" if number % 2 else "cur") / f"{number}.host").write_bytes(mail)
    return path


@contextmanager
def of_maildir(folder: Path) -> Iterator[tuple[Letterbox, Callable[[str], int]]]:
    path = maildir(folder / "box", *MAILS)
    yield Maildir(path), lambda place: len(list((path / f".{place}" / "cur").glob("*")))


def of_imap(offers: str):
    @contextmanager
    def opened(_: Path) -> Iterator[tuple[Letterbox, Callable[[str], int]]]:
        account = Account(offers=offers)
        account.put(*MAILS)
        with imap.running(account):
            yield imap_box(account), lambda place: len(account.folders.get(place, {}))

    return opened


KINDS = pytest.mark.parametrize(
    "box", [of_maildir, of_imap("IMAP4rev1 MOVE"), of_imap("IMAP4rev1 UIDPLUS"), of_imap("IMAP4rev1")]
)


@KINDS
def test_mails_wait_until_they_are_moved_and_are_in_their_folder_then(box, tmp_path: Path):
    with box(tmp_path) as (opened, count_in):
        with opened as letterbox:
            assert letterbox.count() == 2
            assert [mail for _, mail in letterbox.mails(bytes_max=99, mails_max=9)] == list(MAILS)
        with opened as letterbox:
            (first, _), (second, _) = list(letterbox.mails(bytes_max=99, mails_max=9))
            letterbox.move(first, Place.DONE)
            letterbox.move(second, Place.ASIDE)
            letterbox.move(second, Place.ASIDE)
            assert letterbox.count() == 0
        assert (count_in("Digest-Done"), count_in("Digest-Aside") >= 1) == (1, True)
        with opened as letterbox:
            assert list(letterbox.mails(bytes_max=99, mails_max=9)) == []


@KINDS
def test_of_a_large_mail_and_a_full_mailbox_only_so_much_is_read(box, tmp_path: Path):
    with box(tmp_path) as (opened, _), opened as letterbox:
        assert [mail for _, mail in letterbox.mails(bytes_max=12, mails_max=1)] == [b"Subject: one"]


@pytest.mark.parametrize(
    ("verb", "answer"), [("LOGIN", "NO"), ("SELECT", "NO"), ("SEARCH", "BAD"), ("FETCH", "DROP"), ("MOVE", "NO")]
)
def test_trouble_at_any_command_is_one_line_and_the_mails_stay(verb: str, answer: str):
    account = Account(trouble=lambda said: answer if said == verb else None)
    account.put(*MAILS)

    def read_all() -> None:
        with imap_box(account) as letterbox:
            for key, _ in letterbox.mails(bytes_max=99, mails_max=9):
                letterbox.move(key, Place.DONE)

    with imap.running(account), pytest.raises(TransportError) as told:
        read_all()
    assert len(str(told.value).splitlines()) <= 2
    assert str(told.value).startswith("mailboxes.back: ")
    assert "@" not in str(told.value)
    assert account.names() == {"INBOX": 2}


def test_a_copy_that_fails_deletes_nothing():
    account = Account(offers="IMAP4rev1", trouble=lambda said: "NO" if said == "COPY" else None)
    account.put(*MAILS)
    with imap.running(account), imap_box(account) as letterbox:
        with pytest.raises(TransportError, match="cannot be moved"):
            letterbox.move("1", Place.DONE)
        assert letterbox.count() == 2


def test_a_wrong_password_a_missing_server_and_a_missing_folder_are_said_plainly():
    account = Account()
    with imap.running(account):
        with pytest.raises(TransportError, match="wrong password"), imap_box(account, password="other"):
            pass
        with pytest.raises(TransportError, match="no such folder"), imap_box(account, folder="Elsewhere"):
            pass
    with pytest.raises(TransportError, match="no connection"), imap_box(account):
        pass


def test_nothing_is_said_before_a_connection_is_secured(certificate):
    served, trusting = certificate
    account = Account(tls=served)
    account.put(*MAILS)
    with imap.running(account):
        with imap_box(account, security=Security.TLS, context=trusting) as letterbox:
            assert letterbox.count() == 2
        account.commands.clear()
        with (
            pytest.raises(TransportError, match="certificate is not trusted"),
            imap_box(account, security=Security.TLS),
        ):
            pass
    assert account.commands == []


def test_a_folder_that_is_no_maildir_is_said_so(tmp_path: Path):
    with pytest.raises(TransportError, match="is no Maildir"), Maildir(tmp_path / "nowhere"):
        pass
