"""Count in how many texts each stem occurs and write digest/group/background.tsv.

    python scripts/background_words.py FILE.jsonl ... > digest/group/background.tsv

Each line of a file is an object with `title` and perhaps `lead`. Only counts are kept, no text.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from digest.group import words

COUNT_MIN = 3  # rarer stems say nothing about a language, and might say something about a text
STEMS_MAX = 12_000  # about 120 kB


def texts(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        for line in Path(path).read_text("utf8").splitlines():
            row = json.loads(line)
            yield f"{row.get('title', '')}. {row.get('lead', '')}"


def stems(text: str) -> set[str]:
    spoken = words.tokens(text)
    return set(words.counts(spoken, words.STOP_WORDS.get(words.language_of(spoken) or "en", frozenset())))


def main() -> None:
    counted: Counter[str] = Counter()
    total = 0
    for text in texts(sys.argv[1:]):
        counted.update(stems(text))
        total += 1
    print(total)
    for term, count in sorted(counted.most_common(STEMS_MAX), key=lambda pair: (-pair[1], pair[0])):
        if count >= COUNT_MIN:
            print(f"{term}\t{count}")


if __name__ == "__main__":
    main()
