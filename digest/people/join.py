"""A stranger signs up for an open list: a form, a mail, a button behind its link. Only the button subscribes."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from digest import store, tokens
from digest.audience import consent
from digest.audience.addresses import Address
from digest.model.consent import Consent, ConsentKind
from digest.model.notice import Notice, NoticeKind
from digest.model.people import ListRow, Preferences, Subscription, SubscriptionState
from digest.model.settings import Digest, MailingList
from digest.people import consents, forms, guard, notices
from digest.people.guard import Attempt, Counted, Limit, Verdict
from digest.runtime import Runtime
from digest.store import Connection
from digest.store.signups import Signup
from digest.tokens import Purpose

CONFIRM_WITHIN = timedelta(days=2)
ORIGIN = SOURCE = "site"
CONFIRM = "/c/{token}"
MARKS_KEPT = timedelta(days=31)  # as far as any limit looks back


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """What came with a form, as text, and who sent it."""

    mark: str
    trap: str = ""
    answer: str = ""
    visitor: str
    """The network address that it came from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants, in the words they saw."""

    address: Address
    list: MailingList
    preferences: Preferences
    locale: str
    page: str
    words: str
    """What stood at the button; kept as proof, in the language it was read in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """What came of pressing the button behind the link."""

    subscription: int
    list: str
    is_new: bool
    """False where the button was pressed before."""


def ask(runtime: Runtime, wish: Wish, form: Form) -> Verdict:
    """Sends a confirm mail unless the guard says otherwise. Known and unknown addresses get the same answer."""
    attempt = attempt_of(runtime, form)
    seen = guard.at_first_sight(attempt)
    if seen:
        return seen
    with runtime.store.write() as db:
        decided = admit(db, runtime, attempt, wish.address.canonical, form)
        if decided is Verdict.MAIL:
            _mail(db, runtime, wish)
    return decided


def attempt_of(runtime: Runtime, form: Form) -> Attempt:
    """What can be told about a form without any count."""
    now = time_of_forms(runtime)
    shown = forms.read(runtime.keys, form.mark, now)
    with runtime.store.read() as db:
        key = _form_key(runtime, shown.nonce) if shown else ""
        is_repeated = bool(key) and key in store.marks.counts(db, [key], since=now - guard.DAY)
    return Attempt(
        is_trapped=bool(form.trap.strip()),
        age_s=(now - shown.shown_at).total_seconds() if shown else None,
        is_repeated=is_repeated,
        is_answered=forms.is_right(runtime.keys, shown, form.answer),
    )


def admit(db: Connection, runtime: Runtime, attempt: Attempt, address: str, form: Form) -> Verdict:
    """Counts, decides, and takes note of a mail that may be sent to a canonical address."""
    now = time_of_forms(runtime)
    keys = {
        counted: tokens.keyed_hash(runtime.keys, f"{counted}\0{name}")
        for counted, name in guard.names(address, form.visitor).items()
    }
    store.marks.lock(db)
    decided = guard.verdict(attempt, _counts(db, keys, now))
    shown = forms.read(runtime.keys, form.mark, now)
    if decided is Verdict.MAIL and shown:
        store.marks.put(db, [*keys.values(), _form_key(runtime, shown.nonce)], now=now)
    return decided


def time_of_forms(runtime: Runtime) -> datetime:
    """People's minutes are real, also where the newsroom's clock stands at a past date."""
    return runtime.now() if runtime.as_of is None else runtime.real_now()


def read(runtime: Runtime, token: str) -> Signup | None:
    """The sign-up that a confirm link leads to. Raises TokenError where the link is not usable."""
    (id,) = tokens.read(runtime.keys, Purpose.CONFIRM, token, runtime.now())
    with runtime.store.read() as db:
        return store.signups.by_id(db, id)


def confirm(runtime: Runtime, token: str) -> Confirmed | None:
    """Subscribes who signed up, and lifts whatever stood against their address; None where the sign-up is gone.

    Pressed again, it changes nothing, also where the reader left meanwhile. Raises TokenError.
    """
    (id,) = tokens.read(runtime.keys, Purpose.CONFIRM, token, runtime.now())
    with runtime.store.write() as db:
        signup = store.signups.by_id(db, id)
        if signup is None:
            return None
        if signup.subscription is not None or signup.address is None or signup.email is None:
            return Confirmed(subscription=signup.subscription or 0, list=signup.list, is_new=False)
        store.suppressions.lift(db, signup.address_key)
        subscription = _subscribe(db, runtime, signup, signup.address, signup.email)
        consents.record(db, runtime, _proof(runtime, signup, signup.email), address_key=signup.address_key)
        store.signups.confirm(db, id, subscription)
    return Confirmed(subscription=subscription, list=signup.list, is_new=True)


