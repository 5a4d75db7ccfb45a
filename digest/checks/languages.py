"""Languages: each story is marked as being in its own language, and runs in its direction."""

import unicodedata
from collections import Counter
from collections.abc import Iterator

from digest import i18n
from digest.checks.page import Element
from digest.checks.proof import Finding, Proof, beginning, blocking, of_story, warning
from digest.model.edition import EditionStory
from digest.text import comparable

NAME = "languages"
FOREIGN_SHARE = 0.6  # of a text's letters; names and terms alone stay under it
_WHY = "It would be read out in the wrong voice, or from the wrong side."


def find(proof: Proof) -> Iterator[Finding]:
    headings = [(comparable(heading.text), heading) for heading in proof.page.all("h2", "h3", "h4")]
    for story in proof.edition.stories:
        yield from _letters(story)
        start = beginning(story.headline)
        heading = next((each for words, each in headings if start and words.startswith(start)), None)
        if heading is not None and i18n.locale_of(story.language) is not None:
            yield from _marked(story, heading, proof)


def _marked(story: EditionStory, heading: Element, proof: Proof) -> Iterator[Finding]:
    innermost = [each for each in heading.walk() if comparable(each.text) == comparable(heading.text)][-1]
    language, direction = _nearest(innermost, "lang") or proof.language, _nearest(innermost, "dir") or "ltr"
    where = f"html:{heading.line}"
    if _primary(language) != _primary(story.language or ""):
        what = f"a story in {story.language} is marked as {language}: {story.headline[:40]}"
        yield blocking(NAME, what, where=where, why=_WHY)
    if direction not in {i18n.direction(story.language), "auto"}:
        yield blocking(NAME, f"a story in {story.language} runs {direction}", where=where, why=_WHY)


def _nearest(element: Element, attribute: str) -> str:
    return next((value for each in element.ancestors() if (value := each.get(attribute))), "")


def _primary(tag: str) -> str:
    known = i18n.locale_of(tag)
    return known.language if known else tag


def _letters(story: EditionStory) -> Iterator[Finding]:
    """Only what is certain: a language that is written in Latin letters alone, and a text in others."""
    if not i18n.is_latin(story.language):
        return
    text = f"{story.headline} {story.dek}"
    scripts = Counter("LATIN" in unicodedata.name(letter, "LATIN") for letter in text if letter.isalpha())
    if scripts[False] > FOREIGN_SHARE * scripts.total():
        what = f"it is said to be in {story.language}, but is not in its letters"
        yield warning(NAME, what, where=of_story(story), why=_WHY)
