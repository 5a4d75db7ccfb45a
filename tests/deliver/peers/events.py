"""Events as SendGrid's signed webhook posts them: its key pair, its headers, its JSON."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SENT_AT = 1_773_122_400  # 2026-03-10 06:00 UTC


@dataclass(frozen=True)
class Post:
    body: bytes
    headers: dict[str, str]


class Account:
    """Who signs."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    @property
    def webhook_key(self) -> str:
        """As its settings page shows it."""
        der = self._key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(der).decode()

    def post(self, events: Sequence[dict[str, Any]], *, moment: str = str(SENT_AT)) -> Post:
        return self.signed(json.dumps(events, indent=None).encode(), moment=moment)

    def signed(self, body: bytes, *, moment: str = str(SENT_AT)) -> Post:
        signature = self._key.sign(moment.encode() + body, ec.ECDSA(hashes.SHA256()))
        return Post(
            body,
            {
                "x-twilio-email-event-webhook-signature": base64.b64encode(signature).decode(),
                "x-twilio-email-event-webhook-timestamp": moment,
                "content-type": "application/json",
            },
        )


def event(name: str, delivery: str, /, *, at: int = SENT_AT, **more: Any) -> dict[str, Any]:
    """One event with our custom_args where SendGrid puts them: beside its own fields."""
    subscription = delivery.rpartition("-")[2]
    return {
        "email": f"reader{subscription}@post.example.pub",
        "timestamp": at,
        "smtp-id": "<14c5d75ce93.dfd.64b469@ismtpd-555>",
        "event": name,
        "sg_event_id": f"{name}-{delivery}-{at}",
        "sg_message_id": "14c5d75ce93.dfd.64b469.filter0001.16648.5515E0B88.0",
        "edition": "morning/2026-03-10",
        "delivery": delivery,
        **more,
    }
