"""What makes some articles one story: the evidence, and how sure it is."""

from collections.abc import Sequence
from dataclasses import dataclass

from digest.group import names as naming
from digest.model.article import Article
from digest.model.story import Evidence

NAMES_MAX = 8
READ_MAX = 25  # articles read for names: more name no others
WORDS_MAX = 8
DOUBTFUL_BELOW = 0.75  # confidence under which an editor is asked "one story or two?"
SURE_LINK = 0.8  # a weakest link of this strength leaves no doubt
SURE_BRIDGE = 0.45  # nor does a story that falls apart no more cleanly than this
UNNAMED = 0.7  # but reports that name somebody or some place, and no two the same, may well tell of two


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    evidence: Evidence
    confidence: float
    doubtful: bool


def proof(
    members: Sequence[Article], terms: Sequence[tuple[str, float]], *, weakest: float, bridge: float, decided: bool
) -> Proof:
    """Shared names, words, hours, publishers and the weakest link of a story's articles.

    `bridge` is how clean the cleanest cut through the story would be; what an editor decided is not doubted.
    """
    first, last = (pick(member.known_at for member in members) for pick in (min, max))
    shared = naming.shared(members[:READ_MAX])
    confidence = 1.0
    if len(members) > 1 and not decided:
        unnamed = UNNAMED if not shared and _name_others(members) else 1.0
        confidence = min(1.0, weakest / SURE_LINK) * min(1.0, bridge / SURE_BRIDGE) * unnamed
    evidence = Evidence(
        names=shared[:NAMES_MAX],
        words=tuple(term for term, _ in terms[:WORDS_MAX]) if len(members) > 1 else (),
        hours=round((last - first).total_seconds() / 3600, 2),
        publishers=tuple(sorted({member.publisher for member in members})),
        weakest_link=round(weakest, 3),
    )
    return Proof(evidence=evidence, confidence=round(confidence, 3), doubtful=confidence < DOUBTFUL_BELOW)


def _name_others(members: Sequence[Article]) -> bool:
    """Whether independent reports name anybody or any place at all, as scripts without capitals cannot."""
    originals = [member for member in members if member.copy_of is None]
    return len(originals) > 1 and any(map(naming.of, originals[:READ_MAX]))
