"""The notices that a newsroom with a folder as its way out has sent."""

import re
from email import message_from_string, policy
from email.message import EmailMessage

from digest.people import notices
from digest.runtime import Runtime

LINK = re.compile(r"http://\S+/([cdmu])/([A-Za-z0-9_-]+)")


def sent(runtime: Runtime) -> list[EmailMessage]:
    """All of them, after the outbox has had its turn."""
    notices.send(runtime)
    folder = runtime.settings.root / "var" / "outbox" / "notices"
    files = sorted(folder.glob("*.eml"), key=lambda file: file.stat().st_mtime_ns)
    return [message_from_string(file.read_text("utf-8"), policy=policy.default) for file in files]  # RFC 6532


def words(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def token(mail: EmailMessage, page: str) -> str:
    """The token of the mail's link to a page, `c` for confirm."""
    return next(found[2] for found in LINK.finditer(words(mail)) if found[1] == page)
