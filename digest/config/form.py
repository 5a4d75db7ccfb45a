"""The shape of config.toml, table by table. What a key means stands under it; the JSON schema reads it there."""

from typing import Annotated

from pydantic import Discriminator, Field, Tag

from digest.config import fields as f
from digest.config.table import SecretTable, Table
from digest.config.transport_tables import DomainTable, TransportTable
from digest.model.settings import Embeddings, Images, Retold, SourceKind, Unapproved, Unknown
from digest.model.transport import Security

ADDRESS, SECRET = "<address>", "<secret>"  # the two ways to write database.url; pydantic adds them to the key
TAGS = frozenset({ADDRESS, SECRET})


class NewsroomTable(Table):
    """Who publishes."""

    name: f.Line
    """Name of the newsroom, as readers see it."""
    public_url: f.PublicUrl = "http://127.0.0.1:8080"
    """Address under which readers reach the site."""
    postal_address: f.Text = ""
    """Printed in the footer of every mail; bulk mail must carry one."""
    contact: f.Text = ""
    """Mail address or URL that publishers find in our User-Agent."""
    secret: SecretTable | None = None
    """Key material of every link in a mail. Default: the file var/secret.key, made on the first run."""
    other_topic: f.Line = "Other"
    """Where a story goes that fits none of the topics."""


class PathsTable(Table):
    """Where the newsroom's files lie."""

    subscribers: f.Line = "subscribers"
    """Folder of list files, one CSV a list."""
    templates: f.Line = "templates"
    """Folder of mail themes and pages."""


class WebTable(Table):
    """Where the desk and the readers' site listen."""

    host: f.Line = "127.0.0.1"
    """Address to listen on."""
    port: Annotated[int, Field(ge=1, le=65535)] = 8080
    """Port to listen on."""
    trusted_proxies: list[f.Network] = []
    """Networks whose forwarded headers are believed."""


def _written_as(given: object) -> str:
    return SECRET if isinstance(given, dict | SecretTable) else ADDRESS


class DatabaseTable(Table):
    """Where the newsroom remembers."""

    url: Annotated[
        Annotated[f.DatabaseUrl, Tag(ADDRESS)] | Annotated[SecretTable, Tag(SECRET)], Discriminator(_written_as)
    ] = "sqlite:///var/digest.db"
    """Address of the database; one with a password comes from { env = "NAME" } or { file = "path" }."""


class CollectTable(Table):
    """Manners and limits towards publishers."""

    poll_minutes: Annotated[int, Field(ge=5, le=24 * 60)] = 60
    """How often each source is looked at while the service runs."""
    allow_private: list[f.PrivatePeer] = []
    """Networks or hosts of intranet sources that may be fetched although their addresses are private."""
    keep_text_days: Annotated[int, Field(ge=1, le=3650)] = 30
    """How long the text of articles is kept."""


class GroupTable(Table):
    """How articles become stories."""

    embeddings: f.EmbeddingsWord = Embeddings.AUTO
    """auto: stories are compared by what their sentences mean, too, where newsletter-digest[embeddings] is installed; \
or off."""


class DeliveriesTable(Table):
    """What follows from bounces, refusals and complaints."""

    soft_bounces_max: Annotated[int, Field(ge=1, le=100)] = 5
    """After so many mails in a row that an address did not take for now, it gets no mail any more."""
    rejects_max_percent: Annotated[float, Field(gt=0, le=100)] = 10.0
    """Sending an edition pauses once more than this share of its mails was refused or bounced."""
    complaints_max_percent: Annotated[float, Field(gt=0, le=100)] = 0.3
    """… or once more than this share of its readers called it spam. Large mail services ask for less than 0.1."""
    keep_days: Annotated[int, Field(ge=30, le=3650)] = 180
    """How long it is known by name what became of a delivery; its counts stay. Unknown ones are kept until decided."""


class PublisherTable(Table):
    """One outlet, however many domains or feeds."""

    name: f.Line
    """As readers know it."""
    domains: list[f.Domain] = []
    """Its domains, subdomains included."""
    family: f.Text = ""
    """Who owns it; outlets of one family do not confirm each other. Default: its own name."""
    weight: f.Weight = 1.0
    """How much its reports count; 1 is usual."""


