"""Editions whose every field is hostile, each beside a calm twin of the same shape.

What a hostile edition prints must be what its twin prints, word for word of the template, tag for tag and attribute
for attribute, but for each text standing where the twin's token stands. So a text that leaves its block, loses a
letter or gains one is seen wherever it is.

A text is printed as `normal` says, and not otherwise changed:

* control characters, lone surrogates, U+FFFE and U+FFFF, and what turns the direction of a line are left out;
* white space, also of no width, is one space, and none at the ends;
* it is cut after a whole word, with an ellipsis, at its field's limit; of a longer text only the first eight times
  as many letters are looked at.

An address is printed if it is one of the web and of at most 2,048 letters; `address` says how.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import chain
from random import Random
from typing import Protocol
from urllib.parse import quote

from digest import i18n, urls
from digest.i18n import direction_of_text, locale_of
from digest.model.article import Image
from digest.model.edition import Edition, EditionStory, Section, StillRunning
from digest.model.rendered import Field
from digest.model.settings import Digest, Newsroom
from digest.model.story import Development, DevelopmentKind, Reason, RelatedLink
from digest.render import view
from digest.render.developments import whats_new
from tests.render import specimen

MEGABYTE = 1_000_000
NAME_LETTERS_MAX = 80

FRAGMENTS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</title></style></head><body>",
    "</a></h3></div></td></tr></table>",
    "<!-- --><!--[if mso]><![endif]-->",
    "-->",
    "]]><![CDATA[",
    "<b>bold</b><p>",
    '" onload="alert(1)" x="',
    "' style='position:fixed",
    "`onmouseover=alert(1)`",
    "<a href=javascript:alert(1)>",
    "<svg/onload=alert(1)>",
    "<plaintext>",
    "<textarea>",
    "&lt;b&gt; &amp;amp; &#60; &#x3c; &nbsp; &",
    "&#0;&#x1f;&notit;&lt",
    "{{ 7 * 7 }}",
    "{% raw %}{% endraw %}{# #}",
    "{{ reader.unsubscribe }}",
    "{{ ''.__class__.__mro__ }}",
    "%(name)s %s %d %% %(",
    "$name ${name} {0} {name!r}",
    "-name- *|FNAME|* %%email%%",
    "\\n \\x00 \\u202e \\",
    "\x02email\x03",
    "\x0elead:00000000000000a1\x03hidden\x0f",
    "\x0f\x0f\x0f",
    "\x1f\x03\x02",
    "\x00\x01\x07\x08\x1b[31m\x7f",
    "\x80\x9f\x85",
    "\u202eevil\u202c",
    "\u2066\u2067\u2068\u2069\u2069\u2069",
    "\u200e\u200f\u061c",
    "\u200b\u2060\ufeff\u00ad\u200d\u200c",
    "\u2028\u2029\x0b\x0c",
    "\ud800\udfff\ud83d",
    "\ufffe\uffff\ufdd0\U0001fffe",
    "\U000e0001\U000e0041\ufff9\ufffb",
    "\r\nBcc: all@example.org\r\n\r\n<p>",
    "\nFrom nobody\n.\n..\n",
    "--=_digest_0",
    "-- \n",
    "=?utf-8?B?PGI+?= =?utf-8?q?x?=",
    "=3D=0D=0A=",
    "https://elsewhere.example/login",
    "javascript:alert(1)",
    "شريط أخبار",
    "שלום לכולם",
    "深海の熱水噴出孔",
    "می‌خواهم ✊🏿👩🏽‍🚀🇳🇴",
    "Z\u0351\u0300a\u0334\u0344l\u0342\u0313go",
    "e\u0301 \u00e9 ﬁ ﷺ ǅ ẞ",
    "ÄÖÜ ¼ ÿ × \xa0 ¡",
    "a" * 90,
    "0" * 40,
    "   \t  \t ",
    "-----",
    "· – —",
    "plain words",
)
"""Each is put alone, in company, and a thousand times over."""

NO_ADDRESSES = (
    None,
    "",
    " ",
    "javascript:alert(1)",
    "data:text/html,x",
    "//x",
    "https:///x",
    "ftp://x/",
    "https://a b/",
)
LANGUAGES = (None, "en", "de", "ar", "ja", "", "english", "xx-yy-zz", "_", "en_US.UTF-8@x", "<b>", "\x00")

_LEFT_OUT = frozenset(
    chain(
        range(0x09),
        (0x0B, 0x0C),
        range(0x0E, 0x20),
        range(0x7F, 0x85),
        range(0x86, 0xA0),
        (0xFFFE, 0xFFFF),
        range(0x202A, 0x202F),
        range(0x2066, 0x206A),
        range(0xD800, 0xE000),
    )
)
_SPACES = frozenset("\u200b\u2060\ufeff")
_TOKEN = re.compile(r"(?:https://calm\.example/|[aאv])?73\d{5}")
_ENDS = " ,;:–—-"
_KEPT_IN_ADDRESSES = frozenset("!#$%&'()*+,-./:;=?@[]_~")
_FORMATS = frozenset([0xAD, *range(0x200B, 0x2010), *range(0x2028, 0x2030), *range(0x2060, 0x2070), 0xFEFF, 0x61C])


def normal(text: str, letters_max: int) -> str:
    """What is printed of a text."""
    letters = [letter for letter in text[: letters_max * 8] if ord(letter) not in _LEFT_OUT]
    line = " ".join("".join(" " if letter in _SPACES else letter for letter in letters).split())
    if len(line) <= letters_max:
        return line
    cut = line[: letters_max - 1]
    space = cut.rfind(" ")
    return (cut[:space] if space > letters_max // 2 else cut).rstrip(_ENDS) + "…"


def address(rest: str) -> str | None:
    """How an address of the web that ends in `rest` is printed, or None where it is not linked."""
    given = f"https://gazette.example/{rest}"
    if len(given) > urls.URL_LETTERS_MAX or any(0xD800 <= ord(letter) < 0xE000 for letter in given):
        return None
    printed = "".join(map(_in_address, given.strip()))
    return printed if len(printed) <= urls.URL_LETTERS_MAX else None


def _in_address(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isalnum() or letter in _KEPT_IN_ADDRESSES else quote(letter)
    hidden = letter.isspace() or ord(letter) in _LEFT_OUT or ord(letter) in _FORMATS
    return quote(letter) if hidden else letter


class Pen(Protocol):
    """Writes the fields of an edition, each time another text."""

    def text(self, letters_max: int, before: str = "") -> str:
        """A text of any lines that is printed as `normal` says, in at most so many letters."""

    def line(self, letters_max: int, written: int) -> str:
        """For a field of which each line is printed on its own: one line of it, of about so many letters."""

    def url(self) -> str | None: ...

    def value(self, letters_max: int = 2_000) -> str:
        """A reader's value, printed as it is but for what would end its line or turn it."""

    def news(self, kind: DevelopmentKind) -> Development: ...

    def language(self) -> str | None: ...


