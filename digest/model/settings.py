"""Settings: config.toml after it has been checked. Only `config.load` makes these; everyone else reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum
from pathlib import Path

from digest.model.secret import Secret
from digest.model.transport import Security, SendingDomain, Transport


class SourceKind(StrEnum):
    FEED = "feed"
    PAGE = "page"
    FOLDER = "folder"


class Unapproved(StrEnum):
    """What happens to an edition that nobody approved by its hour."""

    SEND = "send"
    HOLD = "hold"
    SKIP = "skip"


class Retold(StrEnum):
    """What happens to a story that was told before and has no news."""

    STILL_RUNNING = "still running"
    LEAVE_OUT = "leave out"


class Unknown(StrEnum):
    """What happens to deliveries of which nobody can tell whether they arrived."""

    HOLD = "hold"
    SEND_AGAIN = "send again"
    """Some readers then have the edition twice."""


class Embeddings(StrEnum):
    """Whether stories are grouped by what whole sentences mean, too."""

    AUTO = "auto"
    """Where the extra is installed."""
    OFF = "off"


class Images(StrEnum):
    HOST = "host"
    LINK = "link"
    NONE = "none"


class Weekday(StrEnum):
    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    name: str
    email: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    name: str
    public_url: str
    """Address under which readers reach the site, without a trailing slash."""
    postal_address: str
    contact: str = ""
    """Mail address or URL that publishers find in our User-Agent."""
    secret: Secret
    """Key material of every link token and keyed hash."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Web:
    host: str = "127.0.0.1"
    port: int = 8080
    trusted_proxies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collecting:
    """Manners and limits towards publishers."""

    poll_minutes: int = 60
    allow_private: tuple[str, ...] = ()
    """Networks (CIDR) or host names of intranet sources that may be fetched although their addresses are private."""
    keep_text_days: int = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """How articles become stories."""

    embeddings: Embeddings = Embeddings.AUTO


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """One outlet, however many domains or feeds; `family` names the owner."""

    name: str
    domains: tuple[str, ...] = ()
    family: str = ""
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    id: str
    kind: SourceKind
    url: str
    """http(s) address, or an absolute path for feed files and folders."""
    publisher: str
    topics: tuple[str, ...] = ()
    """Hints, not orders: votes for a story's topic."""
    language: str | None = None
    weight: float = 1.0
    articles_max: int = 200
    full_text: bool = True
    """Fetch the article's page where the feed carries only a teaser."""
    selector: str | None = None
    """CSS selector of the article links on a section page."""
    include: tuple[str, ...] = ()
    """Patterns of which an article must fit one, where there are any; see `collect.wanted`."""
    exclude: tuple[str, ...] = ()
    """Patterns of which an article may fit none."""
    muted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    name: str
    description: str = ""
    keywords: tuple[str, ...] = ()
    weight: float = 1.0


class MailboxKind(StrEnum):
    IMAP = "imap"
    MAILDIR = "maildir"


class Takes(StrEnum):
    """What a mailbox is read for."""

    BOUNCES = "bounces"
    COMPLAINTS = "complaints"
    UNSUBSCRIBES = "unsubscribes"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """A mailbox that Digest reads. Fields of the other kind keep their defaults."""

    name: str
    kind: MailboxKind
    takes: tuple[Takes, ...] = tuple(Takes)
    path: Path | None = None
    host: str = ""
    port: int = 0
    security: Security = Security.TLS
    username: str = ""
    password: Secret | None = None
    folder: str = "INBOX"
    timeout_s: float = 30.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Deliveries:
    """What follows from what mail services say."""

    soft_bounces_max: int = 5
    rejects_max_percent: float = 10.0
    complaints_max_percent: float = 0.3
    keep_days: int = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """What readers are told about a list."""

    name: str
    title: str
    description: str = ""
    is_open: bool = False
    """Whether anybody may sign up for it at the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """What the privacy page says beyond what Digest itself knows."""

    responsible: str = ""
    contact: str = ""
    more: tuple[str, ...] = ()
    """Paragraphs of the newsroom's own."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """A recurring publication."""

    name: str
    title: str
    topics: tuple[str, ...]
    lists: tuple[str, ...]
    send_at: time
    timezone: str
    days: tuple[Weekday, ...] = tuple(Weekday)
    cutoff: time
    window_hours: int = 30
    unapproved: Unapproved = Unapproved.SEND
    stories_min: int = 4
    too_few: Unapproved = Unapproved.HOLD
    stories_max: int = 16
    section_max: int = 4
    related_max: int = 3
    publisher_max: int = 4
    """Most leads of one publisher in one edition."""
    big_publishers: int = 5
    """A lead that so many publishers reported is a big story, which some readers wait for."""
    retold: Retold = Retold.STILL_RUNNING
    memory_days: int = 14
    theme: str = "gazette"
    locale: str = "en"
    images: Images = Images.HOST
    transport: str
    sender: Sender
    reply_to: str | None = None
    late_hours: int = 6
    """A missed edition is still sent up to this long after its hour."""
    retry_hours: int = 6
    unknown: Unknown = Unknown.HOLD
    report_to: str | None = None
    """Who gets a report once an edition is sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything config.toml says, with defaults filled in and paths made absolute."""

    file: Path
    newsroom: Newsroom
    database_url: str
    lists_path: Path
    templates_path: Path
    database_secret: Secret | None = None
    """Where `database_url` was read from, if it does not stand in the file."""
    web: Web = Web()
    collecting: Collecting = Collecting()
    grouping: Grouping = Grouping()
    deliveries: Deliveries = Deliveries()
    publishers: tuple[Publisher, ...] = ()
    sources: tuple[Source, ...] = ()
    topics: tuple[Topic, ...] = ()
    other_topic: str = "Other"
    """Where a story goes that fits none of the topics."""
    transports: Mapping[str, Transport] = field(default_factory=dict)
    domains: Mapping[str, SendingDomain] = field(default_factory=dict)
    """Sending domains with a warm-up plan, by name."""
    mailboxes: Mapping[str, Mailbox] = field(default_factory=dict)
    digests: Mapping[str, Digest] = field(default_factory=dict)
    lists: Mapping[str, MailingList] = field(default_factory=dict)
    """Those that config.toml describes; there may be others."""
    privacy: Privacy = Privacy()
    sample_days: tuple[str, ...] = ()
    """Local dates (ISO) of a sample newsroom whose days are past; empty for a live one."""

    @property
    def root(self) -> Path:
        """The folder config.toml lies in; relative paths start here."""
        return self.file.parent

    @property
    def open_lists(self) -> tuple[MailingList, ...]:
        """The lists that anybody may sign up for."""
        return tuple(each for each in self.lists.values() if each.is_open)

    def digests_of(self, list_: str) -> tuple[Digest, ...]:
        """What comes to whoever is on the list."""
        return tuple(digest for digest in self.digests.values() if list_ in digest.lists)

    def publisher(self, name: str) -> Publisher:
        """The named publisher; one that config does not describe is its own family."""
        return next((p for p in self.publishers if p.name == name), Publisher(name=name, family=name))