def tidy(runtime: Runtime) -> None:
    """Forgets sign-ups whose time is up, with their addresses, and marks that no limit counts any more."""
    with runtime.store.write() as db:
        store.signups.purge(db, now=runtime.now())
        store.marks.purge(db, before=time_of_forms(runtime) - MARKS_KEPT)


def needs_tidying(runtime: Runtime) -> bool:
    with runtime.store.read() as db:
        return store.signups.has_expired(db, now=runtime.now())


def until(runtime: Runtime) -> date:
    """The last day on which a link made now works for sure."""
    return (runtime.now() + CONFIRM_WITHIN).date()


def digest_for(runtime: Runtime, list_: str) -> Digest:
    """The digest in whose look notices about a list are sent."""
    digests = runtime.settings.digests_of(list_)
    return digests[0] if digests else next(iter(runtime.settings.digests.values()))


def _counts(db: Connection, keys: dict[Counted, str], now: datetime) -> dict[Limit, int]:
    found: dict[Limit, int] = {}
    for within in guard.windows():
        limits = [limit for limit in (*guard.CEILINGS, *guard.CALM) if limit.within == within]
        counts = store.marks.counts(db, {keys[limit.counted] for limit in limits}, since=now - within)
        found |= {limit: counts.get(keys[limit.counted], 0) for limit in limits}
    return found


def _form_key(runtime: Runtime, nonce: int) -> str:
    return tokens.keyed_hash(runtime.keys, f"form\0{nonce}")


def _mail(db: Connection, runtime: Runtime, wish: Wish) -> None:
    now, address = runtime.now(), wish.address
    expires_at = now + CONFIRM_WITHIN
    id = store.signups.put(
        db,
        address_key=tokens.keyed_hash(runtime.keys, address.canonical),
        address=address.canonical,
        email=address.email,
        list_=wish.list.name,
        preferences=wish.preferences,
        page=wish.page,
        words=wish.words,
        version=consent.version(wish.words),
        now=now,
        expires_at=expires_at,
    )
    token = tokens.make(runtime.keys, Purpose.CONFIRM, id, expires=expires_at)
    url = runtime.settings.newsroom.public_url + CONFIRM.format(token=token)
    notices.queue(
        db,
        runtime,
        Notice(kind=NoticeKind.CONFIRM, title=wish.list.title, url=url, day=until(runtime)),
        digest=digest_for(runtime, wish.list.name),
        email=address.email,
        locale=wish.locale,
        expires_at=expires_at,
    )


def _subscribe(db: Connection, runtime: Runtime, signup: Signup, address: str, email: str) -> int:
    """The id of the subscription; one that is active already keeps its preferences, and is the reader's own now."""
    now = runtime.now()
    there = store.people.find(db, address, signup.list)
    if there is None:
        row = ListRow(address=address, email=email)
        subscriber = store.people.put_subscriber(db, row, address_key=signup.address_key, now=now)
        return store.people.subscribe(
            db, subscriber, signup.list, preferences=signup.preferences, origin=ORIGIN, now=now
        )
    wanted = there.preferences
    if there.state is not SubscriptionState.ACTIVE:
        store.people.set_state(db, [there.id], SubscriptionState.ACTIVE, was=there.state, now=now)
        wanted = _anew(there, signup.preferences)
    store.people.choose(db, there.id, wanted, now=now, origin=ORIGIN)
    return there.id


def _anew(there: Subscription, wanted: Preferences) -> Preferences:
    """What was filled in now, over what the reader had chosen before; a pause is over."""
    return replace(
        there.preferences,
        topics=wanted.topics,
        hour=wanted.hour or there.preferences.hour,
        locale=wanted.locale or there.preferences.locale,
        paused_since=None,
        paused_until=None,
    )


def _proof(runtime: Runtime, signup: Signup, email: str) -> Consent:
    return Consent(
        kind=ConsentKind.CONFIRMED,
        email=email,
        list=signup.list,
        source=SOURCE,
        at=runtime.now(),
        asked_at=signup.asked_at,
        page=signup.page,
        words=signup.words,
        version=signup.version,
    )
