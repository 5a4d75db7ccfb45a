"""One SMTP connection at work: `[body . MAIL RCPT DATA]` in one write, so that a mail costs one round trip.

Every command that was sent waits in line for its reply; replies come in that order (RFC 2920, 3.1). A server that does
not offer pipelining gets one command at a time.
"""

import re
from collections import deque
from collections.abc import Callable, Mapping
from enum import Enum

from digest.deliver.transports import reserved
from digest.deliver.transports.postbag import Postbag
from digest.deliver.transports.protocol import ACCEPTED, NO_ANSWER, Answer, Mail
from digest.deliver.transports.relays import Server
from digest.deliver.transports.wire import Wire
from digest.errors import TransportError
from digest.model.delivery import OutcomeState

REPLY_BYTES_MAX = 65_536  # a reply longer than this is no reply
EVERYDAY_REPLIES = 4  # to the end of a mail, and to MAIL, RCPT and DATA of the next
_EVERYDAY = re.compile(rb"(?:2[^\n]{2}[^-\n][^\n]*\n){3}354[^-\n][^\n]*\n")
CLOSING = 421  # the server shuts this connection
SENDER_HINT = "Let the server accept the address in `from`, or give the transport a user name that may use it."
_ENHANCED = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_TOO_BIG = Answer(OutcomeState.REJECTED, "552 5.3.4", "larger than the server takes")
_NO_UTF8 = Answer(OutcomeState.REJECTED, "553 5.6.7", "the server takes no address outside ASCII")


EnvelopeSender = Callable[[Mail], str]
"""Where a mail that bounces goes back to."""


def from_of(mail: Mail) -> str:
    """The envelope sender of a mail whose bounces go to the digest's own address."""
    return mail.letter.letterhead.sender.email


class Ended(Enum):
    """Why a connection stopped working."""

    NO_MORE_MAIL = "no more mail"
    PATIENCE = "the server asks for patience"
    LOST = "the connection was lost"
    STOPPED = "nothing more may be handed over"


class Expect(Enum):
    """What a reply in line is about."""

    RESET = "RSET"
    SENDER = "MAIL"
    READER = "RCPT"
    GO = "DATA"
    BODY = "the end of the mail"
    EMPTY = "the end of a mail without readers"
    GOODBYE = "QUIT"


