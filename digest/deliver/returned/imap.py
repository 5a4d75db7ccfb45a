"""A mailbox behind IMAP (RFC 9051, 3501). What was read is moved into a folder (RFC 6851), never only deleted."""

import imaplib
import ssl
from collections.abc import Iterator, Sequence
from typing import Self

from digest.deliver.returned.protocol import Place
from digest.deliver.transports import reserved
from digest.errors import TransportError
from digest.model.settings import Mailbox
from digest.model.transport import Security


class Imap:
    """One folder of an account."""

    def __init__(self, box: Mailbox, *, password: str, context: ssl.SSLContext | None = None) -> None:
        self._box = box
        self._password = password
        self._context = context
        self._there: set[Place] = set()

    def __enter__(self) -> Self:
        try:
            self._line = self._connected()
        except (imaplib.IMAP4.error, OSError) as error:
            raise self._plain(error) from error
        try:
            self._line.login(self._box.username, self._password)
            self._expect(self._line.select(_quoted(self._box.folder)), "the folder cannot be opened")
        except (imaplib.IMAP4.error, OSError) as error:
            self._line.shutdown()
            raise self._plain(error) from error
        except TransportError:
            self._line.shutdown()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._line.logout()
        except (imaplib.IMAP4.error, OSError):
            self._line.shutdown()

    def count(self) -> int:
        return len(self._waiting())

    def mails(self, *, bytes_max: int, mails_max: int) -> Iterator[tuple[str, bytes]]:
        for uid in self._waiting()[:mails_max]:
            try:
                told = self._line.uid("FETCH", uid, f"(BODY.PEEK[]<0.{bytes_max}>)")
            except (imaplib.IMAP4.error, OSError) as error:
                raise self._plain(error) from error
            self._expect(told, "a mail cannot be read")
            # Where another program took it away meanwhile, there is nothing.
            for found in told[1]:
                if isinstance(found, tuple):
                    yield uid, found[1][:bytes_max]

    def move(self, key: str, place: Place) -> None:
        try:
            self._make(place)
            if "MOVE" in self._line.capabilities:
                self._expect(self._line.uid("MOVE", key, place), "a mail that was read cannot be moved")
                return
            self._expect(self._line.uid("COPY", key, place), "a mail that was read cannot be moved")
            self._expect(self._line.uid("STORE", key, "+FLAGS.SILENT", r"(\Deleted)"), "a mail cannot be marked")
            if "UIDPLUS" in self._line.capabilities:
                self._line.uid("EXPUNGE", key)
        except (imaplib.IMAP4.error, OSError) as error:
            raise self._plain(error) from error

    def _waiting(self) -> list[str]:
        try:
            told = self._line.uid("SEARCH", "UNDELETED")
        except (imaplib.IMAP4.error, OSError) as error:
            raise self._plain(error) from error
        self._expect(told, "the folder cannot be searched")
        return [uid.decode() for line in told[1] if line for uid in line.split()]

    def _make(self, place: Place) -> None:
        """The folder, made where it is missing; that it is there already is no fault."""
        if place not in self._there:
            self._line.create(place)
            self._there.add(place)

    def _connected(self) -> imaplib.IMAP4:
        box = self._box
        context = self._context or ssl.create_default_context()
        if box.security is Security.TLS:
            return imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=box.timeout_s)
        line = imaplib.IMAP4(box.host, box.port, timeout=box.timeout_s)
        if box.security is Security.STARTTLS:
            line.starttls(context)
        return line

    def _expect(self, told: tuple[str, Sequence[object]], what: str) -> None:
        if told[0] != "OK":
            words = b" ".join(each for each in told[1] if isinstance(each, bytes)).decode("utf-8", "replace")
            raise TransportError(f"{what} ({reserved.without_addresses(words)})", where=self._where)

    @property
    def _where(self) -> str:
        return f"mailboxes.{self._box.name}"

    def _plain(self, error: Exception) -> TransportError:
        """The same in one line that names no address."""
        match error:
            case ssl.SSLCertVerificationError():
                words, hint = f"the server's certificate is not trusted ({error.verify_message})", "Check host."
            case TimeoutError():
                words, hint = f"the server does not answer within {self._box.timeout_s:g} s", "Mails wait there."
            case OSError():
                words, hint = f"no connection ({error.strerror or error})", "Check host, port and security."
            case _:
                words, hint = reserved.without_addresses(str(error)), "Check username, password and folder."
        return TransportError(words, where=self._where, hint=hint)


def _quoted(folder: str) -> str:
    return '"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"'
