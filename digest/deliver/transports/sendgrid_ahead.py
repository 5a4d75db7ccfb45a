"""What SendGrid is handed before its hour, and how that is called back.

Requests carry a `batch_id`, an id that many requests may share, and a `send_at`. An id that is cancelled takes all of
them back, whether they arrived, arrive later, or never; SendGrid discards them at their `send_at`. (Twilio's
"Scheduling parameters" and "Cancel scheduled sends": not later than 10 minutes before `send_at`; not more than 10 ids
of an account at a time, one more is refused; an id that has a status is refused another one.)
"""

from collections.abc import Callable
from dataclasses import dataclass

import orjson

from digest.deliver.transports.posting import Answered, NoAnswer, NotSent, Posted
from digest.errors import TransportError

IDS_PATH = "/v3/mail/batch"
CANCEL_PATH = "/v3/user/scheduled_sends"
REFUSED = (400, 404)

Ask = Callable[[str, str, bytes], Posted]
"""(method, path, body) → the answer."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """An account's ids; see `protocol.Keeping`."""

    ask: Ask
    where: str

    def new_id(self) -> str | None:
        match self.ask("POST", IDS_PATH, b""):
            case Answered(200 | 201) as answered if id := _id_of(answered.body):
                return id
            case Answered(429):
                return None
            case Answered(401 | 403):
                raise self._no_id("the key may not", hint="Let the key schedule sends, or set ahead_minutes to 0.")
            case Answered(status):
                raise self._no_id(str(status))
            case NotSent(reason) | NoAnswer(reason):
                raise self._no_id(reason)

    def call_back(self, id: str) -> bool | None:
        asked = self.ask("POST", CANCEL_PATH, orjson.dumps({"batch_id": id, "status": "cancel"}))
        if isinstance(asked, Answered) and asked.status in (200, 201):
            return True
        is_back = self.is_called_back(id)
        if is_back is False and not (isinstance(asked, Answered) and asked.status in REFUSED):
            return None
        return is_back

    def is_called_back(self, id: str) -> bool | None:
        match self.ask("GET", f"{CANCEL_PATH}/{id}", b""):
            case Answered(200) as answered:
                return _is_cancelled(answered.body, id)
            case Answered(404):
                return False
            case _:
                return None

    def forget(self, id: str) -> bool:
        match self.ask("DELETE", f"{CANCEL_PATH}/{id}", b""):
            case Answered(200 | 204 | 404):
                return True
            case _:
                return False

    def _no_id(self, why: str, *, hint: str = "") -> TransportError:
        hint = hint or "Nobody was sent anything for want of it; sending goes on where it stopped."
        return TransportError(f"SendGrid gives no batch id ({why})", where=self.where, hint=hint)


def _id_of(body: bytes) -> str:
    try:
        return str(orjson.loads(body)["batch_id"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return ""


def _is_cancelled(body: bytes, id: str) -> bool | None:
    try:
        return any(one["batch_id"] == id and one["status"] == "cancel" for one in orjson.loads(body))
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
