"""Rendered → the mail of one segment: the parts its topics need, with its own counts and lead."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from digest import i18n
from digest.mail.encode import Pieces, body
from digest.mail.head import Letterhead
from digest.mail.mime import Press, press
from digest.mail.values import ReaderValues, in_html, value
from digest.model.delivery import Segment
from digest.model.rendered import Condition, Field, Part, Printed, Rendered, Role, SegmentField, condition

WORDS_A_MINUTE = 200


class SegmentMail:
    """The mail of every reader of one segment, but for the readers' own values."""

    def __init__(self, *, rendered: Rendered, html: Pieces, text: Pieces, stories: int, minutes: int) -> None:
        self.subject = rendered.subject
        self.preheader = rendered.preheader
        self.language = rendered.language
        self.stories = stories
        self.minutes = minutes
        self._html = html
        self._text = text
        self._presses: dict[Letterhead, Press] = {}

    @property
    def fields(self) -> frozenset[Field]:
        """The reader's values that the page and the text print."""
        return frozenset(Field(name) for name in (*self._html[1::2], *self._text[1::2]))

    def html(self, values: ReaderValues) -> str:
        return self.html_with(lambda field: in_html(value(field, values, self.language)))

    def text(self, values: ReaderValues) -> str:
        return self.text_with(lambda field: value(field, values, self.language))

    def html_with(self, mark: Callable[[Field], str]) -> str:
        """The page with `mark(field)`, printed as it is, where a reader's value would stand."""
        return _filled(self._html, mark)

    def text_with(self, mark: Callable[[Field], str]) -> str:
        return _filled(self._text, mark)

    def value(self, field: Field, values: ReaderValues) -> str:
        """What stands for `field` in the plain text; for the page, pass it through `in_html`."""
        return value(field, values, self.language)

    def html_bytes_encoded(self, values: ReaderValues) -> int:
        """How long the page is in the message, in the shorter encoding."""
        page = {field: in_html(value(field, values, self.language)).encode() for field in self.fields}
        return sum(map(len, body(self._html).filled(page)))

    def message(self, values: ReaderValues, *, envelope: Letterhead) -> bytes:
        """The complete MIME message for one reader."""
        return self.press(envelope).copy(values)

    def press(self, letterhead: Letterhead) -> Press:
        """What prints this mail's copies; made once for each letterhead."""
        made = self._presses.get(letterhead)
        if made is None:
            made = press(
                subject=self.subject, html=self._html, text=self._text, letterhead=letterhead, language=self.language
            )
            self._presses[letterhead] = made
        return made


def segment(rendered: Rendered, segment: Segment) -> SegmentMail:
    """The mail for the segment's topics; all of them where it names none."""
    chosen = frozenset(segment.topics)
    shown = [story for story in rendered.stories if not chosen or story.topic in chosen]
    lead = _lead(rendered, shown)
    minutes = max(1, round(sum(story.words for story in shown) / WORDS_A_MINUTE))
    counts = i18n.counts(len(shown), minutes, rendered.language)
    holds = _Holding(frozenset(_conditions(shown, lead, chosen)), everything=not chosen)
    return SegmentMail(
        rendered=rendered,
        html=_spliced(rendered.html, holds, {SegmentField.COUNTS: in_html(counts)}),
        text=_spliced(rendered.text, holds, {SegmentField.COUNTS: counts}),
        stories=len(shown),
        minutes=minutes,
    )


def _lead(rendered: Rendered, shown: Sequence[Printed]) -> Printed | None:
    """The edition's lead where the segment prints it, else the first story it prints."""
    return next((story for story in shown if story.id == rendered.lead), shown[0] if shown else None)


When = tuple[frozenset[Condition], ...]


class _Holding(dict[When, bool]):
    """Whether of each set of a part's conditions any holds in a segment; each is asked once."""

    def __init__(self, true: frozenset[Condition], *, everything: bool) -> None:
        super().__init__({(): True})
        self._true = true
        self._everything = everything

    def __missing__(self, when: When) -> bool:
        held = self[when] = all(map(self._any, when))
        return held

    def _any(self, conditions: frozenset[Condition]) -> bool:
        if not self._true.isdisjoint(conditions):
            return True
        return self._everything and any(each.startswith(Role.RUNNING) for each in conditions)


def _conditions(shown: Sequence[Printed], lead: Printed | None, chosen: frozenset[str]) -> Iterator[Condition]:
    topics: list[str] = []
    for story in shown:
        opens = story.topic not in topics
        if opens:
            topics.append(story.topic)
            yield condition(Role.TOPIC, story.topic)
        if story is lead:
            yield condition(Role.LEAD, story.id)
            continue
        yield condition(Role.PLAIN, story.id)
        if opens and lead and story.topic != lead.topic:
            yield condition(Role.OPENS, story.id)
    if len(topics) > 1:
        yield condition(Role.SEVERAL)
    for topic in chosen:
        yield condition(Role.RUNNING, topic)


def _spliced(parts: Sequence[Part], holds: Mapping[When, bool], segment_values: Mapping[SegmentField, str]) -> Pieces:
    """The parts that hold, as constants and fields in turn."""
    pieces: list[str] = []
    constant: list[str] = []
    for part in parts:
        if not holds[part.when]:
            continue
        if part.segment_field is not None:
            constant.append(segment_values[part.segment_field])
            continue
        first, *others = part.pieces
        constant.append(first)
        if others:
            pieces += ("".join(constant), *others[:-1])
            constant = [others[-1]]
    return (*pieces, "".join(constant))


def _filled(pieces: Pieces, mark: Callable[[Field], str]) -> str:
    filled = list(pieces)
    filled[1::2] = [mark(Field(name)) for name in pieces[1::2]]
    return "".join(filled)