class SourceTable(Table):
    """One place to collect from."""

    id: f.Name | None = None
    """Stable name in the database and in messages. Default: made from publisher and address."""
    kind: f.KindOfSource = SourceKind.FEED
    """feed (RSS, Atom, JSON), page (a section page with links), or folder (of .html, .txt, .md files)."""
    url: f.SourceUrl
    """http(s) address, or a path."""
    publisher: f.Line | None = None
    """Whose it is. Default: the publisher with the address's domain, else the domain itself."""
    topics: list[f.Line] = []
    """Hints, not orders: votes for a story's topic."""
    language: f.Language | None = None
    """Language of its articles, where it is known."""
    weight: f.Weight = 1.0
    """How much its articles count; 1 is usual."""
    articles_max: Annotated[int, Field(ge=1, le=10_000)] = 200
    """Most articles taken from it at once."""
    full_text: bool = True
    """Fetch the article's page where a feed carries only a teaser."""
    selector: f.Line | None = None
    """CSS selector of the article links, for kind page."""
    include: Annotated[list[f.Pattern], Field(max_length=100)] = []
    """Take only articles that fit one of these: words of the title, or a part of the address if it holds a slash; * \
stands for anything, capitals do not matter."""
    exclude: Annotated[list[f.Pattern], Field(max_length=100)] = []
    """Leave out articles that fit one of these, whatever include says."""
    muted: bool = False
    """Leave it out without forgetting it."""


class TopicTable(Table):
    """A heading that stories are sorted under."""

    name: f.Line
    """As it is printed."""
    description: f.Text = ""
    """A sentence about what belongs here."""
    keywords: list[f.Line] = []
    """Words that speak for this topic."""
    weight: f.Weight = 1.0
    """How much its stories count in the order of the day; 1 is usual."""


class MailboxTable(Table):
    """A mailbox that Digest reads every few minutes; what was read moves to its folder Digest-Done or Digest-Aside."""

    kind: f.KindOfMailbox
    """imap or maildir."""
    takes: Annotated[list[f.TakesWord], Field(min_length=1)] | None = None
    """What it is read for: bounces, complaints, unsubscribes. Default: all three."""
    path: f.Line | None = None
    """maildir: the folder that holds new, cur and tmp."""
    host: f.Line | None = None
    """imap: the server's name."""
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    """imap: default 993 for tls, 143 else."""
    security: f.SecurityWord = Security.TLS
    """imap: tls, starttls or none."""
    username: f.Line | None = None
    """imap: who we sign in as."""
    password: SecretTable | None = None
    """imap: { env = "NAME" } or { file = "path" }."""
    folder: f.Line = "INBOX"
    """imap: the folder that is read."""
    timeout_s: Annotated[float, Field(ge=1, le=600)] = 30.0
    """imap: seconds to wait for an answer."""


