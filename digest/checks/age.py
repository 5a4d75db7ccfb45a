"""Age: nothing in the edition is older than its window, or from the future."""

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from digest.checks.proof import Finding, Proof, blocking, warning

NAME = "age"
DAYS_APART_MAX = 1  # a cutoff may be the evening before
CLOCKS_DIFFER = timedelta(minutes=15)  # publishers' clocks are wrong by minutes, their time zones by hours


def find(proof: Proof) -> Iterator[Finding]:
    if proof.now is None:
        return
    today = proof.now.astimezone(ZoneInfo(proof.digest.timezone)).date()
    if abs((proof.edition.date - today).days) > DAYS_APART_MAX:
        what = f"it is dated {proof.edition.date}, and was made on {today}"
        yield blocking(NAME, what, where="edition", why="Readers would take it for an old one.")
    oldest = proof.now - timedelta(hours=proof.digest.window_hours)
    for story in proof.edition.stories:
        published = proof.published.get(story.id)
        where = f"story {story.headline[:60] or story.id}"
        if published and published < oldest:
            hours = int((proof.now - published).total_seconds() // 3600)
            yield warning(NAME, f"its newest report is {hours} hours old", where=where, why="Readers expect today's.")
        if published and published > proof.now + CLOCKS_DIFFER:
            yield warning(NAME, "its newest report is from the future", where=where, why="Its date is wrong.")
