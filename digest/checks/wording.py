"""Wording: what people would stumble over in the words of an edition, whoever wrote them."""

import re
from collections.abc import Iterator

from digest import urls
from digest.checks.proof import Finding, Proof, of_story, warning
from digest.model.edition import EditionStory
from digest.text import comparable

NAME = "wording"
HEADLINE_LETTERS_MAX = 200  # four lines of a phone
DEK_LETTERS_MAX = 420  # the mail cuts there
SHOUT_LETTERS_MIN = 12
SHOUT_WORDS_MIN = 3  # shorter ones are names: NASA, BBC NEWS

_ENTITY = re.compile(r"&(?:amp|nbsp|quot|lt|gt|apos|[lr][sd]quo|[mn]dash|hellip|#\d{2,5}|#x[0-9a-fA-F]{2,5});")
_MARKUP = re.compile(r"</[a-z][a-z0-9]*>|<(?:br|p|hr)\s*/?>|<[a-z][a-z0-9]*\s+[a-z-]+=", re.IGNORECASE)
_UNFINISHED = re.compile(r"\b(?:TODO|FIXME|TBD)\s*:|\bTKTK\b|\b[Ll]orem ipsum\b")
_BRACES = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|%%\w+%%|\*\|\w+\|\*")
_FILE = re.compile(r"\S+\.(?:html?|php|aspx?|pdf|docx?|txt|md|jpe?g|png)", re.IGNORECASE)
_SIGNS = {
    "an entity": (_ENTITY, "It was escaped once too often, and is printed as it stands."),
    "markup": (_MARKUP, "It is printed as it stands."),
    "a note that was never filled in": (_UNFINISHED, "Readers would see it."),
}


def find(proof: Proof) -> Iterator[Finding]:
    yield from _own_words(proof)
    for story in proof.edition.stories:
        yield from _headline(story)
        yield from _dek(story)
        if not story.publisher.strip():
            yield warning(NAME, "its publisher has no name", where=of_story(story), why="Readers ask who says so.")


def _own_words(proof: Proof) -> Iterator[Finding]:
    """What an editor wrote; braces of a publisher's headline are the publisher's."""
    edition = proof.edition
    stories = "\n".join(f"{story.headline}\n{story.dek}" for story in edition.stories)
    for where, words in (("subject", edition.subject), ("preheader", edition.preheader), ("intro", edition.intro)):
        yield from _signs(words, where)
        braces = _BRACES.search(words)
        if braces and braces[0] not in stories:
            yield warning(NAME, f"a template's braces: {braces[0][:40]}", where=where, why="Nobody fills them.")


def _headline(story: EditionStory) -> Iterator[Finding]:
    headline, where = story.headline.strip(), of_story(story)
    yield from _signs(headline, where)
    if shouts(headline):
        yield warning(NAME, "the headline is all capitals", where=where, why="It is hard to read.")
    if len(headline) > HEADLINE_LETTERS_MAX:
        what = f"the headline has {len(headline)} letters, over {HEADLINE_LETTERS_MAX}"
        yield warning(NAME, what, where=where, why="It is a paragraph.")
    if urls.is_web(headline) or _FILE.fullmatch(headline):
        yield warning(NAME, "the headline is an address", where=where, why="It says nothing to people.")


def _dek(story: EditionStory) -> Iterator[Finding]:
    yield from _signs(story.dek, of_story(story))
    if comparable(story.dek) and comparable(story.dek) == comparable(story.headline):
        yield warning(NAME, "the dek repeats the headline", where=of_story(story), why="It is a second line for news.")
    if len(story.dek) > DEK_LETTERS_MAX:
        what = f"the dek has {len(story.dek)} letters, over {DEK_LETTERS_MAX}"
        yield warning(NAME, what, where=of_story(story), why="The mail cuts it.")


def _signs(words: str, where: str) -> Iterator[Finding]:
    for what, (sign, why) in _SIGNS.items():
        if found := sign.search(words):
            yield warning(NAME, f"{what}: {found[0]}", where=where, why=why)


def shouts(line: str) -> bool:
    """Whether a line of several words is in capitals, in a script that has them."""
    cased = [letter for letter in line if letter.isupper() or letter.islower()]
    return len(cased) >= SHOUT_LETTERS_MIN and line.isupper() and len(line.split()) >= SHOUT_WORDS_MIN
