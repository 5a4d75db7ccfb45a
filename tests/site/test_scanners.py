"""Mail scanners follow every link of a mail, again and again: nothing may change by that."""

import re

from digest import tokens
from digest.people import leave
from digest.tokens import Purpose
from tests.people import mails
from tests.site.forms import FORM, confirm_path, filled, rows, value
from tests.web import house

TIMES = 100  # GET and HEAD each, over all links; `make prove` does as many for every single one


def links(open_house, visitor, clock) -> list[str]:
    """Every link of ours in an edition's mail and in each kind of notice that readers get."""
    visitor.post(FORM, data=filled(visitor, clock, email="bo@example.org"))
    found = [confirm_path(open_house)]
    ada = house.subscribe(open_house)
    mark = value(visitor.get("/data").text, "mark")
    clock.move(seconds=30)
    visitor.post("/data", data={"email": "ada@example.com", "mark": mark})
    data = f"/d/{mails.token(mails.sent(open_house)[-1], 'd')}"
    erase = re.search(r'href="(/e/[^"]+)"', visitor.get(data).text)
    assert erase
    out = f"/u/{tokens.make(open_house.keys, Purpose.UNSUBSCRIBE, ada)}"
    choose = f"/m/{tokens.make(open_house.keys, Purpose.CHOOSE, ada)}"
    return [*found, data, f"{data}/data.json", erase[1], out, f"{out}/stay", f"{out}/all", choose, "/join", FORM]


def test_two_hundred_requests_change_nothing(open_house, visitor, clock):
    paths = links(open_house, visitor, clock)
    before = rows(open_house)
    for n in range(TIMES):
        path = paths[n % len(paths)]
        assert visitor.get(path).status_code in (200, 303), path
        assert visitor.head(path).status_code in (200, 303), path
    assert rows(open_house) == before


def test_after_leaving_they_do_not_bring_a_reader_back(open_house, visitor, clock):
    ada = house.subscribe(open_house)
    leave.leave(open_house, ada)
    before = rows(open_house)
    out = f"/u/{tokens.make(open_house.keys, Purpose.UNSUBSCRIBE, ada)}"
    for path in (out, f"{out}/stay", f"{out}/all"):
        visitor.get(path)
        visitor.head(path)
    assert rows(open_house) == before
