"""Forms as a person fills them in, and what the database knows of people afterwards."""

import re

from sqlalchemy import text
from starlette.testclient import TestClient

from digest.runtime import Runtime
from tests.people import mails
from tests.world import Hands

FORM = "/join/example"


def value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def filled(visitor: TestClient, clock: Hands, **fields: object) -> dict[str, object]:
    """The form as a person fills it in, half a minute after it was shown."""
    mark = value(visitor.get(FORM).text, "mark")
    clock.move(seconds=30)
    return {"email": "ada@example.com", "topics": ["World", "Culture"], "hour": "08:30", "mark": mark, **fields}


def confirm_path(open_house: Runtime) -> str:
    return f"/c/{mails.token(mails.sent(open_house)[-1], 'c')}"


def rows(open_house: Runtime) -> dict[str, list[object]]:
    """Everything that the database knows of people."""
    names = ("subscribers", "subscriptions", "suppressions", "signups", "consents", "marks", "notices")
    with open_house.store.read() as db:
        return {name: list(db.execute(text(f"SELECT * FROM {name}"))) for name in names}
