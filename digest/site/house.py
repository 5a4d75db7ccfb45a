"""What every page of the site is made with."""

from dataclasses import dataclass

from digest import i18n, tokens
from digest.errors import TokenError
from digest.model.people import Subscription
from digest.model.settings import Digest
from digest.morning import links
from digest.people import leave
from digest.runtime import Runtime
from digest.tokens import Purpose
from digest.web.pages import Pages


@dataclass(frozen=True, slots=True)
class House:
    runtime: Runtime
    pages: Pages

    @property
    def digests(self) -> tuple[Digest, ...]:
        return tuple(self.runtime.settings.digests.values())

    @property
    def locale(self) -> str:
        """Of pages that belong to no digest alone: the first one's."""
        return self.digests[0].locale if self.digests else i18n.SOURCE_LANGUAGE

    def locale_of(self, list_: str | None) -> str:
        """The language of what goes to a list."""
        digests = self.runtime.settings.digests_of(list_) if list_ else ()
        return digests[0].locale if digests else self.locale

    def is_ours(self, url: str) -> bool:
        return url.startswith(self.runtime.settings.newsroom.public_url + "/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Whom a link's token speaks for. `subscription` is None for the links of previews and test mails."""

    token: str
    subscription: Subscription | None
    digests: tuple[Digest, ...]
    """What comes through the subscription."""

    @property
    def is_nobody(self) -> bool:
        return self.subscription is None

    @property
    def locale(self) -> str:
        """The language of the reader's mails; empty where nothing comes."""
        chosen = self.subscription.preferences.locale if self.subscription else None
        return chosen or next((digest.locale for digest in self.digests), "")

    @property
    def title(self) -> str:
        """What the reader knows the subscription as."""
        if self.digests:
            return " / ".join(digest.title for digest in self.digests)
        return self.subscription.list if self.subscription else ""


def visitor(house: House, purpose: Purpose, token: str) -> Visitor:
    """Raises TokenError where the token is not usable, or its subscription is no more."""
    (id, *_) = tokens.read(house.runtime.keys, purpose, token, house.runtime.now())
    if id == links.NOBODY:
        return Visitor(token=token, subscription=None, digests=house.digests[:1])
    found = leave.find(house.runtime, id)
    if found is None:
        raise TokenError("This link belongs to a subscription that is not there any more")
    digests = tuple(digest for digest in house.digests if found.list in digest.lists)
    return Visitor(token=token, subscription=found, digests=digests)
