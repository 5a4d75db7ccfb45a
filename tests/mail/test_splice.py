"""A segment's mail is what rendering its topics alone would give, and a reader's values cannot leave their place."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations

import pytest

from digest import mail, render
from digest.mail.values import in_html
from digest.model.delivery import Segment
from digest.model.edition import Edition
from digest.model.rendered import Condition, Field, Rendered, Role, SegmentField
from digest.render import view
from digest.render.marks import Mark
from tests.render import specimen

THEMES = {name: render.open_theme(name, specimen.TEMPLATES) for name in ("gazette", "bulletin", "plain")}
TOPICS = tuple(section.topic for section in specimen.edition().sections)
SUBSETS = [subset for size in range(1, len(TOPICS) + 1) for subset in combinations(TOPICS, size)]


def rendered(edition: Edition | None = None, theme: str = "gazette") -> Rendered:
    return render.edition(
        edition or specimen.edition(),
        theme=THEMES[theme],
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        locale="en",
        images=specimen.IMAGES,
    )


ALL_RENDERED = {theme: rendered(theme=theme) for theme in THEMES}
RENDERED = ALL_RENDERED["gazette"]


def spliced(*topics: str, of: Rendered = RENDERED) -> mail.SegmentMail:
    return mail.segment(of, Segment(topics=topics, locale="en", theme="gazette"))


def restricted(edition: Edition, topics: tuple[str, ...]) -> Edition:
    """The edition as it would have been composed for these topics alone."""
    return replace(
        edition,
        sections=tuple(section for section in edition.sections if section.topic in topics),
        still_running=tuple(line for line in edition.still_running if line.topic in topics),
        lead_topic=edition.lead_topic if edition.lead_topic in topics else topics[0],
    )


class DirectMarks:
    """Prints a segment's values at once and leaves out what it does not print, without any parts."""

    def __init__(self, edition: Edition, counts: str) -> None:
        assert edition.lead_topic
        self.counts = counts
        self.topics = [section.topic for section in edition.sections]
        self.lead_topic = edition.lead_topic
        self.first = {section.topic: section.stories[0].id for section in edition.sections}
        self.stories = {story.id: story.topic for story in edition.stories}

    def field(self, field: Field | SegmentField) -> str:
        if isinstance(field, SegmentField):
            return Mark(self.counts)
        return Mark(f"[{field}]")

    def when(self, conditions: frozenset[Condition], body: Callable[[], str]) -> str:
        return body() if any(map(self.holds, conditions)) else ""

    def holds(self, condition: Condition) -> bool:
        lead = self.first[self.lead_topic]
        role, _, of = condition.partition(":")
        match Role(role):
            case Role.LEAD:
                return of == lead
            case Role.PLAIN:
                return of in self.stories and of != lead
            case Role.OPENS:
                return of in self.first.values() and of != lead
            case Role.TOPIC | Role.RUNNING:
                return of in self.topics
            case Role.SEVERAL:
                return len(self.topics) > 1


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("topics", SUBSETS, ids=" ".join)
def test_a_spliced_segment_is_the_mail_of_an_edition_of_its_topics_alone(topics: tuple[str, ...], theme: str) -> None:
    alone = spliced(of=rendered(restricted(specimen.edition(), topics), theme))
    segment = spliced(*topics, of=ALL_RENDERED[theme])
    assert segment.html(specimen.READER) == alone.html(specimen.READER)
    assert segment.text(specimen.READER) == alone.text(specimen.READER)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("topics", SUBSETS, ids=" ".join)
def test_a_spliced_segment_is_what_the_theme_prints_directly(topics: tuple[str, ...], theme: str) -> None:
    """Filled with every condition decided on the spot, from the whole edition, with neither marks nor parts."""
    segment = spliced(*topics, of=ALL_RENDERED[theme])
    part = restricted(specimen.edition(), topics)
    counts = f"{len(part.stories)} stor{'y' if len(part.stories) == 1 else 'ies'}, "
    counts += f"{segment.minutes} minute{'' if segment.minutes == 1 else 's'}"
    seen = view.mail(
        specimen.edition(),
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        locale="en",
        images=specimen.IMAGES,
        on_web={},
    )
    marks = DirectMarks(part, counts)
    assert segment.html_with(lambda field: f"[{field}]") == THEMES[theme].fill_html(seen, marks)
    assert segment.text_with(lambda field: f"[{field}]") == THEMES[theme].fill_text(seen, marks)


