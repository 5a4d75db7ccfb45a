"""The words we print: headline, dek, subject and preheader, taken from the publishers' own."""

import re
from collections.abc import Sequence

from digest import text
from digest.model.article import Article, BlockKind
from digest.model.edition import EditionStory

HEADLINE_LETTERS_MAX = 160
DEK_LETTERS_MAX = 220  # one or two sentences; a digest teases, it does not republish
DEK_LETTERS_MIN = 60  # a shorter standfirst may take the next sentence along
SUBJECT_LETTERS_MAX = 90
PREHEADER_LETTERS_MAX = 140
WORDS_PER_MINUTE = 230  # silent reading of non-fiction, Brysbaert 2019 (238, rounded down)

_ADDRESS_ALONE = re.compile(r"(?:https?://|www\.)\S+")
_SENTENCE = re.compile(r".+?(?:[.!?…。！？؟।]+[\"'”’»›)\]」』]*(?=\s|$)|[。！？]|$)", re.DOTALL)


def headline(article: Article) -> str:
    """The article's title, or its first words where it has none."""
    return text.shortened(text.clean(article.title or article.standfirst or article.text), HEADLINE_LETTERS_MAX)


def dek(article: Article) -> str:
    """One or two sentences that add to the headline: the standfirst, else the beginning of the text."""
    said = text.comparable(article.title)
    sources = [article.standfirst, *(b.text for b in article.blocks if b.kind is BlockKind.PARAGRAPH)]
    fresh = (clean for source in sources if (clean := text.clean(source)) and text.comparable(clean) not in said)
    return _sentences(next((passage for passage in fresh if not _ADDRESS_ALONE.fullmatch(passage)), ""))


def _sentences(passage: str) -> str:
    """As many whole sentences as fit; a first one that is too long is cut after a word."""
    kept = ""
    for match in _SENTENCE.finditer(passage):
        longer = f"{kept}{match[0]}"
        if kept and (len(longer) > DEK_LETTERS_MAX or len(kept) >= DEK_LETTERS_MIN * 2):
            break
        kept = longer
    return text.shortened(kept.strip(), DEK_LETTERS_MAX)


def minutes(article: Article) -> int:
    """Minutes to read the article at its publisher's, at least one."""
    return max(1, round(text.length_in_words(article.text) / WORDS_PER_MINUTE))


def subject(stories: Sequence[EditionStory], title: str) -> str:
    """The lead's headline: the news itself, not the digest's name, which stands in From."""
    return text.shortened(stories[0].headline, SUBJECT_LETTERS_MAX) if stories else title


def preheader(stories: Sequence[EditionStory]) -> str:
    """The next headlines, as many as fit whole."""
    kept = ""
    for story in stories[1:]:
        longer = f"{kept} · {story.headline}" if kept else story.headline
        if kept and len(longer) > PREHEADER_LETTERS_MAX:
            break
        kept = longer
    return text.shortened(kept, PREHEADER_LETTERS_MAX)
