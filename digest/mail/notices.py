"""A notice's message: a mail to one address that belongs to no list."""

from datetime import datetime

from digest.mail import head, mime
from digest.model.settings import Sender


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
            "Auto-Submitted": "auto-generated",
        },
        html=html,
        text=text,
    )
