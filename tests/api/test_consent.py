"""Consent by the API: what was said, to whoever may know it."""

from digest import store, tokens
from digest.model.access import Scope
from digest.model.consent import Consent, ConsentKind
from tests.web import house
from tests.world import CAST, NOW


def test_a_program_reads_what_somebody_agreed_to(runtime, program):
    house.subscribe(runtime)
    ada = CAST["Ada"]
    key = tokens.keyed_hash(runtime.keys, ada.address)
    agreed = Consent(
        kind=ConsentKind.CONFIRMED, email=ada.email, list="example", source="site", at=NOW, words="Yes, send it to me"
    )
    with runtime.store.write() as db:
        store.consents.append(db, runtime.keys, agreed, address_key=key, now=NOW)
    (said,) = program(Scope.CONSENT_READ).get(f"/api/v1/subscribers/{key}/consent").json()["items"]
    assert (said["kind"], said["list"], said["words"]) == ("confirmed", "example", "Yes, send it to me")
    assert "email" not in said


def test_who_said_nothing_has_said_nothing(program):
    assert program(Scope.CONSENT_READ).get(f"/api/v1/subscribers/{'0' * 32}/consent").json() == {"items": []}