class DigestTable(Table):
    """A recurring publication."""

    title: f.Line | None = None
    """As it is printed on top. Default: the digest's name."""
    topics: list[f.Line] | None = None
    """Its sections, in order. Default: all topics."""
    lists: list[f.Name] | None = None
    """Who gets it. Default: the list of the digest's own name."""
    send_at: f.Clock = f.clock("07:00")
    """Local time at which it goes out."""
    timezone: f.Zone = "UTC"
    """Whose clock that is."""
    days: Annotated[list[f.WeekdayWord], Field(min_length=1)] | None = None
    """Days on which it comes out. Default: every day."""
    cutoff: f.Clock | None = None
    """Local time after which articles wait for the next edition. Default: half an hour before send_at."""
    window_hours: Annotated[int, Field(ge=1, le=24 * 31)] = 30
    """How far back from the cutoff articles count as news."""
    unapproved: f.UnapprovedWord = Unapproved.SEND
    """What happens to an edition nobody approved by its hour: send, hold or skip."""
    stories_min: Annotated[int, Field(ge=0, le=100)] = 4
    """Fewer stories than this are too few."""
    too_few: f.UnapprovedWord = Unapproved.HOLD
    """What happens to an edition with too few stories: send, hold or skip."""
    stories_max: Annotated[int, Field(ge=1, le=100)] = 16
    """Most stories in one edition."""
    section_max: Annotated[int, Field(ge=1, le=100)] = 4
    """Most stories in one section."""
    related_max: Annotated[int, Field(ge=0, le=10)] = 3
    """Most related links under one story."""
    publisher_max: Annotated[int, Field(ge=1, le=100)] = 4
    """Most leads of one publisher in one edition."""
    big_publishers: Annotated[int, Field(ge=1, le=100)] = 5
    """A lead that so many publishers reported is a big story; some readers wait for those alone."""
    retold: f.RetoldWord = Retold.STILL_RUNNING
    """A story told before, without news: a line under "still running", or "leave out"."""
    memory_days: Annotated[int, Field(ge=1, le=365)] = 14
    """How long the digest remembers what it told."""
    theme: f.Name = "gazette"
    """Folder under templates/email."""
    locale: f.LocaleName = "en"
    """Language of the mail's own words, dates and numbers."""
    images: f.ImagesWord = Images.HOST
    """Pictures of stories: host (fetched, re-encoded, served by our site), link, or none."""
    transport: f.Name | None = None
    """Its way out. Default: the only one there is, or outbox."""
    sender: Annotated[f.SenderText, Field(alias="from")]
    """Who it comes from: "Name <address>"."""
    reply_to: f.Mailbox | None = None
    """Where answers go. Default: the sender."""
    late_hours: Annotated[int, Field(ge=0, le=48)] = 6
    """A missed edition is still sent up to this long after its hour."""
    retry_hours: Annotated[int, Field(ge=0, le=48)] = 6
    """How long a refused mail is tried again."""
    unknown: f.UnknownWord = Unknown.HOLD
    """Deliveries of which no evidence tells whether they arrived: hold (an operator decides), or "send again": some \
readers then have the edition twice."""
    report_to: f.Mailbox | None = None
    """Who gets a report of the morning, once an edition is sent: what became of it, what was wrong with sources."""


class ListTable(Table):
    """What readers are told about a list, and whether they may sign up for it."""

    title: f.Line | None = None
    """As readers see it. Default: the title of the first digest that goes to it."""
    description: f.Text = ""
    """A sentence or two about what comes, and how often."""
    open: bool = False
    """Whether anybody may sign up for it at the site; each sign-up is confirmed by mail."""


class PrivacyTable(Table):
    """What the privacy page says besides what Digest holds about readers."""

    responsible: f.Text = ""
    """Who is responsible for readers' data. Default: the newsroom with its postal address."""
    contact: f.Text = ""
    """Where readers ask about their data. Default: the newsroom's contact."""
    more: list[f.Text] = []
    """Paragraphs of your own, such as on the mail service that you use."""


class SampleTable(Table):
    """A newsroom whose days are past."""

    days: list[f.Day] = []
    """Its dates; `digest serve` opens on the last."""


class Form(Table):
    """config.toml."""

    newsroom: NewsroomTable
    paths: PathsTable = PathsTable()
    web: WebTable = WebTable()
    database: DatabaseTable = DatabaseTable()
    collect: CollectTable = CollectTable()
    group: GroupTable = GroupTable()
    deliveries: DeliveriesTable = DeliveriesTable()
    transports: dict[f.Name, TransportTable] = {}
    domains: dict[f.Domain, DomainTable] = {}
    mailboxes: dict[f.Name, MailboxTable] = {}
    publishers: list[PublisherTable] = []
    sources: Annotated[list[SourceTable], Field(min_length=1)]
    topics: Annotated[list[TopicTable], Field(min_length=1)]
    digests: Annotated[dict[f.Name, DigestTable], Field(min_length=1)]
    lists: dict[f.Name, ListTable] = {}
    privacy: PrivacyTable = PrivacyTable()
    sample: SampleTable = SampleTable()
