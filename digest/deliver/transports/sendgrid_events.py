"""What SendGrid's event webhook tells about deliveries. Pure; who posted it was verified before.

Its events come in bundles, late, out of order and more than once. Opens and clicks are passed over unread.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from digest.deliver.returned.classes import bounce_class, enhanced
from digest.deliver.transports import reserved
from digest.model.delivery import BounceClass, Receipt, ReceiptKind

ID_MAX = 2**63 - 1
_PLAIN = {
    "processed": ReceiptKind.PROCESSED,
    "deferred": ReceiptKind.PROCESSED,
    "delivered": ReceiptKind.DELIVERED,
    "spamreport": ReceiptKind.COMPLAINED,
}
_GONE = frozenset({"bounced address", "invalid", "invalid address"})
_SPAM = "spam reporting address"


def receipts(raw: bytes) -> Iterator[Receipt]:
    """The receipts in one posted bundle; events about nothing of ours are left out.

    Raises ValueError where it is no bundle of events at all.
    """
    events = orjson.loads(raw)
    if not isinstance(events, list) or not all(isinstance(event, dict) for event in events):
        raise ValueError("not a list of events")
    for event in events:
        delivery = _delivery(event.get("delivery"))
        if delivery:
            yield from _receipt(event, *delivery)


def _delivery(told: object) -> tuple[int, int] | None:
    """(batch, subscription), as `Mail.delivery` writes them."""
    batch, dash, subscription = told.partition("-") if isinstance(told, str) else ("", "", "")
    if not dash or not (batch.isdecimal() and subscription.isdecimal()) or len(told) > 40:  # type: ignore[arg-type]  # only a str has a dash
        return None
    ids = int(batch), int(subscription)
    return ids if max(ids) <= ID_MAX else None


def _receipt(event: Mapping[str, Any], batch: int, subscription: int) -> Iterator[Receipt]:
    name = event.get("event")
    kind = _PLAIN.get(name) if isinstance(name, str) else None
    if kind:
        yield Receipt(batch, subscription, kind, _at(event))
    elif name == "bounce":
        status, reason = str(event.get("status") or ""), str(event.get("reason") or "")
        detail = reserved.without_addresses(reason)
        code = enhanced(status) or enhanced(reason)
        yield Receipt(batch, subscription, ReceiptKind.BOUNCED, _at(event), _class(event, code), code, detail)
    elif name == "dropped":
        yield _dropped(event, batch, subscription)


def _class(event: Mapping[str, Any], code: str) -> BounceClass:
    """`blocked` is their word for refusals that say nothing about the address, and for full mailboxes."""
    if str(event.get("bounce_classification") or "").lower() in _GONE:
        return BounceClass.HARD
    found = bounce_class(code)
    return BounceClass.BLOCKED if event.get("type") == "blocked" and found is BounceClass.HARD else found


def _dropped(event: Mapping[str, Any], batch: int, subscription: int) -> Receipt:
    """Taken, and not sent: their own list of addresses that get no mail, mostly."""
    reason = " ".join(str(event.get("reason") or "").split())
    if reason.lower() == _SPAM:
        return Receipt(batch, subscription, ReceiptKind.COMPLAINED, _at(event))
    bounce = BounceClass.HARD if reason.lower() in _GONE else BounceClass.BLOCKED
    detail = reserved.without_addresses(reason)
    return Receipt(batch, subscription, ReceiptKind.BOUNCED, _at(event), bounce, "dropped", detail)


def _at(event: Mapping[str, Any]) -> datetime:
    try:
        return datetime.fromtimestamp(event["timestamp"], UTC)
    except (KeyError, TypeError, OverflowError, OSError) as error:
        raise ValueError("an event without a time") from error
