"""SendGrid's Mail Send API v3: one request for up to 1,000 readers of a segment.

Their service has no idempotency key: what was written and not answered is unknown. The `sendgrid` package holds the
key, the region and the address; requests go over kept connections, since its own client opens one for each request.
"""

import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sendgrid import SendGridAPIClient
from sendgrid.helpers.eventwebhook import EventWebhook, EventWebhookHeader

from digest.deliver.transports import reserved, sendgrid_events, sendgrid_request
from digest.deliver.transports.posting import Answered, Line, NoAnswer, NotSent, Posted
from digest.deliver.transports.protocol import (
    ACCEPTED,
    TAKEN_BACK,
    Abilities,
    Ack,
    Answer,
    Doubt,
    Intent,
    Letter,
    Mail,
    Mails,
)
from digest.deliver.transports.sendgrid_ahead import Ahead
from digest.deliver.transports.sendgrid_request import READERS_MAX, Head
from digest.errors import TransportError
from digest.model.delivery import OutcomeState, Receipt
from digest.model.transport import Transport

DOUBTS_MAX = 3  # requests in a row without an answer: more would only make more readers unknown
PATH = "/v3/mail/send"
REST_MAX = timedelta(minutes=10)  # whatever a rate limit's header says

Slice = Sequence[Mail]
"""Neighbours of one batch, as many as fit a request."""


class SendGrid:
    """A SendGrid account."""

    abilities = Abilities(window=READERS_MAX)

    def __init__(self, way: Transport, *, api_key: str, now: Callable[[], float] = time.time) -> None:
        """`now` gives seconds since 1970."""
        client = SendGridAPIClient(api_key)
        if way.region == "eu":
            client.set_sendgrid_data_residency("eu")
        local = reserved.is_loopback(way.host)
        port = f":{way.port}" if way.port else ""
        address = f"{'http' if local else 'https'}://{way.host}{port}" if way.host else client.host
        self.headers = {**client.client.request_headers, "Content-Type": "application/json"}
        self.way = way
        self.real = not local
        self.now = now
        self._url = urlsplit(address)
        self.keeping = Ahead(self.ask, where=f"transports.{way.name}")
        self._lines: list[Line] = []

    def deliver(self, mails: Mails, *, intent: Intent, ack: Ack) -> timedelta | None:
        run = _Run(self, mails, intent, ack)
        try:
            with ThreadPoolExecutor(max(1, self.way.connections)) as pool:
                return run.through(pool)
        finally:
            self.close()

    def close(self) -> None:
        for line in self._lines:
            line.close()
        self._lines.clear()

    def hand_over(self, body: bytes, send_at: datetime | None, kept: str) -> Posted:
        """One request, whose mails leave at once, or at their time."""
        if send_at and send_at.timestamp() > self.now():
            body = sendgrid_request.held(body, send_at=int(send_at.timestamp()), batch_id=kept)
        return self.ask("POST", PATH, body)

    def ask(self, method: str, path: str, body: bytes) -> Posted:
        """One request, over a connection that nobody else uses meanwhile."""
        line = (
            self._lines.pop() if self._lines else Line(self._url.scheme, self._url.netloc, timeout_s=self.way.timeout_s)
        )
        posted = line.ask(method, path, self.headers, body)
        self._lines.append(line)
        return posted


