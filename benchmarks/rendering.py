"""What rendering costs: edition to parts, a segment's splice, messages a second, sizes.

    python -m benchmarks.rendering

Editions are specimens of our own: 30 stories in 6 topics with 86 related links, and 200 long stories in 20 topics.
Times are the best of several runs on one core, after one run to warm up.
"""

import platform
import time
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

from digest import mail, render
from digest.model.delivery import Segment
from digest.model.edition import Edition
from digest.model.rendered import Field, Rendered
from digest.render import fit
from tests.render import specimen

COPIES = 20_000
VERIFIED = 1_000
TOPICS = Segment(locale="en", theme="gazette", topics=("Topic 1", "Topic 3", "Topic 4"))
WHOLE = Segment(locale="en", theme="gazette")


def thirty() -> Edition:
    """30 stories with 86 related links, every text as long as it may well be."""
    edition = specimen.long_edition(30, 6)
    first, *others = edition.sections
    lead, *rest = first.stories
    lead = replace(lead, related=())
    second = replace(rest[0], related=rest[0].related[:2])
    return replace(edition, sections=(replace(first, stories=(lead, second, *rest[1:])), *others))


def rendered(edition: Edition, theme: render.Theme) -> Rendered:
    return render.edition(
        edition,
        theme=theme,
        digest=specimen.DIGEST,
        newsroom=specimen.NEWSROOM,
        locale="en",
        images=specimen.IMAGES,
    )


def best(what: Callable[[], object], *, times: int, runs: int) -> float:
    """Seconds for one call, in the quickest of `runs`."""
    what()
    return min(_timed(what, times) for _ in range(runs)) / times


def _timed(what: Callable[[], object], times: int) -> float:
    began = time.perf_counter()
    for _ in range(times):
        what()
    return time.perf_counter() - began


def readers(n: int) -> list[dict[Field, str]]:
    return [
        {
            **specimen.READER,
            Field.NAME: f"Reader {number}",
            Field.EMAIL: f"reader{number}@example.com",
            Field.UNSUBSCRIBE: f"https://news.example/u/{number:020d}",
            Field.ONE_CLICK: f"https://news.example/u/{number:020d}",
            Field.MANAGE: f"https://news.example/m/{number:020d}",
            Field.PAUSE: f"https://news.example/m/{number:020d}#pause",
            Field.MESSAGE_ID: f"<{number:032x}@news.example>",
        }
        for number in range(n)
    ]


def main() -> None:
    print(f"{platform.python_implementation()} {platform.python_version()}, {platform.machine()}, {_processor()}")
    theme = render.open_theme("gazette", specimen.TEMPLATES)
    edition = thirty()
    links = sum(len(story.related) for story in edition.stories)
    made = rendered(edition, theme)
    print(f"edition to parts, 30 stories: {best(lambda: rendered(edition, theme), times=3, runs=12) * 1e3:.1f} ms")
    print(f"segment of all topics: {best(lambda: mail.segment(made, WHOLE), times=500, runs=20) * 1e6:.1f} us")
    print(f"segment of 3 topics: {best(lambda: mail.segment(made, TOPICS), times=500, runs=20) * 1e6:.1f} us")
    for name in ("gazette", "bulletin", "plain"):
        whole = mail.segment(rendered(edition, render.open_theme(name, specimen.TEMPLATES)), WHOLE)
        size, encoded = len(whole.html(specimen.READER).encode()), whole.html_bytes_encoded(specimen.READER)
        print(f"{name}, 30 stories with {links} links: {size:,} bytes of HTML, {encoded:,} encoded")
    _messages(mail.segment(made, WHOLE), edition)
    _fits(theme)


def _messages(whole: mail.SegmentMail, edition: Edition) -> None:
    press = whole.press(mail.letterhead(edition, digest=specimen.DIGEST, newsroom=specimen.NEWSROOM))
    to = readers(COPIES)
    quickest, size = 1e9, 0
    for _ in range(5):
        began = time.process_time()
        for reader in to:
            size = len(press.copy(reader))
        quickest = min(quickest, time.process_time() - began)
    print(f"messages of {size:,} bytes: {COPIES / quickest:,.0f} a core second")
    right = sum(_is_reference(press.copy(reader), whole, reader) for reader in to[:VERIFIED])
    print(f"verified by parsing: {right:,} of {VERIFIED:,}")


def _is_reference(raw: bytes, whole: mail.SegmentMail, reader: dict[Field, str]) -> bool:
    """Whether a mail program reads what a direct build says."""
    read = message_from_bytes(raw, policy=policy.default)
    assert isinstance(read, EmailMessage)
    text, html = (part.get_content().replace("\r\n", "\n").rstrip("\n") for part in read.iter_parts())
    return (
        text == whole.text(reader).rstrip("\n")
        and html == whole.html(reader).rstrip("\n")
        and str(read["Subject"]) == whole.subject
        and reader[Field.EMAIL] in str(read["To"])
    )


def _fits(theme: render.Theme) -> None:
    edition = specimen.long_edition(200, 20, dek_letters=400)
    began = time.perf_counter()
    made = rendered(edition, theme)
    took = time.perf_counter() - began
    names = tuple(section.topic for section in edition.sections)
    largest = (0, 0)
    whole_footers = 0
    segments = [names[:n] for n in range(1, len(names) + 1)] + [names[n:] for n in range(1, len(names))]
    for topics in segments:
        cut = mail.segment(made, Segment(locale="en", theme="gazette", topics=topics))
        html = cut.html(specimen.READER)
        largest = max(largest, (len(html.encode()), cut.html_bytes_encoded(specimen.READER)))
        whole_footers += specimen.READER[Field.UNSUBSCRIBE] in html and "1 Quay Street" in html
    fits = largest[0] <= fit.HTML_BYTES_MAX and largest[1] <= fit.ENCODED_BYTES_MAX
    print(
        f"200 stories, 20 topics: {'fits' if fits else 'TOO LARGE'}, largest of {len(segments)} segments "
        f"{largest[0]:,} bytes and {largest[1]:,} encoded, {whole_footers} whole footers, "
        f"cut {made.cut}, in {took:.2f} s"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")


if __name__ == "__main__":
    main()
