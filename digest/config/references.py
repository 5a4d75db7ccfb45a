"""What pydantic cannot see: names that refer to each other, keys that do not fit together, files that are not there.

Works on the parsed file as it stands, so that these faults are told together with those of shape; values of a wrong
type are passed over, for the shape tells of them.
"""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from digest.config import urls
from digest.config.findings import Finding, Key, dotted
from digest.config.raw import Raw, table_of, text_of, texts_of
from digest.config.refusals import did_you_mean, one_of, shown

BUILT_IN_THEMES = frozenset({"bulletin", "gazette", "plain"})  # Digest carries them; a newsroom may hold others
TAKEN = frozenset(
    [
        "api",
        "c",
        "d",
        "data",
        "desk",
        "e",
        "health",
        "images",
        "join",
        "m",
        "privacy",
        "robots.txt",
        "search",
        "sign-in",
        "sign-out",
        "sitemap.xml",
        "static",
        "story",
        "u",
    ]
)
"""Addresses of the site that a digest's name would hide."""
PUBLISHER_LIKENESS = 0.85  # below it two names are two outlets rather than a slip of the pen
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

_ANY_KIND = {"kind"}
_PACE = {"per_second", "per_hour"}
_OF_KIND = {
    "folder": _ANY_KIND | {"path"},
    "smtp": _ANY_KIND
    | {
        "host",
        "port",
        "security",
        "username",
        "password",
        "connections",
        "timeout_s",
        "dkim",
        "relays",
        "bounces",
        "mail_log",
    }
    | _PACE,
    "sendgrid": _ANY_KIND
    | {"host", "api_key", "region", "connections", "timeout_s", "sandbox", "ahead_minutes", "webhook_key"}
    | _PACE,
}
_NEEDED = {"smtp": ("host",), "sendgrid": ("api_key",)}
_MAILBOX_OF_KIND = {
    "imap": _ANY_KIND | {"takes", "host", "port", "security", "username", "password", "folder", "timeout_s"},
    "maildir": _ANY_KIND | {"takes", "path"},
}
_MAILBOX_NEEDED = {"imap": ("host", "username", "password"), "maildir": ("path",)}


def faults(raw: Raw) -> Iterator[Finding]:
    """What makes the file unusable."""
    names = chain(_twice(raw), _topics(raw), _transports(raw), _mailboxes(raw), _digests(raw))
    return chain(names, _lists(raw), _sources(raw))


def warnings(raw: Raw) -> Iterator[Finding]:
    """What works, but hardly as meant."""
    return chain(_newsroom_warnings(raw), _other_topic(raw), _publisher_warnings(raw), _missing_files(raw))


def _twice(raw: Raw) -> Iterator[Finding]:
    for table, key in (("topics", "name"), ("publishers", "name"), ("sources", "id"), ("sources", "url")):
        values = [((table, n, key), text_of(row.get(key))) for n, row in enumerate(raw.rows(table))]
        yield from _repeated(values)
    yield from _repeated(
        (
            (("publishers", n, "domains", m), text)
            for n, row in enumerate(raw.rows("publishers"))
            for m, text in texts_of(row.get("domains"))
        )
    )
    for name, digest in raw.tables("digests").items():
        for key in ("topics", "lists", "days"):
            yield from _repeated((("digests", name, key, n), text) for n, text in texts_of(digest.get(key)))


def _repeated(values: Iterable[tuple[Key, str]]) -> Iterator[Finding]:
    first: dict[str, Key] = {}
    for key, value in values:
        folded = " ".join(value.split()).casefold()
        if folded in first:
            yield Finding(key=key, what=f"{shown(value)} stands at {dotted(first[folded])} already")
        elif folded:
            first[folded] = key


def _topics(raw: Raw) -> Iterator[Finding]:
    known = raw.names("topics")
    sources = ((("sources", n, "topics"), row) for n, row in enumerate(raw.rows("sources")))
    digests = ((("digests", name, "topics"), row) for name, row in raw.tables("digests").items())
    users: Iterator[tuple[Key, dict[str, object]]] = chain(sources, digests)
    for key, row in users:
        for n, topic in texts_of(row.get("topics")):
            if topic not in known:
                yield _unknown((*key, n), topic, "topic", known)