@pytest.mark.parametrize("name", ["Économie", "Köln & Umland", "科学", "\x02name\x03", "\x0f\x1f\\x0e"])
def test_a_topic_may_have_any_letters_in_its_name(name: str) -> None:
    """The name stands in the marks of the page too, on whose letters more is done than on the text's."""
    edition = specimen.edition()
    world, business, *others = edition.sections
    stories = tuple(replace(story, topic=name) for story in business.stories)
    renamed = replace(edition, sections=(world, replace(business, topic=name, stories=stories), *others))
    for chosen in ((), (name,), ("World", name)):
        page = spliced(*chosen, of=rendered(renamed)).html(specimen.READER)
        assert "Rates stay at 2.5 %" in page
    assert "Rates stay at 2.5 %" not in spliced("World", of=rendered(renamed)).html(specimen.READER)


def test_the_edition_lead_leads_wherever_its_topic_is_chosen() -> None:
    page = spliced("World", "Culture").html(specimen.READER)
    lead, plain = (
        page.index("Storm tears open the north pier and cuts the ferry line to the outer islands</a></h2>"),
        -1,
    )
    assert page.find("outer islands</a></h3>") == plain
    assert lead < page.index("The library that lends out its readers</a></h3>")


def test_without_the_lead_topic_the_first_story_of_the_first_chosen_section_leads() -> None:
    page = spliced("Science", "Culture").html(specimen.READER)
    assert "深海の熱水噴出孔で新種の貝、硫化鉄の殻をまとう</a></h2>" in page
    assert "Storm" not in page.partition("<body")[2].partition("</h1>")[2]


def test_counts_are_the_segments_own() -> None:
    assert "8 stories" in spliced().text(specimen.READER)
    assert "1 story, 1 minute" in spliced("Culture").text(specimen.READER)


def test_a_segment_of_one_section_has_no_list_of_contents() -> None:
    assert "In this edition" not in spliced("Business").html(specimen.READER)
    assert "In this edition" in spliced("Business", "World").html(specimen.READER)


def test_every_anchor_of_every_segment_has_its_target() -> None:
    for topics in SUBSETS:
        page = spliced(*topics).html(specimen.READER)
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'id="([^"]+)"', page)), topics


def test_an_edition_without_stories_still_prints() -> None:
    empty = spliced(of=rendered(specimen.edition(sections=(), still_running=())))
    assert "0 stories" in empty.text(specimen.READER)
    assert specimen.READER[Field.UNSUBSCRIBE] in empty.html(specimen.READER)


def test_a_reader_without_a_name_is_not_greeted() -> None:
    page = spliced().text({**specimen.READER, Field.NAME: " "})
    assert "Hello" not in page
    assert "Hello Zoë Adebayo." in spliced().text(specimen.READER)


HOSTILE = '<script>alert(1)</script>" onload="x\r\nBcc: a@b.example\x00\u202e{{ 7*7 }}&amp;'


@pytest.mark.parametrize("field", [Field.NAME, Field.EMAIL, Field.WEB, Field.MANAGE])
def test_a_readers_value_stays_in_its_place(field: Field) -> None:
    values = {**specimen.READER, field: HOSTILE}
    page = spliced().html(values)
    assert "<script" not in page
    assert '" onload' not in page
    assert "\r" not in page + spliced().text(values)
    assert "\x00" not in page
    assert "\u202e" not in page


def test_marks_for_a_mail_service_are_printed_as_they_are() -> None:
    marked = spliced().html_with(lambda field: f"-{field}-")
    assert 'href="-manage-"' in marked
    assert "-email-" in spliced().text_with(lambda field: f"-{field}-")


def test_the_fields_a_mail_prints_are_known() -> None:
    assert spliced().fields == {
        Field.GREETING, Field.EMAIL, Field.MANAGE, Field.PAUSE, Field.UNSUBSCRIBE, Field.WEB
    }  # fmt: skip


def test_values_are_escaped_once() -> None:
    assert in_html("a&b<c>\"d'é") == "a&amp;b&lt;c&gt;&#34;d&#39;&#233;"
