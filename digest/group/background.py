"""How common words are in general, so that a small day need not guess it from itself."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources

LANGUAGE = "en"
"""The table's language; of others every word looks rare."""


@dataclass(frozen=True, kw_only=True)
class Background:
    """In how many of `texts` texts each stem occurred."""

    texts: int
    found_in: Mapping[str, int]

    @functools.cached_property
    def shares(self) -> Mapping[str, float]:
        """Each stem's share of all that is said."""
        said = sum(self.found_in.values())
        return {term: count / said for term, count in self.found_in.items()}


@functools.cache
def load() -> Background:
    """The counts that come with the package: a line with the number of texts, then `stem<TAB>count` lines."""
    lines = resources.files(__package__).joinpath("background.tsv").read_text("utf8").splitlines()
    pairs = (line.rsplit("\t", 1) for line in lines[1:])
    return Background(texts=int(lines[0]), found_in={term: int(count) for term, count in pairs})
