"""Every theme in every language, small and large, in both colour schemes, on a phone and on a desktop: no fault.

    python -m tests.prove.editions

Sixty editions, each in four windows: axe with the rules of WCAG A to AAA (7 : 1), nothing wider than its window, no
text under 14 px, no link without an underline; and our own checks of the page.
"""

import sys
import time
from collections import Counter
from itertools import product

from digest import checks, i18n
from tests import browser
from tests.render import chromium
from tests.render.proof import proof

WIDTHS = (320, 680)
SCHEMES = ("light", "dark")
OF_THE_EDITION = frozenset({"coverage", "sections", "stories", "subject", "headers", "leaving"})
"""Checks of what an edition holds; the specimens are not there to be good newspapers."""


def main() -> int:
    started = time.monotonic()
    editions = list(product(chromium.THEMES, i18n.available(), chromium.SIZES))
    found: Counter[str] = Counter()
    with browser.chromium() as opened:
        windows = {(w, s): chromium.window(opened, w, s) for w, s in product(WIDTHS, SCHEMES)}
        for theme, locale, size in editions:
            html = chromium.html(theme, locale, size)
            for (width, scheme), page in windows.items():
                for fault in chromium.faults(page, html, colours=width == max(WIDTHS)):
                    found[f"{theme} {fault}"] += 1
                    print(f"{theme} {locale} {size} {width} px {scheme}: {fault}")
            for finding in checks.run(proof(theme, locale, chromium.edition(size))):
                if finding.check not in OF_THE_EDITION:
                    found[str(finding)] += 1
                    print(f"{theme} {locale} {size}: {finding}")
    print(
        f"{len(editions)} editions in {len(windows)} windows each: {found.total()} faults "
        f"({time.monotonic() - started:.0f} s)"
    )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
