"""From the checked form to settings: defaults that depend on other keys, absolute paths, ids."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from digest.config import fields, form, slugs, transport_tables, urls
from digest.config.table import SecretTable
from digest.model.secret import Secret
from digest.model.settings import (
    Collecting,
    Deliveries,
    Digest,
    Grouping,
    Mailbox,
    MailboxKind,
    MailingList,
    Newsroom,
    Privacy,
    Publisher,
    Sender,
    Settings,
    Source,
    Takes,
    Topic,
    Web,
    Weekday,
)
from digest.model.transport import Dkim, Relay, Security, SendingDomain, Transport, TransportKind

CUTOFF_MINUTES = 30  # before the send time, where config names no cutoff: an editor's half hour
KEY_FILE = "var/secret.key"
OUTBOX = "outbox"
PORTS = {Security.TLS: 465, Security.STARTTLS: 587, Security.NONE: 25}


def settings(given: form.Form, *, file: Path, database_url: str) -> Settings:
    """The settings a form stands for; `file` is absolute and relative paths start beside it."""
    root = file.parent
    transports = given.transports or {OUTBOX: transport_tables.TransportTable(kind=TransportKind.FOLDER)}
    topics = tuple(topic.name for topic in given.topics)
    publishers = tuple(map(_publisher, given.publishers))
    newsroom = _newsroom(given.newsroom, root)
    digests = {name: _digest(name, each, topics, transports) for name, each in given.digests.items()}
    return Settings(
        file=file,
        newsroom=newsroom,
        database_url=urls.anchored(database_url, root),
        database_secret=_secret(given.database.url, root) if isinstance(given.database.url, SecretTable) else None,
        lists_path=root / given.paths.subscribers,
        templates_path=root / given.paths.templates,
        web=Web(host=given.web.host, port=given.web.port, trusted_proxies=tuple(given.web.trusted_proxies)),
        collecting=_collecting(given.collect),
        grouping=Grouping(embeddings=given.group.embeddings),
        deliveries=_deliveries(given.deliveries),
        publishers=publishers,
        sources=_sources(given.sources, publishers, root),
        topics=tuple(map(_topic, given.topics)),
        other_topic=given.newsroom.other_topic,
        transports={name: _transport(name, each, root) for name, each in transports.items()},
        domains={name: _domain(name, each) for name, each in given.domains.items()},
        mailboxes={name: _mailbox(name, each, root) for name, each in given.mailboxes.items()},
        digests=digests,
        lists={name: _list(name, each, digests.values()) for name, each in given.lists.items()},
        privacy=_privacy(given.privacy, newsroom),
        sample_days=tuple(sorted(given.sample.days)),
    )


def _newsroom(given: form.NewsroomTable, root: Path) -> Newsroom:
    return Newsroom(
        name=given.name,
        public_url=given.public_url,
        postal_address=given.postal_address.strip(),
        contact=given.contact.strip(),
        secret=_secret(given.secret, root) if given.secret else Secret(file=root / KEY_FILE),
    )


def _secret(given: SecretTable, root: Path) -> Secret:
    return Secret(env=given.env, file=root / given.file if given.file else None)


def _collecting(given: form.CollectTable) -> Collecting:
    return Collecting(
        poll_minutes=given.poll_minutes,
        allow_private=tuple(given.allow_private),
        keep_text_days=given.keep_text_days,
    )


def _deliveries(given: form.DeliveriesTable) -> Deliveries:
    return Deliveries(
        soft_bounces_max=given.soft_bounces_max,
        rejects_max_percent=given.rejects_max_percent,
        complaints_max_percent=given.complaints_max_percent,
        keep_days=given.keep_days,
    )


def _publisher(given: form.PublisherTable) -> Publisher:
    family = given.family.strip() or given.name
    return Publisher(name=given.name, domains=tuple(given.domains), family=family, weight=given.weight)


def _topic(given: form.TopicTable) -> Topic:
    description = " ".join(given.description.split())
    return Topic(name=given.name, description=description, keywords=tuple(given.keywords), weight=given.weight)


def _sources(given: Iterable[form.SourceTable], publishers: tuple[Publisher, ...], root: Path) -> tuple[Source, ...]:
    rows = tuple(given)
    taken = {row.id for row in rows if row.id}
    sources: list[Source] = []
    for row in rows:
        publisher = row.publisher or _publisher_of(row.url, publishers)
        id = row.id or slugs.source_id(publisher, row.url, taken)
        taken.add(id)
        sources.append(_source(row, id=id, publisher=publisher, root=root))
    return tuple(sources)


def _source(given: form.SourceTable, *, id: str, publisher: str, root: Path) -> Source:
    return Source(
        id=id,
        kind=given.kind,
        url=given.url if urls.is_address(given.url) else str(root / given.url),
        publisher=publisher,
        topics=tuple(given.topics),
        language=given.language,
        weight=given.weight,
        articles_max=given.articles_max,
        full_text=given.full_text,
        selector=given.selector,
        include=tuple(given.include),
        exclude=tuple(given.exclude),
        muted=given.muted,
    )


def _publisher_of(url: str, publishers: tuple[Publisher, ...]) -> str:
    host = (urlsplit(url).hostname or "").removeprefix("www.")
    owners = (p.name for p in publishers if any(host == d or host.endswith(f".{d}") for d in p.domains))
    return next(owners, host)


def _transport(name: str, given: transport_tables.TransportTable, root: Path) -> Transport:
    is_folder, is_smtp = given.kind is TransportKind.FOLDER, given.kind is TransportKind.SMTP
    return Transport(
        name=name,
        kind=given.kind,
        path=root / (given.path or f"var/{name}") if is_folder else None,
        host=given.host or "",
        port=given.port or (PORTS[given.security] if is_smtp else 0),
        security=given.security,
        username=given.username or "",
        password=_secret(given.password, root) if given.password else None,
        api_key=_secret(given.api_key, root) if given.api_key else None,
        region=given.region,
        connections=given.connections,
        timeout_s=given.timeout_s,
        per_second=given.per_second,
        per_hour=given.per_hour,
        mail_log=root / given.mail_log if given.mail_log else None,
        sandbox=given.sandbox,
        ahead_minutes=given.ahead_minutes,
        webhook_key=given.webhook_key or "",
        dkim=_dkim(given.dkim, root) if given.dkim else None,
        relays=tuple(_relay(each, root) for each in given.relays),
        bounces=given.bounces or "",
    )


def _domain(name: str, given: transport_tables.DomainTable) -> SendingDomain:
    return SendingDomain(name=name, warm_up_from=date.fromisoformat(given.warm_up_from), warm_up=tuple(given.warm_up))


def _mailbox(name: str, given: form.MailboxTable, root: Path) -> Mailbox:
    port = 993 if given.security is Security.TLS else 143
    return Mailbox(
        name=name,
        kind=given.kind,
        takes=tuple(given.takes or Takes),
        path=root / given.path if given.path else None,
        host=given.host or "",
        port=given.port or (port if given.kind is MailboxKind.IMAP else 0),
        security=given.security,
        username=given.username or "",
        password=_secret(given.password, root) if given.password else None,
        folder=given.folder,
        timeout_s=given.timeout_s,
    )


def _relay(given: transport_tables.RelayTable, root: Path) -> Relay:
    return Relay(
        host=given.host,
        port=given.port or PORTS[given.security],
        security=given.security,
        username=given.username or "",
        password=_secret(given.password, root) if given.password else None,
        weight=given.weight,
    )


def _dkim(given: transport_tables.DkimTable, root: Path) -> Dkim:
    return Dkim(domain=given.domain, selector=given.selector, key=_secret(given.key, root))


def _digest(name: str, given: form.DigestTable, topics: tuple[str, ...], transports: Iterable[str]) -> Digest:
    title = given.title or name.replace("-", " ").replace("_", " ").capitalize()
    days = given.days or list(Weekday)
    sender_name, sender_email = fields.sender_parts(given.sender)
    return Digest(
        name=name,
        title=title,
        topics=topics if given.topics is None else tuple(given.topics),
        lists=(name,) if given.lists is None else tuple(given.lists),
        send_at=given.send_at,
        timezone=given.timezone,
        days=tuple(day for day in Weekday if day in days),
        cutoff=given.cutoff or _before(given.send_at, CUTOFF_MINUTES),
        window_hours=given.window_hours,
        unapproved=given.unapproved,
        stories_min=given.stories_min,
        too_few=given.too_few,
        stories_max=given.stories_max,
        section_max=given.section_max,
        related_max=given.related_max,
        publisher_max=given.publisher_max,
        big_publishers=given.big_publishers,
        retold=given.retold,
        memory_days=given.memory_days,
        theme=given.theme,
        locale=given.locale,
        images=given.images,
        transport=given.transport or _only(tuple(transports)),
        sender=Sender(name=sender_name or title, email=sender_email),
        reply_to=given.reply_to,
        late_hours=given.late_hours,
        retry_hours=given.retry_hours,
        unknown=given.unknown,
        report_to=given.report_to,
    )


def _list(name: str, given: form.ListTable, digests: Iterable[Digest]) -> MailingList:
    title = next((digest.title for digest in digests if name in digest.lists), name)
    description = " ".join(given.description.split())
    return MailingList(name=name, title=given.title or title, description=description, is_open=given.open)


def _privacy(given: form.PrivacyTable, newsroom: Newsroom) -> Privacy:
    address = newsroom.postal_address
    named = address if address.startswith(newsroom.name) else f"{newsroom.name}\n{address}".strip()
    return Privacy(
        responsible=given.responsible.strip() or named,
        contact=given.contact.strip() or newsroom.contact,
        more=tuple(text.strip() for text in given.more if text.strip()),
    )


def _only(transports: tuple[str, ...]) -> str:
    return transports[0] if len(transports) == 1 else OUTBOX


def _before(clock: time, minutes: int) -> time:
    some_day = datetime(2000, 1, 2, clock.hour, clock.minute, tzinfo=UTC)  # wraps past midnight to the eve
    return (some_day - timedelta(minutes=minutes)).time()
