"""The addresses that a mail carries: one place makes them, the site's routes answer to them."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from digest import mail, tokens
from digest.errors import TokenError
from digest.mail import Field, ReaderColumns, ReaderValues
from digest.model.delivery import Recipient
from digest.model.edition import Edition, EditionStory
from digest.model.settings import Digest, Settings
from digest.tokens import Keys, Purpose

UNSUBSCRIBE = "/u/{token}"
MANAGE = "/m/{token}"
WEB = "/{edition}"
STORY = "/story/{story}"
IMAGE = "/images/{name}"

NOBODY = 0
"""The subscription of previews and tests: its links open, and change nothing."""


def web_edition(settings: Settings, edition: Edition) -> str:
    return settings.newsroom.public_url + WEB.format(edition=edition.id)


def story(settings: Settings, id: str) -> str:
    return settings.newsroom.public_url + STORY.format(story=id)


def with_story_pages(settings: Settings, edition: Edition) -> Edition:
    """The edition with our own page as the address of each story whose article came without one."""

    def printed(one: EditionStory) -> EditionStory:
        return one if one.url else replace(one, url=story(settings, one.id))

    sections = tuple(replace(s, stories=tuple(map(printed, s.stories))) for s in edition.sections)
    running = tuple(r if r.url else replace(r, url=story(settings, r.story)) for r in edition.still_running)
    return replace(edition, sections=sections, still_running=running)


def image(settings: Settings, name: str) -> str:
    return settings.newsroom.public_url + IMAGE.format(name=name)


def columns_of(
    settings: Settings, keys: Keys, edition: Edition, digest: Digest, *, at: datetime
) -> Callable[[Sequence[Recipient]], ReaderColumns]:
    """What fills readers' copies of an edition."""
    public, domain = settings.newsroom.public_url, mail.sender_domain(digest.sender)
    mailto = f"mailto:{digest.sender.email}?subject=unsubscribe%20"
    before_leave, before_choose = public + UNSUBSCRIBE.format(token=""), public + MANAGE.format(token="")
    shared = {Field.WEB: web_edition(settings, edition), Field.DATE: mail.date_header(at)}

    def columns(readers: Sequence[Recipient]) -> ReaderColumns:
        ids = [reader.subscription for reader in readers]
        leave = tokens.make_each(keys, Purpose.UNSUBSCRIBE, ids)
        out = [before_leave + token for token in leave]
        manage = [before_choose + token for token in tokens.make_each(keys, Purpose.CHOOSE, ids)]
        return {
            **{field: [text] * len(readers) for field, text in shared.items()},
            Field.NAME: [reader.name for reader in readers],
            Field.EMAIL: [reader.email for reader in readers],
            Field.UNSUBSCRIBE: out,
            Field.ONE_CLICK: out,
            Field.MAILTO: [mailto + token for token in leave],
            Field.MANAGE: manage,
            Field.PAUSE: [address + "#pause" for address in manage],
            Field.MESSAGE_ID: mail.message_ids(edition.id, ids, domain),
        }

    return columns


def reader_values(
    settings: Settings, keys: Keys, edition: Edition, digest: Digest, recipient: Recipient, *, at: datetime
) -> ReaderValues:
    """What fills one reader's copy of an edition."""
    columns = columns_of(settings, keys, edition, digest, at=at)((recipient,))
    return {field: column[0] for field, column in columns.items()}


def reader_of(settings: Settings, keys: Keys, subscription: int, *, now: datetime) -> Callable[[Field, str], str]:
    """Reads addresses back as the site does: what is wrong with one, or nothing where it opens for this reader."""

    def wrong(field: Field, address: str) -> str:
        choosing = field in (Field.MANAGE, Field.PAUSE)
        before = settings.newsroom.public_url + (MANAGE if choosing else UNSUBSCRIBE).format(token="")
        purpose = Purpose.CHOOSE if choosing else Purpose.UNSUBSCRIBE
        if not address.startswith(before):
            return "It does not lead to the site"
        try:
            numbers = tokens.read(keys, purpose, address.removeprefix(before).partition("#")[0], now)
        except TokenError as error:
            return str(error)
        return "" if numbers == (subscription,) else "It opens for somebody else"

    return wrong
