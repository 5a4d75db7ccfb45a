"""The addresses that a mail carries: one place makes them, the site's routes answer to them."""

from collections.abc import Mapping
from datetime import datetime

from digest import mail, tokens
from digest.mail import Field, ReaderValues
from digest.model.delivery import Recipient
from digest.model.edition import Edition
from digest.model.settings import Digest, Settings
from digest.tokens import Keys, Purpose

UNSUBSCRIBE = "/u/{token}"
MANAGE = "/m/{token}"
WEB = "/{digest}/{date}"
STORY = "/story/{story}"
IMAGE = "/images/{name}"

NOBODY = 0
"""The subscription of previews and tests: its links open, and change nothing."""


def web_edition(settings: Settings, edition: Edition) -> str:
    return settings.newsroom.public_url + WEB.format(digest=edition.digest, date=edition.date.isoformat())


def image(settings: Settings, name: str) -> str:
    return settings.newsroom.public_url + IMAGE.format(name=name)


def reader_values(
    settings: Settings, keys: Keys, edition: Edition, digest: Digest, recipient: Recipient, *, at: datetime
) -> ReaderValues:
    """What fills one reader's copy of an edition."""
    public = settings.newsroom.public_url
    leave = tokens.make(keys, Purpose.UNSUBSCRIBE, recipient.subscription)
    choose = tokens.make(keys, Purpose.CHOOSE, recipient.subscription)
    out = public + UNSUBSCRIBE.format(token=leave)
    manage = public + MANAGE.format(token=choose)
    domain = mail.sender_domain(digest.sender)
    values: Mapping[Field, str] = {
        Field.NAME: recipient.name,
        Field.EMAIL: recipient.email,
        Field.UNSUBSCRIBE: out,
        Field.ONE_CLICK: out,
        Field.MAILTO: f"mailto:{digest.sender.email}?subject=unsubscribe%20{leave}",
        Field.MANAGE: manage,
        Field.PAUSE: f"{manage}#pause",
        Field.WEB: web_edition(settings, edition),
        Field.MESSAGE_ID: mail.message_id(edition.id, recipient.subscription, domain),
        Field.DATE: mail.date_header(at),
    }
    return values
