"""From a rendered edition to the bytes one reader gets: splice for a segment, fill for a reader, encode."""

from digest.mail.head import (
    Letterhead,
    date_header,
    headers,
    letterhead,
    list_unsubscribe,
    message_id,
    message_ids,
    sender_domain,
)
from digest.mail.leaving import leave_tokens
from digest.mail.notices import NoticeContent, notice, notice_letterhead
from digest.mail.splice import SegmentMail, segment
from digest.mail.values import NAME_LETTERS_MAX, ReaderColumns, ReaderValues, are_bare, columns, in_html, row
from digest.model.rendered import Field

__all__ = [
    "NAME_LETTERS_MAX",
    "Field",
    "Letterhead",
    "NoticeContent",
    "ReaderColumns",
    "ReaderValues",
    "SegmentMail",
    "are_bare",
    "columns",
    "date_header",
    "headers",
    "in_html",
    "leave_tokens",
    "letterhead",
    "list_unsubscribe",
    "message_id",
    "message_ids",
    "notice",
    "notice_letterhead",
    "row",
    "segment",
    "sender_domain",
]