def _unknown(key: Key, name: str, what: str, known: list[str]) -> Finding:
    return Finding(key=key, what=f"there is no {what} {shown(name)}", hint=did_you_mean(name, known) or one_of(known))


def _transports(raw: Raw) -> Iterator[Finding]:
    for name, given in raw.tables("transports").items():
        yield from _fits_kind(("transports", name), given, "transport", _OF_KIND, _NEEDED)
        if given.get("kind") == "smtp":
            yield from _sign_in(("transports", name), given)
            relays = given.get("relays")
            for number, relay in enumerate(relays if isinstance(relays, list) else []):
                yield from _sign_in(("transports", name, "relays", number), table_of(relay))


def _mailboxes(raw: Raw) -> Iterator[Finding]:
    for name, given in raw.tables("mailboxes").items():
        yield from _fits_kind(("mailboxes", name), given, "mailbox", _MAILBOX_OF_KIND, _MAILBOX_NEEDED)
        if given.get("kind") == "imap":
            yield from _sign_in(("mailboxes", name), given)


def _fits_kind(
    key: Key,
    given: dict[str, object],
    what: str,
    of_kind: Mapping[str, set[str]],
    needed: Mapping[str, tuple[str, ...]],
) -> Iterator[Finding]:
    """The keys that belong to another kind, and those that are missing."""
    kind = text_of(given.get("kind"))
    every = set().union(*of_kind.values())
    for wrong in given.keys() & (every - of_kind.get(kind, every)):
        owners = " and ".join(k for k, keys in of_kind.items() if wrong in keys)
        yield Finding(
            key=(*key, wrong),
            what=f"does not belong to a {what} of kind {kind}",
            hint=f"It is for {owners}.",
            of_name=True,
        )
    for missing in needed.get(kind, ()):
        if missing not in given:
            yield Finding(key=(*key, missing), what=f"is missing, and kind {kind} needs it")


def _sign_in(key: Key, given: dict[str, object]) -> Iterator[Finding]:
    if ("username" in given) != ("password" in given):
        there, missing = ("username", "password") if "username" in given else ("password", "username")
        yield Finding(key=(*key, there), what=f"needs {missing} beside it", of_name=True)
    if given.get("security") == "none" and "password" in given and given.get("host") not in LOOPBACK:
        hint = 'Use security = "starttls" or "tls".'
        yield Finding(key=(*key, "security"), what="would send the password in the clear", hint=hint)


def _digests(raw: Raw) -> Iterator[Finding]:
    transports = list(raw.table("transports"))
    themes = _themes(raw)
    for name, digest in raw.tables("digests").items():
        key = ("digests", name)
        if name in TAKEN:
            hint = "Its name is part of the archive's address; take another."
            yield Finding(key=key, what=f'"{name}" is an address of the site already', hint=hint, of_name=True)
        transport = text_of(digest.get("transport"))
        if transport and transport not in (transports or ["outbox"]):
            yield _unknown((*key, "transport"), transport, "transport", transports or ["outbox"])
        if "transport" not in digest and len(transports) > 1 and "outbox" not in transports:
            yield Finding(key=(*key, "transport"), what="is missing, and there are several", hint=one_of(transports))
        theme = text_of(digest.get("theme"))
        if theme and theme not in themes:
            yield _unknown((*key, "theme"), theme, "theme", sorted(themes))
        fewest, most = digest.get("stories_min", 4), digest.get("stories_max", 16)
        if isinstance(fewest, int) and isinstance(most, int) and fewest > most:
            wrong = "stories_min" if "stories_min" in digest else "stories_max"
            yield Finding(key=(*key, wrong), what=f"stories_min {fewest} is more than stories_max {most}")


def _lists(raw: Raw) -> Iterator[Finding]:
    """A list that readers may sign up for must be one that gets something."""
    digests = raw.tables("digests")
    lists = {text for digest in digests.values() for _, text in texts_of(digest.get("lists"))}
    known = sorted(lists | {name for name, digest in digests.items() if "lists" not in digest})
    for name, given in raw.tables("lists").items():
        if given.get("open") is True and name not in known:
            yield Finding(
                key=("lists", name), what=f'no digest goes to the list "{name}"', hint=one_of(known), of_name=True
            )