class Session:
    """A connection that was greeted (see `greeting`), until there is no more mail or it is lost."""

    def __init__(
        self,
        wire: Wire,
        bag: Postbag,
        *,
        server: Server,
        offers: Mapping[str, str],
        envelope_sender: EnvelopeSender,
        sign: Callable[[bytes], bytes] | None = None,
    ) -> None:
        self.wire = wire
        self.server = server
        self.ended: Ended | None = None
        self.heard_at = 0.0
        """When anything came of the server, on the clock of whoever polls."""
        self._bag = bag
        self._offers = offers
        self._envelope_sender = envelope_sender
        self._sign = sign
        self._pipelines = "PIPELINING" in offers
        self._largest = int(offers.get("SIZE") or 0)
        self._buffer = b""
        self._line: deque[tuple[Expect, Mail | None]] = deque()
        self._unsent: deque[bytes] = deque()
        self._message: list[bytes] = []
        self._refused: Answer | None = None

    @property
    def waits(self) -> bool:
        """Whether the server owes a reply."""
        return self.ended is None and bool(self._line)

    def begin(self) -> None:
        """Announces the first mail. Raises what the bag raises, as all that follows."""
        self._send([], self._envelope())
        self._send_next()

    def hear(self, data: bytes) -> None:
        """Takes in what has come, every whole reply of it, and sends what follows from it."""
        if self._goes_on(data):
            return
        *lines, self._buffer = (self._buffer + data if self._buffer else data).split(b"\n")
        for line in lines:
            if line[3:4] != b"-" and self.ended is None:
                self._step(line)
        if len(self._buffer) > REPLY_BYTES_MAX:
            self.lose()

    def lose(self) -> None:
        """The connection is gone: what was handed over is unknown, what was only announced goes to another."""
        if self.ended is not None:
            return
        finished = [expect for expect, _ in self._line] == [Expect.GOODBYE]
        for expect, mail in self._line:
            if mail and expect is Expect.BODY:
                self._bag.ack(mail, NO_ANSWER)
            elif mail and expect is Expect.GO:
                self._bag.put_back(mail)
        self._end(Ended.NO_MORE_MAIL if finished else Ended.LOST)

    def _goes_on(self, data: bytes) -> bool:
        """The everyday case at a third of its price: the mail was taken, and the next is waited for."""
        if len(self._line) != EVERYDAY_REPLIES or self._buffer or self._unsent or not _EVERYDAY.fullmatch(data):
            return False
        (expect, mail), _, _, (_, following) = self._line
        if expect is not Expect.BODY or not mail or not following:
            return False
        self._line.clear()
        self.server.accepted += 1
        self._bag.ack(mail, ACCEPTED)
        self._hand_over(following)
        return True

    def _step(self, line: bytes) -> None:
        if not self._line:
            self.lose()  # by a word nobody asked for: the server is about to close
            return
        expect, mail = self._line.popleft()
        if mail is None:
            if expect is Expect.GOODBYE:
                self._end(Ended.NO_MORE_MAIL)
        elif expect is Expect.BODY:
            taken = line[:1] == b"2"
            self.server.accepted += taken
            self._bag.ack(mail, ACCEPTED if taken else _answer(line))
        elif expect is Expect.GO:
            self._go(mail, line)
        elif line[:1] != b"2":
            self._hear_refusal(expect, mail, line)
        self._send_next()

    def _go(self, mail: Mail, line: bytes) -> None:
        """The server waits for the mail, or for nothing."""
        refused, self._refused = self._refused, None
        if line[:3] == b"354" and refused is None:
            self._hand_over(mail)
        elif _code(line) == CLOSING:
            self._ask_patience(mail)
        else:
            self._bag.ack(mail, refused or _answer(line))
            ends = line[:3] == b"354"
            self._line.append((Expect.EMPTY if ends else Expect.RESET, None))
            self._send([b".\r\n" if ends else b"RSET\r\n"], self._envelope())

    def _hand_over(self, mail: Mail) -> None:
        """The mail, and what announces the next."""
        if not self._bag.intent((mail,)):
            self._bag.put_back(mail)
            self._end(Ended.STOPPED)
            return
        message, self._message = self._message, []
        message.append(b".\r\n" if message[-1].endswith(b"\r\n") else b"\r\n.\r\n")
        self._line.append((Expect.BODY, mail))
        self._send(message, self._envelope())

    def _hear_refusal(self, expect: Expect, mail: Mail, line: bytes) -> None:
        """A refused sender is our fault or our pace, never the reader's; nothing of ours is under way then."""
        if expect is Expect.READER and _code(line) != CLOSING:
            self._refused = _answer(line)
        elif line[:1] == b"4":
            self._ask_patience(mail)
        else:
            words = reserved.without_addresses(line.decode("utf-8", "replace"))
            raise TransportError(f"the server refuses mails from the digest's sender ({words})", hint=SENDER_HINT)

    def _ask_patience(self, mail: Mail) -> None:
        self._bag.put_back(mail)
        self._end(Ended.PATIENCE)

    def _envelope(self) -> bytes:
        """The commands that announce the next mail; the goodbye where there is none."""
        while copy := self._bag.take():
            mail, pieces = copy
            refusal = self._ready(mail, pieces)
            if refusal is None:
                self._line += ((Expect.SENDER, mail), (Expect.READER, mail), (Expect.GO, mail))
                sender, address = self._envelope_sender(mail), mail.to.email
                option = "" if address.isascii() else " SMTPUTF8"
                return f"MAIL FROM:<{sender}>{option}\r\nRCPT TO:<{address}>\r\nDATA\r\n".encode()
            self._bag.ack(mail, refusal)
        self._line.append((Expect.GOODBYE, None))
        return b"QUIT\r\n"

    def _ready(self, mail: Mail, pieces: list[bytes]) -> Answer | None:
        """Makes the message ready to be sent; why the server would not take it."""
        if not mail.to.email.isascii() and "SMTPUTF8" not in self._offers:
            return _NO_UTF8
        self._message = [self._sign(b"".join(pieces))] if self._sign else pieces
        return _TOO_BIG if 0 < self._largest < sum(map(len, self._message)) else None

    def _send(self, first: list[bytes], commands: bytes) -> None:
        """All at once where the server offers pipelining, else each after the reply to the one before."""
        if self._pipelines:
            first.append(commands)
            self.wire.send(b"".join(first))
        else:
            self._unsent += filter(None, (b"".join(first), *commands.splitlines(keepends=True)))

    def _send_next(self) -> None:
        if self._unsent and self.ended is None:
            self.wire.send(self._unsent.popleft())

    def _end(self, ended: Ended) -> None:
        self.ended = self.ended or ended
        self.wire.close()


def _code(line: bytes) -> int:
    return int(line[:3]) if line[:3].isdigit() else 0


def _answer(line: bytes) -> Answer:
    """What a refusal means: 5xx for good, 4xx for now; anything else is no answer at all."""
    text = line[4:].decode("utf-8", "replace").strip()
    enhanced = _ENHANCED.match(text)
    code = f"{_code(line)} {enhanced[0]}" if enhanced else str(_code(line))
    detail = reserved.without_addresses(text[enhanced.end() :] if enhanced else text)
    match line[:1]:
        case b"5":
            return Answer(OutcomeState.REJECTED, code, detail)
        case b"4":
            return Answer(OutcomeState.DEFERRED, code, detail)
        case _:
            return Answer(OutcomeState.UNKNOWN, code, detail)