@dataclass(slots=True)
class Hostile:
    """Writes hostile texts, and what calm text stands in the place of each."""

    random: Random
    locale: str
    calm: list[str | None] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    """What must be printed where the calm edition prints a token."""

    def text(self, letters_max: int, before: str = "") -> str:
        hostile = before + self._hostile()
        self._write(normal(hostile, letters_max))
        return hostile

    def line(self, letters_max: int, written: int) -> str:
        hostile = "x" + "".join(self._hostile()[:written].splitlines())
        self._write(normal(hostile, letters_max))
        return hostile

    def url(self) -> str | None:
        if self.random.random() < SHARE_WITHOUT_ADDRESS:
            self.calm.append(None)
            return self.random.choice(NO_ADDRESSES)
        rest = self._hostile()
        self._write(address(rest) or "", before="https://calm.example/")
        return f"https://gazette.example/{rest}"

    def value(self, letters_max: int = 2_000) -> str:
        hostile = self._hostile()
        printed = "".join(letter for letter in hostile if not _ends_line(letter))[:letters_max]
        self._write(printed.strip() if letters_max < 2_000 else printed, before="v")
        return hostile

    def news(self, kind: DevelopmentKind) -> Development:
        """News is put into words before it is cut, so what is kept of it depends on those words."""
        hostile = Development(kind=kind, label=f"x{self._hostile()}")
        around, _, after = whats_new((replace(hostile, label="\0"),), self.locale).partition("\0")
        printed = normal(around + hostile.label.strip() + after, view.HEADLINE_LETTERS_MAX)
        self._write(printed.removeprefix(around).removesuffix(after))
        return hostile

    def language(self) -> str | None:
        language = self.random.choice(LANGUAGES)
        self.calm.append(language if locale_of(language) else None)
        return language

    def _hostile(self) -> str:
        random = self.random
        match random.randrange(400):
            case 0:
                fragment = random.choice(FRAGMENTS)
                return fragment * (MEGABYTE // len(fragment))
            case n if n < 10:
                return ""
            case n if n < 40:
                return "".join(chr(random.randrange(0x110000)) for _ in range(random.randrange(1, 60)))
            case _:
                return random.choice(("", " ", "x")).join(random.choices(FRAGMENTS, k=random.randrange(1, 5)))

    def _write(self, printed: str, before: str = "") -> None:
        """A token of the same direction, that nothing else on the page looks like; none for what is not printed."""
        token = f"{before or _strong(printed)}73{len(self.calm):05}"
        self.said[token] = printed
        self.calm.append(token if printed else "")


@dataclass(slots=True)
class Calm:
    """Writes again what a hostile pen wrote, in its calm words."""

    written: Iterator[str | None]

    def text(self, letters_max: int, before: str = "") -> str:
        return next(self.written) or ""

    def line(self, letters_max: int, written: int) -> str:
        return next(self.written) or ""

    def url(self) -> str | None:
        return next(self.written) or None

    def value(self, letters_max: int = 2_000) -> str:
        return next(self.written) or ""

    def news(self, kind: DevelopmentKind) -> Development:
        return Development(kind=kind, label=next(self.written) or "")

    def language(self) -> str | None:
        return next(self.written)


SHARE_WITHOUT_ADDRESS = 0.2


def _strong(text: str) -> str:
    """A letter that begins a text of the same direction; none where the text has none."""
    left, right = direction_of_text(text, "ltr"), direction_of_text(text, "rtl")
    return "" if left != right else "a" if left == "ltr" else "א"


def _ends_line(letter: str) -> bool:
    return ord(letter) in _LEFT_OUT or letter in "\t\n\r\x85\u2028\u2029"


@dataclass(frozen=True, slots=True, kw_only=True)
class Printing:
    """All that a mail is printed from."""

    edition: Edition
    digest: Digest
    newsroom: Newsroom
    reader: Mapping[Field, str]
    images: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    hostile: Printing
    calm: Printing
    said: Mapping[str, str]

    def expected(self, calm: str) -> str:
        """What must be printed where the calm mail prints this."""
        return _TOKEN.sub(lambda found: self._said(found[0]), calm)

    def _said(self, token: str) -> str:
        """What stands for a token; a letter of the template may stand before it as if it were its first."""
        return self.said[token] if token in self.said else token[0] + self.said[token[1:]]


def setting(seed: int) -> tuple[str, str]:
    """Theme and locale for a seed: all of them in turn."""
    locales = i18n.available()
    return ("gazette", "bulletin", "plain")[seed % 3], locales[seed // 3 % len(locales)]


def case(seed: int, locale: str = "en") -> Case:
    """The same seed makes the same case."""
    pen = Hostile(Random(seed), locale)
    hostile = _printing(pen, Random(seed))
    return Case(hostile=hostile, calm=_printing(Calm(iter(pen.calm)), Random(seed)), said=pen.said)


def _printing(pen: Pen, shape: Random) -> Printing:
    sections = tuple(_section(pen, shape, n) for n in range(shape.randrange(1, 4)))
    edition = specimen.edition(
        subject=pen.text(view.HEADLINE_LETTERS_MAX),
        preheader=pen.text(view.HEADLINE_LETTERS_MAX),
        intro="\n\n".join(pen.line(view.INTRO_LETTERS_MAX, 500) for _ in range(shape.randrange(3))),
        sections=sections,
        lead_topic=shape.choice(sections).topic,
        still_running=tuple(_running(pen, shape.choice(sections).topic) for _ in range(shape.randrange(3))),
    )
    return Printing(
        edition=edition,
        digest=replace(specimen.DIGEST, title=pen.text(view.LABEL_LETTERS_MAX)),
        newsroom=replace(
            specimen.NEWSROOM,
            name=pen.text(view.LABEL_LETTERS_MAX, "N"),
            postal_address=f"1 Quay\n{pen.line(view.LABEL_LETTERS_MAX, 500)}",
        ),
        reader=_reader(pen),
        images={story.image.url: "https://news.example/i.jpg" for story in edition.stories if story.image},
    )


def _section(pen: Pen, shape: Random, n: int) -> Section:
    topic = pen.text(view.LABEL_LETTERS_MAX, f"T{n}")
    stories = tuple(_story(pen, shape, topic, f"{n}{place}") for place in range(shape.randrange(1, 4)))
    return Section(topic=topic, slug=f"slug-{n}", stories=stories)


def _story(pen: Pen, shape: Random, topic: str, id: str) -> EditionStory:
    image = Image(url=f"https://i.example/{id}", alt=pen.text(view.ALT_LETTERS_MAX), credit=pen.text(120), width=300)
    return EditionStory(
        id=id.rjust(16, "c"),
        topic=topic,
        headline=pen.text(view.HEADLINE_LETTERS_MAX),
        dek=pen.text(view.DEK_LETTERS_MAX),
        url=pen.url(),
        publisher=pen.text(view.LABEL_LETTERS_MAX),
        language=pen.language(),
        minutes=shape.randrange(-1, 9),
        image=image if shape.random() < 0.5 else None,
        related=tuple(_related(pen) for _ in range(shape.randrange(3))),
        more_sources=shape.randrange(-1, 4),
        day=shape.randrange(4),
        developments=(pen.news(shape.choice((DevelopmentKind.NUMBER, DevelopmentKind.NAME))),),
    )


def _related(pen: Pen) -> RelatedLink:
    return RelatedLink(
        reason=Reason.OTHER_VIEW,
        title=pen.text(view.HEADLINE_LETTERS_MAX),
        url=pen.url(),
        publisher=pen.text(view.LABEL_LETTERS_MAX),
        language=pen.language(),
    )


def _running(pen: Pen, topic: str) -> StillRunning:
    return StillRunning(
        story="f" * 16,
        topic=topic,
        headline=pen.text(view.HEADLINE_LETTERS_MAX),
        url=pen.url(),
        publisher=pen.text(view.LABEL_LETTERS_MAX),
        day=2,
    )


def _reader(pen: Pen) -> Mapping[Field, str]:
    links = (Field.UNSUBSCRIBE, Field.ONE_CLICK, Field.MANAGE, Field.PAUSE, Field.WEB, Field.MAILTO, Field.EMAIL)
    return {**specimen.READER, **{each: pen.value() for each in links}, Field.NAME: pen.value(NAME_LETTERS_MAX)}