def _themes(raw: Raw) -> frozenset[str]:
    folder = raw.path("templates", "templates") / "email"
    own = {child.name for child in folder.iterdir() if child.is_dir()} if folder.is_dir() else set()
    return BUILT_IN_THEMES | own


def _sources(raw: Raw) -> Iterator[Finding]:
    described = bool(raw.rows("publishers"))
    for n, source in enumerate(raw.rows("sources")):
        url = text_of(source.get("url"))
        kind = text_of(source.get("kind"), "feed")
        if "selector" in source and kind != "page":
            yield Finding(key=("sources", n, "selector"), what=f"does not belong to kind {kind}", of_name=True)
        if url and kind == "folder" and urls.is_address(url):
            yield Finding(key=("sources", n, "url"), what=f"{shown(url)} is not a folder", hint="Write a path.")
        if url and not urls.is_address(url) and "publisher" not in source:
            hint = one_of(raw.names("publishers")) if described else "Whose articles are they?"
            yield Finding(key=("sources", n, "publisher"), what="is missing, and a path does not tell it", hint=hint)


def _newsroom_warnings(raw: Raw) -> Iterator[Finding]:
    newsroom = raw.table("newsroom")
    if newsroom and not text_of(newsroom.get("postal_address")).strip():
        yield Finding(key=("newsroom", "postal_address"), what="is missing", hint="Bulk mail must carry one.")
    parts = urls.web_address(text_of(newsroom.get("public_url")))
    if parts and parts.scheme == "http" and parts.hostname not in LOOPBACK:
        hint = "Mail services unsubscribe readers through https only."
        yield Finding(key=("newsroom", "public_url"), what="is not https", hint=hint)


def _other_topic(raw: Raw) -> Iterator[Finding]:
    """A heading for what fits no topic, which no digest has: those stories would be in no edition."""
    other = text_of(raw.table("newsroom").get("other_topic"))
    known, printed = raw.names("topics"), set[str]()
    for digest in raw.tables("digests").values():
        printed.update((topic for _, topic in texts_of(digest["topics"])) if "topics" in digest else known)
    if other and printed and other not in printed:
        what = f"{shown(other)} is in the topics of no digest"
        hint = "Stories that fit no topic are left out of every edition; list it to print them."
        yield Finding(key=("newsroom", "other_topic"), what=what, hint=hint)


def _publisher_warnings(raw: Raw) -> Iterator[Finding]:
    known = raw.names("publishers")
    for n, source in enumerate(raw.rows("sources")):
        publisher = text_of(source.get("publisher"))
        if publisher and publisher not in known:
            near = did_you_mean(publisher, known, cutoff=PUBLISHER_LIKENESS)
            if near:
                what = f"{shown(publisher)} is not described under [[publishers]]"
                yield Finding(key=("sources", n, "publisher"), what=what, hint=near)


def _missing_files(raw: Raw) -> Iterator[Finding]:
    for n, source in enumerate(raw.rows("sources")):
        url, key = text_of(source.get("url")), ("sources", n, "url")
        if not url or "\0" in url or urls.is_address(url):
            continue
        path = raw.folder / url
        if not path.exists():
            yield Finding(key=key, what=f"there is no {shown(url)}", hint="This source will bring nothing.")
        elif path.is_dir() != (source.get("kind") == "folder"):
            hint = 'Write kind = "folder".' if path.is_dir() else "A folder source needs a folder."
            yield Finding(key=key, what=f"{shown(url)} is a {'folder' if path.is_dir() else 'file'}", hint=hint)
    folder = raw.path("subscribers", "subscribers")
    for name, digest in raw.tables("digests").items():
        listed = texts_of(digest["lists"]) if "lists" in digest else [(-1, name)]
        for n, each in listed:
            if not (folder / f"{each}.csv").is_file():
                place: Key = ("digests", name, "lists", n) if n >= 0 else ("digests", name, "lists")
                hint = "Its readers are those in the database."
                yield Finding(key=place, what=f"list {shown(each)} has no file {folder.name}/{each}.csv", hint=hint)
