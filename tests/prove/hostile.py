"""Five thousand editions whose every field is hostile, read back by libxml2, Chromium and Python's mail package.

    python -m tests.prove.hostile [EDITIONS]

Each text must be found whole and in its place, and nothing else: no element, attribute, header or request that the
calm twin of the edition does not have (`tests/render/hostile.py` says what is compared). Every edition is looked over
by our own checks as well, which must not stumble. The seed of a fault is printed; the same seed makes the same edition.
"""

import sys
import time
from collections import Counter
from collections.abc import Iterator

from playwright.sync_api import Dialog, Page, Route

from digest import checks, mail
from digest.checks import Proof
from digest.model.rendered import Field
from tests import browser
from tests.render import hostile, printed, specimen
from tests.render.hostile import Case

EDITIONS = 5_000
SHOWN_MAX = 20
EVERY_EDITIONS = 500  # a line that says how far it is
PICTURE = "https://news.example/i.jpg"

_TREE = """() => [...document.querySelectorAll('*')].map(node => [
  node.localName,
  ...[...node.attributes].map(each => each.name + '=' + each.value),
  ...[...node.childNodes].filter(each => each.nodeType === 3).map(each => each.data)
].join('\\x1e')).join('\\x1e')"""


def main(editions: int) -> int:
    started = time.monotonic()
    found: Counter[str] = Counter()
    with browser.chromium() as opened:
        page, asked = _window(opened.new_page())
        for seed in range(editions):
            for fault in _faults(seed, page, asked):
                found[fault.partition(":")[0]] += 1
                if found.total() <= SHOWN_MAX:
                    print(f"seed {seed}: {fault}")
            if seed % EVERY_EDITIONS == EVERY_EDITIONS - 1:
                print(f"{seed + 1} editions, {found.total()} faults ({time.monotonic() - started:.0f} s)", flush=True)
    print(f"{editions} hostile editions: {found.total()} faults {dict(found) or ''}")
    return 1 if found else 0


def _window(page: Page) -> tuple[Page, list[str]]:
    """A window, and what its pages ask of others; nothing is answered."""
    asked: list[str] = []

    def refuse(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.route("**/*", refuse)

    def dismiss(dialog: Dialog) -> None:
        asked.append(f"a dialog that says {dialog.message}")
        dialog.dismiss()

    page.on("dialog", dismiss)
    return page, asked


def _faults(seed: int, page: Page, asked: list[str]) -> Iterator[str]:
    theme, locale = hostile.setting(seed)
    try:
        case = hostile.case(seed, locale)
        for number, (made, calm) in enumerate(printed.twins(case, theme, locale)):
            yield from printed.differences(case, made, calm)
            yield from printed.faults_of_message(case, made)
            if number == 0:
                yield from _in_chromium(case, made, calm, page, asked)
                checks.run(_proof(case, made, locale))
    except Exception as error:  # noqa: BLE001  (whatever it is, it is what we are looking for)
        yield f"crash: {type(error).__name__}: {error}"[:300]


def _in_chromium(
    case: Case, made: mail.SegmentMail, calm: mail.SegmentMail, page: Page, asked: list[str]
) -> Iterator[str]:
    asked.clear()
    meant = case.expected(_tree(page, calm.html(case.calm.reader)))
    yield from printed.compared("chromium", _tree(page, made.html(case.hostile.reader)), meant)
    if others := set(asked) - {PICTURE}:
        yield f"chromium: it asks for {sorted(others)}"


def _tree(page: Page, html: str) -> str:
    page.set_content(html)
    return str(page.evaluate(_TREE))


def _proof(case: Case, made: mail.SegmentMail, locale: str) -> Proof:
    printing = case.hostile
    letterhead = mail.letterhead(printing.edition, digest=printing.digest, newsroom=printing.newsroom)
    values = {**printing.reader, Field.EMAIL: specimen.READER[Field.EMAIL]}  # nobody else proofs are printed for
    return Proof(
        edition=printing.edition,
        digest=printing.digest,
        newsroom=printing.newsroom,
        language=locale,
        html=made.html(values),
        text=made.text(values),
        message=made.message(values, envelope=letterhead),
        values=values,
    )


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else EDITIONS))
