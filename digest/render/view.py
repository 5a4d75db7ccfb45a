"""An edition as a theme sees it: in the words of one locale, every text clean and every link safe.

Themes fill in; everything that needs deciding is decided here.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from urllib.parse import quote

from digest import i18n, text, urls
from digest.model.edition import Edition, EditionStory, Section, Span, StillRunning
from digest.model.settings import Digest, Newsroom
from digest.model.story import RelatedLink
from digest.render.developments import Since, told_since, whats_new
from digest.render.printed import (
    ImageView,
    MailView,
    ParagraphView,
    RelatedView,
    RunningView,
    SectionView,
    StoryView,
    Tongue,
)

HEADLINE_LETTERS_MAX = 240  # four lines of a phone; longer ones are no headlines
DEK_LETTERS_MAX = 420  # twice what compose aims at, so that only runaway text is cut here
INTRO_LETTERS_MAX = 4_000
LABEL_LETTERS_MAX = 120  # publisher, credit, topic, reason
ALT_LETTERS_MAX = 250
IMAGE_WIDTH_PX = 552  # the column less its padding

_HALF_LETTERS = re.compile("[\ud800-\udfff]")
_BIDI_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_UNSAFE_IN_URL = re.compile(
    '[\\s\x00-\x20\x7f-\x9f"<>\\\\^`{|}'
    "\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]"  # not seen, or turn the line
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Setting:
    """What every text of one mail is set by."""

    locale: str
    language: str
    direction: i18n.Direction
    since: Callable[[EditionStory], Since | date]
    images: Mapping[str, str]


def mail(
    edition: Edition,
    *,
    digest: Digest,
    newsroom: Newsroom,
    locale: str,
    images: Mapping[str, str],
    on_web: Mapping[str, int],
) -> MailView:
    """The edition as a theme sees it; `on_web` counts by topic the stories that stand on the web only."""
    language = i18n.language_tag(locale)
    setting = _Setting(
        locale=locale,
        language=language,
        direction=i18n.direction(language),
        since=partial(told_since, edition=edition, digest=digest),
        images=images,
    )
    return MailView(
        language=language,
        direction=setting.direction,
        start=_start(setting.direction),
        end="left" if setting.direction == "rtl" else "right",
        subject=clean(edition.subject, HEADLINE_LETTERS_MAX),
        preheader=clean(edition.preheader, HEADLINE_LETTERS_MAX),
        title=clean(digest.title, LABEL_LETTERS_MAX),
        date=_capital(_dates(edition, locale)),
        intro=_paragraphs(edition.intro, setting),
        sections=tuple(_section(s, setting, on_web.get(s.topic, 0)) for s in edition.sections if s.stories),
        running=tuple(_running(line, setting) for line in edition.still_running),
        imprint=tuple(i18n.isolated(line, setting.direction) for line in imprint(newsroom)),
    )


def clean(value: str, letters_max: int = LABEL_LETTERS_MAX) -> str:
    """`value` on one line, without control characters and direction overrides, at most so long."""
    return text.shortened(text.clean(_BIDI_CONTROLS.sub("", value[: letters_max * 8])), letters_max)


def link(url: str | None) -> str | None:
    """`url` fit to be printed, or None where it is no web address."""
    if not url or len(url) > urls.URL_LETTERS_MAX or _HALF_LETTERS.search(url):
        return None
    quoted = _UNSAFE_IN_URL.sub(lambda sign: quote(sign[0]), url.strip())
    return quoted if urls.is_web(quoted) and "%" not in urls.host(quoted) else None


def _section(section: Section, setting: _Setting, on_web: int) -> SectionView:
    name = clean(section.topic)
    views = partial(_story, section=name, setting=setting)
    return SectionView(
        topic=section.topic,
        name=name,
        slug=quote(clean(section.slug), safe=""),
        stories=tuple(views(story, may_lead=place == 0) for place, story in enumerate(section.stories)),
        more_on_web=i18n.more_on_web(on_web, setting.locale) if on_web else "",
    )


def _story(story: EditionStory, *, section: str, setting: _Setting, may_lead: bool) -> StoryView:
    headline, dek = clean(story.headline, HEADLINE_LETTERS_MAX), clean(story.dek, DEK_LETTERS_MAX)
    tongue = _tongue(story.language, f"{headline} {dek}", setting)
    around: i18n.Direction = "rtl" if tongue.start == "right" else "ltr"
    day, news = _memory(story, setting)
    return StoryView(
        id=story.id,
        topic=story.topic,
        section=section,
        headline=headline,
        dek=dek,
        url=link(story.url),
        publisher=i18n.isolated(clean(story.publisher), setting.direction),
        minutes=i18n.reading_time(max(1, story.minutes), setting.locale),
        memory=" · ".join(filter(None, (day, news))),
        day=day,
        news=news,
        tongue=tongue,
        image=_image(story, setting) if may_lead else None,
        related=tuple(_related(each, setting, around) for each in story.related),
        more_sources=i18n.more_sources(story.more_sources, setting.locale) if story.more_sources > 0 else "",
        may_lead=may_lead,
    )


def _memory(story: EditionStory, setting: _Setting) -> tuple[str, str]:
    """Which day of the story it is and what is new; both empty for a story told for the first time."""
    if story.day <= 1:
        return "", ""
    news = whats_new(story.developments, setting.locale, setting.since(story))
    return i18n.day_number(story.day, setting.locale), clean(news, HEADLINE_LETTERS_MAX)


def _related(related: RelatedLink, setting: _Setting, around: i18n.Direction) -> RelatedView:
    return RelatedView(
        title=i18n.isolated(clean(related.title, HEADLINE_LETTERS_MAX), around),
        url=link(related.url),
        publisher=i18n.isolated(clean(related.publisher), around),
        reason=i18n.isolated(i18n.reason(related.reason, setting.locale), around),
        lang=_foreign(related.language, setting),
    )


def _running(line: StillRunning, setting: _Setting) -> RunningView:
    return RunningView(
        topic=line.topic,
        headline=i18n.isolated(clean(line.headline, HEADLINE_LETTERS_MAX), setting.direction),
        url=link(line.url),
        publisher=i18n.isolated(clean(line.publisher), setting.direction),
        day=i18n.day_number(line.day, setting.locale),
    )


def _image(story: EditionStory, setting: _Setting) -> ImageView | None:
    src = link(setting.images.get(story.image.url)) if story.image else None
    if not story.image or not src:
        return None
    return ImageView(
        src=src,
        alt=clean(story.image.alt, ALT_LETTERS_MAX),
        width=min(story.image.width or IMAGE_WIDTH_PX, IMAGE_WIDTH_PX),
        credit=clean(story.image.credit),
    )


def _tongue(language: str | None, sample: str, setting: _Setting) -> Tongue:
    known = i18n.locale_of(language) is not None
    direction = i18n.direction(language) if known else i18n.direction_of_text(sample, setting.direction)
    return Tongue(
        lang=_foreign(language, setting),
        dir="" if direction == setting.direction else direction,
        start=_start(direction),
    )


def _foreign(language: str | None, setting: _Setting) -> str:
    """The tag to print for a text, empty where it is in the mail's own language or not known."""
    known = i18n.locale_of(language)
    return known.language if known and known.language != setting.language.partition("-")[0] else ""


def _start(direction: i18n.Direction) -> str:
    return "right" if direction == "rtl" else "left"


def _dates(edition: Edition, locale: str) -> str:
    last = i18n.format_date(edition.date, locale)
    if edition.span is Span.DAY:
        return last
    return f"{i18n.format_date(edition.date - timedelta(days=edition.span.days - 1), locale)} – {last}"


def _paragraphs(intro: str, setting: _Setting) -> tuple[ParagraphView, ...]:
    return tuple(
        ParagraphView(text=line, tongue=_tongue(None, line, setting))
        for line in _lines(intro[: INTRO_LETTERS_MAX * 2], INTRO_LETTERS_MAX)
    )


def imprint(newsroom: Newsroom) -> Iterator[str]:
    """The newsroom's name, unless its address begins with it, and the address."""
    address = tuple(_lines(newsroom.postal_address))
    name = clean(newsroom.name)
    if not address or not address[0].startswith(name):
        yield name
    yield from address


def _lines(value: str, letters_max: int = LABEL_LETTERS_MAX) -> Iterator[str]:
    """The lines of `value` that have something on them."""
    return (cleaned for line in value.splitlines() if (cleaned := clean(line, letters_max)))


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]