class _Run:
    """One `deliver`: requests under way at the same time, answers taken in by one thread."""

    def __init__(self, way_out: SendGrid, mails: Mails, intent: Intent, ack: Ack) -> None:
        self._out = way_out
        self._mails = mails
        self._again: deque[Slice] = deque()
        self._intent = intent
        self._ack = ack
        self._heads: dict[Letter, Head] = {}
        self._under_way: dict[Future[Posted], Slice] = {}
        self._in_doubt = 0
        self._rest: timedelta | None = None
        self._fault: TransportError | None = None

    def through(self, pool: ThreadPoolExecutor) -> timedelta | None:
        """Until there are no more mails, or SendGrid asks for patience, or nothing can be sent at all."""
        try:
            while self._more(pool):
                done, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
                future = done.pop()  # one, so that its readers are told in the commit that claims the next batch
                self._hear(self._under_way.pop(future), future.result())
        finally:
            for future, mails in self._under_way.items():
                self._hear(mails, future.result())
            for mails in self._again:
                self._ack(mails, TAKEN_BACK)
        if self._fault:
            raise self._fault
        return self._rest

    def _more(self, pool: ThreadPoolExecutor) -> bool:
        """Fills the free connections; whether any request is under way."""
        while self._rest is None and self._fault is None and len(self._under_way) < max(1, self._out.way.connections):
            mails = self._next()
            if not mails:
                break
            body = sendgrid_request.request(self._head(mails[0]), mails)
            letter = mails[0].letter
            if not self._intent(mails):
                break
            self._under_way[pool.submit(self._out.hand_over, body, letter.send_at, letter.kept)] = mails
        return bool(self._under_way)

    def _next(self) -> Slice:
        """Mails that can be handed over at all; none where there are no more."""
        if self._again:
            return self._again.popleft()
        while mails := self._mails.take(READERS_MAX):
            if usable := reserved.usable(mails, real=self._out.real, ack=self._ack):
                return usable
        return ()

    def _head(self, one: Mail) -> Head:
        if one.letter not in self._heads:
            values = one.letter.values(one.to)
            self._heads[one.letter] = sendgrid_request.head(one.letter, values, sandbox=self._out.way.sandbox)
        return self._heads[one.letter]

    def _hear(self, mails: Slice, posted: Posted) -> None:
        match posted:
            case NotSent(reason):
                self._ack(mails, TAKEN_BACK)
                self._give_up(f"no connection ({reason})", hint="Check the network; sending goes on where it stopped.")
            case NoAnswer(reason):
                self._is_unknown(mails, "no answer", reason)
            case Answered(200 | 202) as answered:
                self._in_doubt = 0
                self._ack(mails, ACCEPTED)
                self._steer(answered)
            case Answered(429) as answered:
                self._ack(mails, TAKEN_BACK)
                self._rest = _until_reset(answered, self._out.now())
            case Answered(400 | 413) as answered:
                self._refused(mails, answered)
            case Answered(status) if status >= 500:
                self._is_unknown(mails, str(status), "the service failed after it had the request")
            case Answered(status):
                self._ack(mails, TAKEN_BACK)
                words = sendgrid_request.refusal(posted.body).words
                self._give_up(f"SendGrid answers {status} {words}".strip(), hint=_hint(status))

    def _is_unknown(self, mails: Slice, code: str, reason: str) -> None:
        """After a few in a row nothing more is handed over."""
        self._ack(mails, Answer(OutcomeState.UNKNOWN, code, reason))
        self._in_doubt += 1
        if self._in_doubt >= DOUBTS_MAX:
            hint = "What it was handed then is called back where it can be, else unknown; its activity page can tell."
            self._give_up("SendGrid does not answer", hint=hint)

    def _refused(self, mails: Slice, answered: Answered) -> None:
        """The request was refused as a whole: without the readers it names, the others are sent again."""
        why = sendgrid_request.refusal(answered.body)
        bad = {place: words for place, words in why.readers if place < len(mails)}
        for place, words in bad.items():
            self._ack((mails[place],), Answer(OutcomeState.REJECTED, str(answered.status), words))
        good = tuple(one for place, one in enumerate(mails) if place not in bad)
        if bad and good:
            self._again.append(good)
        elif good and answered.status == 413 and len(good) > 1:
            half = len(good) // 2
            self._again.extend((good[:half], good[half:]))
        elif good:
            self._ack(good, TAKEN_BACK)
            self._give_up(f"SendGrid refuses the letter ({why.words or answered.status})", hint=_hint(400))

    def _steer(self, answered: Answered) -> None:
        """Rests before the limit is hit, where the service says that it is reached."""
        if answered.headers.get("x-ratelimit-remaining") == "0":
            self._rest = _until_reset(answered, self._out.now())

    def _give_up(self, what: str, *, hint: str) -> None:
        self._fault = self._fault or TransportError(what, where=f"transports.{self._out.way.name}", hint=hint)


def receipts(way: Transport, raw: bytes, headers: Mapping[str, str]) -> tuple[Receipt, ...] | Doubt:
    """What a post of the signed event webhook tells; the signature is over the bytes as they came.

    How old it is does not matter: telling it again changes nothing.
    """
    signature = headers.get(EventWebhookHeader.SIGNATURE.lower(), "")
    moment = headers.get(EventWebhookHeader.TIMESTAMP.lower(), "")
    if not signature or not moment:
        return Doubt.UNSIGNED
    try:
        if not EventWebhook(way.webhook_key).verify_signature(raw.decode(), signature, moment):
            return Doubt.FORGED
        return tuple(sendgrid_events.receipts(raw))
    except ValueError:  # of base64, UTF-8, JSON, or of an event; their verifier raises it too
        return Doubt.MALFORMED


def _until_reset(answered: Answered, now: float) -> timedelta:
    reset = answered.headers.get("x-ratelimit-reset", "")
    seconds = int(reset) - now if reset.isdigit() else 60
    return min(max(timedelta(seconds=seconds), timedelta(seconds=1)), REST_MAX)


def _hint(status: int) -> str:
    hints = {
        401: "Check api_key: it must be a key of this account and region.",
        403: "Let the key send mail, and verify the sender's address or domain.",
    }
    return hints.get(status, "Nobody was sent anything by this request; the edition waits.")
