"""Copies for readers in whose values no sign means anything: most readers, at half the price of care.

What is printed here is what `mime.Press` prints with care, byte for byte; where that is not sure, nothing is.
"""

from dataclasses import dataclass

from digest.mail.encode import LINE_MAX, SOFT_BREAK
from digest.mail.values import HEADER_LETTERS_MAX, NAME_LETTERS_MAX, ReaderValues, are_bare, value
from digest.model.rendered import Field

_NOT_IN_A_MAILBOX = str.maketrans("", "", "()[],;: ")


@dataclass(frozen=True, slots=True)
class Plain:
    """A message in quoted-printable with gaps."""

    constants: tuple[bytes, ...]
    """The first stands after the reader's own headers; a gap follows each but the last."""
    order: tuple[int, ...]
    """Which of `fields` stands in each gap."""
    fields: tuple[Field, ...]
    language: str

    def pieces(self, values: ReaderValues) -> list[bytes] | None:
        """The message of one reader; None where it takes more care."""
        texts = [values.get(field) for field in self.fields]
        if None in texts:
            texts = [value(field, values, self.language) for field in self.fields]
        head = _head(values, "".join(texts))  # type: ignore[arg-type]  # none of them is None by now
        if head is None:
            return None
        encoded = [text.encode().replace(b"=", b"=3D") + SOFT_BREAK if text else b"" for text in texts]
        if any(len(each) > LINE_MAX or each[:1] == b"." for each in encoded):
            return None
        pieces = [b""] * (2 * len(self.order) + 2)
        pieces[0] = head
        pieces[1::2] = self.constants
        pieces[2::2] = [encoded[place] for place in self.order]
        return pieces


def _head(values: ReaderValues, texts: str) -> bytes | None:
    """The reader's own headers; None where a sign in them, or in `texts`, has a meaning somewhere."""
    name, email = values.get(Field.NAME, ""), values[Field.EMAIL]
    date, message_id = values[Field.DATE], values[Field.MESSAGE_ID]
    one_click, mailto = values[Field.ONE_CLICK], values.get(Field.MAILTO, "")
    if message_id[:1] + message_id[-1:] != "<>":
        return None
    if not are_bare("".join((texts, name, email, date, message_id[1:-1], one_click, mailto))):
        return None
    if not (name.isalpha() and len(name) <= NAME_LETTERS_MAX) or len(email.translate(_NOT_IN_A_MAILBOX)) != len(email):
        return None
    if " " in one_click + mailto + message_id or max(len(one_click), len(mailto), len(date)) > HEADER_LETTERS_MAX:
        return None
    ways_out = f"<{one_click}>,\r\n <{mailto}>" if mailto else f"<{one_click}>"
    return (
        f"To: {name} <{email}>\r\nDate: {date}\r\nMessage-ID: {message_id}\r\nList-Unsubscribe: {ways_out}\r\n"
    ).encode()
