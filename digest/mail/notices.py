"""A notice's message: a mail to one address that belongs to no list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from digest.mail import head, mime
from digest.mail.head import Letterhead
from digest.mail.values import ReaderColumns, ReaderValues, row
from digest.model.rendered import Field
from digest.model.settings import Sender


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeContent:
    """A notice as ways out take a mail: nothing is left to fill in, and there is no list to leave."""

    fields: ClassVar[frozenset[Field]] = frozenset()

    subject: str
    html: str
    text: str
    message_id: str
    at: datetime

    def html_with(self, _mark: Callable[[Field], str]) -> str:
        return self.html

    def text_with(self, _mark: Callable[[Field], str]) -> str:
        return self.text

    def value(self, field: Field, values: ReaderValues) -> str:
        return values[field]

    def message(self, values: ReaderValues, *, envelope: Letterhead) -> bytes:
        """The complete MIME message."""
        return notice(
            subject=self.subject,
            html=self.html,
            text=self.text,
            sender=envelope.sender,
            email=values[Field.EMAIL],
            name=values[Field.NAME],
            message_id=self.message_id,
            at=self.at,
        )

    def copies(self, readers: ReaderColumns, *, envelope: Letterhead) -> list[list[bytes]]:
        """`message`, as ways out take it."""
        count = len(readers[Field.EMAIL])
        return [[self.message(row(readers, place), envelope=envelope)] for place in range(count)]


def notice_letterhead(sender: Sender) -> Letterhead:
    """A letterhead of no list: its mails say who sends them, and that no person wrote them."""
    return Letterhead(
        sender=sender, reply_to=None, list_id="", list_name="", help_url="", archive_url="", feedback_id=""
    )


def notice(
    *, subject: str, html: str, text: str, sender: Sender, email: str, name: str = "", message_id: str, at: datetime
) -> bytes:
    """The complete message; nothing in any value can end its header."""
    return mime.single(
        {
            "From": head.mailbox(sender.name, sender.email),
            "To": head.mailbox(name, email),
            "Subject": head.unstructured(subject),
            "Date": head.date_header(at),
            "Message-ID": head.ascii_only(message_id).replace(" ", ""),
            **head.NO_LIST,
        },
        html=html,
        text=text,
    )
