"""How many different mails an edition may have, and what gives way beyond that.

Each way of leaving stories out, being short, or looking is rendered and fitted of its own (some 10 ms, 300 kB), while
topics are spliced (10 µs): so the bound is on the former. Beyond it the rarest give way, by rules that never show a
reader what they muted and never make a mail longer than they wanted:

1. Of the rarest, those who muted stories and have the same locale, theme and length become one, and go without all
   stories that any of them muted.
2. Where that is not enough, the rarest give up the theme that they chose for the digest's, and become one again.

Locale and length never give way: there are few of them.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from digest.model.delivery import Segment

VARIANTS_MAX = 64  # under a second of work before the first mail, and 20 MB

Became = dict[Segment, Segment]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """What of a segment is rendered by itself."""

    locale: str
    theme: str
    length: str
    without: tuple[str, ...]


def variant(segment: Segment) -> Variant:
    return Variant(locale=segment.locale, theme=segment.theme, length=segment.length, without=segment.without)


def settled(readers: Mapping[Segment, int], theme: str, *, variants_max: int = VARIANTS_MAX) -> Became:
    """Each segment, by its number of readers, with what it comes to; `theme` is the digest's.

    At most `variants_max` variants are left, or half of that and two for each locale and length, if that is more.
    """
    became: Became = {segment: segment for segment in readers}
    for loses_theme in (False, True):
        rare = _rare(readers, became, variants_max)
        if rare:
            became = _united(became, rare, theme if loses_theme else None)
    return became


def _rare(readers: Mapping[Segment, int], became: Became, variants_max: int) -> frozenset[Variant]:
    """The rarest variants where there are too many; half the room stays free for what they come to."""
    sizes: Counter[Variant] = Counter()
    for segment, count in readers.items():
        sizes[variant(became[segment])] += count
    if len(sizes) <= variants_max:
        return frozenset()
    ranked = sorted(sizes, key=lambda each: (-sizes[each], each.locale, each.theme, each.length, each.without))
    return frozenset(ranked[variants_max // 2 :])


def _united(became: Became, rare: Collection[Variant], theme: str | None) -> Became:
    """The rare ones of the same kind go without all that any of them muted; in one theme where one is given."""

    def kind(each: Variant) -> Variant:
        return replace(each, without=(), theme=theme or each.theme)

    together: dict[Variant, set[str]] = {}
    for each in rare:
        if each.without:
            together.setdefault(kind(each), set()).update(each.without)

    def united(segment: Segment) -> Segment:
        this = variant(segment)
        if this not in rare:
            return segment
        without = tuple(sorted(together[kind(this)])) if this.without else ()
        return replace(segment, theme=theme or segment.theme, without=without)

    return {segment: united(now) for segment, now in became.items()}
