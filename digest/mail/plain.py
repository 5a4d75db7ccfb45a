"""Copies for readers in whose values no sign means anything: most readers, at a third of the price of care.

What is printed here is what `mime.Press` prints with care, byte for byte; where that is not sure, nothing is. Readers
are looked at together, by column: a question about fifty texts at once costs little more than about one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, repeat

from digest.mail.encode import LINE_MAX, SOFT_BREAK
from digest.mail.values import HEADER_LETTERS_MAX, NAME_LETTERS_MAX, ReaderColumns, are_bare, row, value
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

    def copies(self, columns: ReaderColumns) -> list[list[bytes] | None]:
        """Each reader's message; None where it takes more care. Whoever takes it is looked for by halving."""
        count = len(columns[Field.EMAIL])
        heads = _Heads.of(columns, count)
        texts = self._texts(columns, count)
        encoded = [list(map(_encoded, column)) for column in texts]
        if heads.are_plain(texts) and all(map(_fit, encoded)):
            return self._printed(heads.printed(), encoded)
        if count == 1:
            return [None]
        half = count // 2
        first, second = ({f: column[part] for f, column in columns.items()} for part in _parts(half))
        return self.copies(first) + self.copies(second)

    def _texts(self, columns: ReaderColumns, count: int) -> list[Sequence[str]]:
        if all(field in columns for field in self.fields):
            return [columns[field] for field in self.fields]
        readers = [row(columns, place) for place in range(count)]
        return [[value(field, values, self.language) for values in readers] for field in self.fields]

    def _printed(self, heads: Sequence[bytes], encoded: Sequence[Sequence[bytes]]) -> list[list[bytes] | None]:
        blank = [b""] * (2 * len(self.order) + 2)
        blank[1::2] = self.constants
        made: list[list[bytes] | None] = []
        for gaps in zip(heads, *(encoded[place] for place in self.order), strict=True):
            pieces = blank.copy()
            pieces[::2] = gaps
            made.append(pieces)
        return made


@dataclass(frozen=True, slots=True)
class _Heads:
    """What some readers' own headers hold, by column."""

    names: Sequence[str]
    emails: Sequence[str]
    dates: Sequence[str]
    ids: Sequence[str]
    one_clicks: Sequence[str]
    mailtos: Sequence[str]

    @classmethod
    def of(cls, columns: ReaderColumns, count: int) -> "_Heads":
        none = [""] * count
        return cls(
            columns.get(Field.NAME, none),
            columns[Field.EMAIL],
            columns[Field.DATE],
            columns[Field.MESSAGE_ID],
            columns[Field.ONE_CLICK],
            columns.get(Field.MAILTO, none),
        )

    def are_plain(self, texts: Sequence[Sequence[str]]) -> bool:
        """Whether certainly no sign in them, nor in `texts`, has a meaning anywhere."""
        unspaced = "".join((*[id[1:-1] for id in self.ids], *self.one_clicks, *self.mailtos))
        emails = "".join(self.emails)
        return (
            are_bare("".join((unspaced, emails, *self.names, *self.dates, *chain(*texts))))
            and " " not in unspaced
            and all(map(str.startswith, self.ids, repeat("<")))
            and all(map(str.endswith, self.ids, repeat(">")))
            and all(map(str.isalpha, self.names))
            and max(map(len, self.names)) <= NAME_LETTERS_MAX
            and len(emails.translate(_NOT_IN_A_MAILBOX)) == len(emails)
            and max(map(len, chain(self.one_clicks, self.mailtos, self.dates))) <= HEADER_LETTERS_MAX
        )

    def printed(self) -> list[bytes]:
        ways = [
            f"<{url}>,\r\n <{mailto}>" if mailto else f"<{url}>"
            for url, mailto in zip(self.one_clicks, self.mailtos, strict=True)
        ]
        return [
            f"To: {name} <{email}>\r\nDate: {date}\r\nMessage-ID: {id}\r\nList-Unsubscribe: {way}\r\n".encode()
            for name, email, date, id, way in zip(self.names, self.emails, self.dates, self.ids, ways, strict=True)
        ]


def _parts(half: int) -> tuple[slice, slice]:
    return slice(half), slice(half, None)


def _encoded(text: str) -> bytes:
    return text.encode().replace(b"=", b"=3D") + SOFT_BREAK if text else b""


def _fit(encoded: Sequence[bytes]) -> bool:
    """Whether each may stand on a line of its own."""
    return max(map(len, encoded)) <= LINE_MAX and not any(map(bytes.startswith, encoded, repeat(b".")))
