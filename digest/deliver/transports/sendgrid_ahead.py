"""Handing SendGrid mails before their hour, in two steps: what is in doubt is cancelled, and so was never sent.

A request carries a `batch_id` of its own and a `send_at`. Where it has no answer, its id is cancelled, whether the
request arrived, arrives later, or never; after that the same readers can go under another id. (Twilio's "Scheduling
parameters" and "Cancel Scheduled Sends": a cancellation counts until 10 minutes before `send_at`; at most 10 ids of an
account are cancelled at a time, and one more is refused.)
"""

from collections.abc import Callable
from dataclasses import dataclass

import orjson

from digest.deliver.transports import sendgrid_request
from digest.deliver.transports.posting import Answered, NoAnswer, NotSent, Posted

PATH = "/v3/mail/send"
IDS_PATH = "/v3/mail/batch"
CANCEL_PATH = "/v3/user/scheduled_sends"
LEAD_S_MIN = 15 * 60  # a request that leaves later than this before its hour may be answered too late to be cancelled
CANCEL_S_MIN = 10 * 60  # SendGrid's own rule
PASSED_ON = (401, 403, 429)  # what they mean for an id they mean for the mails


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """It was in doubt and is cancelled: nothing of it leaves, and its mails can be handed over again."""

    reason: str


Post = Callable[[str, bytes], Posted]
"""(path, body) → the answer."""


def hand_over(post: Post, body: bytes, *, send_at: int, now: Callable[[], float]) -> Posted | Withdrawn:
    """One request whose mails are to leave at `send_at`; it and `now` are seconds since 1970."""
    lead_s = send_at - now()
    if lead_s <= 0:
        return post(PATH, body)
    if lead_s < LEAD_S_MIN:
        return post(PATH, sendgrid_request.held(body, send_at=send_at))
    id = _new_id(post)
    if not isinstance(id, str):
        return id
    posted = post(PATH, sendgrid_request.held(body, send_at=send_at, batch_id=id))
    doubt = _doubt(posted)
    if doubt and send_at - now() > CANCEL_S_MIN and _cancelled(post, id):
        return Withdrawn(doubt)
    return posted


def _new_id(post: Post) -> str | Posted:
    """A batch id, or why there is none; no mail can have left then."""
    match post(IDS_PATH, b""):
        case Answered(200 | 201) as answered:
            return _id_of(answered.body) or NotSent("SendGrid gives no batch id")
        case Answered(status) as answered if status in PASSED_ON:
            return answered
        case Answered(status):
            return NotSent(f"SendGrid gives no batch id: {status}")
        case NotSent(reason) | NoAnswer(reason):
            return NotSent(reason)


def _id_of(body: bytes) -> str:
    try:
        return str(orjson.loads(body)["batch_id"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""


def _doubt(posted: Posted) -> str:
    """Why nobody knows what became of the request; empty where it was answered."""
    match posted:
        case NoAnswer(reason):
            return reason
        case Answered(status) if status >= 500:
            return str(status)
        case _:
            return ""


def _cancelled(post: Post, id: str) -> bool:
    match post(CANCEL_PATH, orjson.dumps({"batch_id": id, "status": "cancel"})):
        case Answered(200 | 201):
            return True
        case _:
            return False
