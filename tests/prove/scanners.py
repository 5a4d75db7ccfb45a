"""Every link of a reader's mails, two hundred times by GET and HEAD, then by Chromium: the database must not change.

python -m tests.prove.scanners
"""

import sys
import tempfile
from pathlib import Path

from digest import tokens
from digest.runtime import Runtime
from digest.tokens import Purpose
from tests import browser
from tests.people import mails
from tests.site.forms import FORM, confirm_path, filled, rows, value
from tests.web import house
from tests.world import NOW, Hands

TIMES = 100  # GET and HEAD each
IN_CHROMIUM = 5


def links(runtime: Runtime, clock: Hands) -> list[str]:
    """Where a confirm mail, a data link, and an edition lead, with all that those pages lead to."""
    visitor = house.client(runtime)
    visitor.headers.update(house.FROM_US)
    visitor.post(FORM, data=filled(visitor, clock, email="bo@example.org"))
    confirm = confirm_path(runtime)
    ada = house.subscribe(runtime)
    mark = value(visitor.get("/data").text, "mark")
    clock.move(seconds=30)
    visitor.post("/data", data={"email": "ada@example.com", "mark": mark})
    data = f"/d/{mails.token(mails.sent(runtime)[-1], 'd')}"
    erase = visitor.get(data).text.split('class="button second" href="')[1].split('"')[0]
    out = f"/u/{tokens.make(runtime.keys, Purpose.UNSUBSCRIBE, ada)}"
    choose = f"/m/{tokens.make(runtime.keys, Purpose.CHOOSE, ada)}"
    return [confirm, data, f"{data}/data.json", erase, out, f"{out}/stay", f"{out}/all", choose, "/join", FORM, "/"]


def main() -> int:
    clock, port = Hands(NOW), browser.free_port()
    with tempfile.TemporaryDirectory() as folder, browser.chromium() as chromium:
        place, url = Path(folder), f"http://127.0.0.1:{port}"
        with house.opened(place, f"sqlite:///{place}/digest.db", public_url=url, clock=clock) as runtime:
            house.fill(runtime)
            paths = links(runtime, clock)
            before = rows(runtime)
            client = house.client(runtime)
            for path in paths:
                for _ in range(TIMES):
                    client.get(path)
                    client.head(path)
            with browser.served(house.mounted(runtime), port), browser.page(chromium) as (page, _):
                for path in paths * IN_CHROMIUM:
                    if not path.endswith(".json"):  # a download, which is no page
                        page.goto(url + path)
            changed = [name for name, found in rows(runtime).items() if found != before[name]]
    print(f"{len(paths)} links, {2 * TIMES} requests and {IN_CHROMIUM} visits each; changed: {changed or 'nothing'}")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main())
