"""Rendered → the mail of one segment: the parts its topics need, with its own counts and lead."""

from collections.abc import Callable, Sequence

from digest import i18n
from digest.mail import blocks
from digest.mail.blocks import Blocks, Key, Prepared, TopicStories
from digest.mail.encode import Pieces, body
from digest.mail.head import Letterhead
from digest.mail.mime import Press, press
from digest.mail.values import ReaderColumns, ReaderValues, in_html, value
from digest.model.delivery import Segment
from digest.model.rendered import Condition, Field, Rendered

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

    def copies(self, readers: ReaderColumns, *, envelope: Letterhead) -> list[list[bytes]]:
        """Each reader's `message` before it is joined."""
        return self.press(envelope).copies(readers)

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
    ready = blocks.of(rendered)
    shown = _shown(ready, segment.topics)
    n = sum(topic.n for topic in shown)
    minutes = max(1, round(sum(topic.words for topic in shown) / WORDS_A_MINUTE))
    counts = i18n.counts(n, minutes, rendered.language)
    states = _states(ready, segment.topics, shown)
    if ready.mixed:
        states |= _mixed(ready, states)
    return SegmentMail(
        rendered=rendered,
        html=_spliced(ready.html, states, in_html(counts)),
        text=_spliced(ready.text, states, counts),
        stories=n,
        minutes=minutes,
    )


def _shown(ready: Prepared, chosen: Sequence[str]) -> Sequence[TopicStories]:
    """The topics whose stories are printed."""
    return [topic for topic in ready.topics if topic.topic in chosen] if chosen else ready.topics


def _states(ready: Prepared, chosen: Sequence[str], shown: Sequence[TopicStories]) -> dict[Key, int]:
    """The state of every topic; the edition's lead leads where it is printed, else the first story that is."""
    several = blocks.SEVERAL if len(shown) > 1 else 0
    states: dict[Key, int]
    if chosen:
        states = dict.fromkeys(ready.true, blocks.ABSENT + several)
        states.update(dict.fromkeys(chosen, blocks.CHOSEN + several))
    else:
        states = dict.fromkeys(ready.true, blocks.CHOSEN + several)
    for topic in shown:
        states[topic.topic] = blocks.FOLLOWS + several
    if shown:
        lead = next((topic.topic for topic in shown if topic.topic == ready.lead_topic), shown[0].topic)
        states[lead] = blocks.LEADS + several
    return states


def _mixed(ready: Prepared, states: dict[Key, int]) -> dict[Key, int]:
    """Whether those blocks are printed that depend on several topics: the heading over what is still running."""
    true = frozenset[Condition]().union(*(by_state[states[topic]] for topic, by_state in ready.true.items()))
    return {when: int(blocks.holds(when, true)) for when in ready.mixed}


def _spliced(made: Blocks, states: dict[Key, int], counts: str) -> Pieces:
    """The blocks as they are in these states, as constants and fields in turn."""
    pieces: list[str] = []
    constant = ""
    for place, run in enumerate(made):
        if place:
            constant += counts
        for key, by_state in run:
            first, fields, last = by_state[states[key]]
            constant += first
            if fields:
                pieces.append(constant)
                pieces += fields
                constant = last
    pieces.append(constant)
    return pieces


def _filled(pieces: Pieces, mark: Callable[[Field], str]) -> str:
    filled = list(pieces)
    filled[1::2] = [mark(Field(name)) for name in pieces[1::2]]
    return "".join(filled)
