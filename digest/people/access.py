"""What is held about one person: for them by a fresh mailed link, for the operator by command."""

from collections.abc import Mapping
from datetime import date, timedelta

from digest import codec, store, tokens
from digest.audience.addresses import Address
from digest.errors import TokenError
from digest.model.consent import Consent
from digest.model.notice import Notice, NoticeKind
from digest.model.people import Preferences, Subscriber, Subscription
from digest.people import join, notices
from digest.people.guard import Verdict
from digest.people.join import Form
from digest.runtime import Runtime
from digest.store import Connection
from digest.store.signups import Signup
from digest.tokens import Purpose

LINK_WORKS = timedelta(days=1)
PAGE = "/d/{token}"

Held = Mapping[str, object]


def ask(runtime: Runtime, address: Address, form: Form, *, locale: str) -> Verdict:
    """Mails a data link to a subscriber's address. Unknown addresses get the same answer, and no mail."""
    attempt = join.attempt_of(runtime, form)
    with runtime.store.write() as db:
        decided = join.admit(db, runtime, attempt, f"data:{address.canonical}", form)
        reader = store.readers.by_address(db, address.canonical)
        if decided is Verdict.MAIL and reader:
            _mail(db, runtime, reader, locale)
    return decided


def link(runtime: Runtime, reader: Subscriber, purpose: Purpose, *, works: timedelta) -> str:
    """A token for one reader that stands for nobody else, also where their number were given to another."""
    return tokens.make(runtime.keys, purpose, reader.id, _born(reader), expires=runtime.now() + works)


def reader(runtime: Runtime, purpose: Purpose, token: str) -> Subscriber:
    """Whom a link is for. Raises TokenError where it is not usable, or nothing is held any more."""
    id, born = tokens.read(runtime.keys, purpose, token, runtime.now())
    with runtime.store.read() as db:
        found = store.readers.by_id(db, id)
    if found is None or _born(found) != born:
        raise TokenError("Nothing is held about you any more", hint="There is nothing left to do.")
    return found


def held(runtime: Runtime, address: Address) -> Held:
    """Everything that is held about an address, ready to be written as JSON; most of it empty for a stranger."""
    key = tokens.keyed_hash(runtime.keys, address.canonical)
    with runtime.store.read() as db:
        found = store.readers.by_address(db, address.canonical)
        return {
            "about": f"What {runtime.settings.newsroom.name} holds about one mail address",
            "made_at": runtime.now().isoformat(),
            "subscriber": _subscriber(found),
            "subscriptions": [_subscription(one) for one in _subscriptions(db, found)],
            "suppression": _suppression(db, key),
            "consent": [codec.plain(Consent, one) for one in store.consents.of_address(db, key)],
            "sign_ups": [_signup(one) for one in store.signups.of_address(db, key)],
            "editions": _editions(db, found),
            "notices": _notices(db, found),
        }


def is_known(about: Held) -> bool:
    """Whether anything at all is held."""
    return any(about[part] for part in ("subscriber", "suppression", "consent", "sign_ups"))


def _born(reader: Subscriber) -> int:
    return int(reader.created_at.timestamp())


def _mail(db: Connection, runtime: Runtime, reader: Subscriber, locale: str) -> None:
    url = runtime.settings.newsroom.public_url + PAGE.format(
        token=link(runtime, reader, Purpose.ACCESS, works=LINK_WORKS)
    )
    lists = [one.list for one in store.readers.subscriptions_of(db, reader.id)]
    notices.queue(
        db,
        runtime,
        Notice(kind=NoticeKind.DATA_LINK, url=url, day=_last_day(runtime)),
        digest=join.digest_for(runtime, lists[0] if lists else ""),
        subscriber=reader.id,
        locale=locale,
        expires_at=runtime.now() + LINK_WORKS,
    )


def _last_day(runtime: Runtime) -> date:
    return (runtime.now() + LINK_WORKS).date()


def _subscriber(found: Subscriber | None) -> object:
    if found is None:
        return None
    return {"email": found.email, "name": found.name, "since": found.created_at.isoformat()}


def _subscriptions(db: Connection, found: Subscriber | None) -> list[Subscription]:
    return store.readers.subscriptions_of(db, found.id) if found else []


def _subscription(one: Subscription) -> object:
    return {
        "list": one.list,
        "state": one.state,
        "since": one.created_at.isoformat(),
        "added_by": one.origin,
        "preferences": codec.plain(Preferences, one.preferences),
    }


def _suppression(db: Connection, key: str) -> object:
    against = store.suppressions.of_address(db, key)
    return {"reason": against.reason, "since": against.since.isoformat()} if against else None


def _signup(one: Signup) -> object:
    return {
        "list": one.list,
        "asked_at": one.asked_at.isoformat(),
        "forgotten_at": one.expires_at.isoformat(),
        "is_confirmed": one.subscription is not None,
        "words": one.words,
    }


def _editions(db: Connection, found: Subscriber | None) -> list[object]:
    ids = [one.id for one in _subscriptions(db, found)]
    return [
        {"edition": one.edition, "due_at": one.due_at.isoformat(), "outcome": one.outcome or "handed over, or waiting"}
        for one in (store.readers.owed(db, ids) if ids else ())
    ]


def _notices(db: Connection, found: Subscriber | None) -> list[object]:
    return [
        {"kind": one.kind, "at": one.created_at.isoformat(), "state": one.state}
        for one in (store.notices.of_subscriber(db, found.id) if found else ())
    ]
