"""From a rendered edition to the bytes one reader gets: splice for a segment, fill for a reader, encode."""

from digest.mail.head import Letterhead, date_header, headers, letterhead, list_unsubscribe, message_id, sender_domain
from digest.mail.leaving import leave_tokens
from digest.mail.notices import NoticeContent, notice, notice_letterhead
from digest.mail.splice import SegmentMail, segment
from digest.mail.values import NAME_LETTERS_MAX, ReaderValues, in_html, is_bare
from digest.model.rendered import Field

__all__ = [
    "NAME_LETTERS_MAX",
    "Field",
    "Letterhead",
    "NoticeContent",
    "ReaderValues",
    "SegmentMail",
    "date_header",
    "headers",
    "in_html",
    "is_bare",
    "leave_tokens",
    "letterhead",
    "list_unsubscribe",
    "message_id",
    "notice",
    "notice_letterhead",
    "segment",
    "sender_domain",
]
