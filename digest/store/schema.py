"""Every table. What a value holds beyond the columns that queries need lies in its `body` as JSON.

Long, and still one thing: foreign keys tie the tables together, and migrations are checked against all of them.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    Enum,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Time,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

from digest.model.delivery import BatchState, BounceClass, Exclusion, KeptState, OutcomeState, ReceiptKind
from digest.model.edition import EditionState, EditKind, Span
from digest.model.notice import NoticeKind
from digest.model.people import Length, Pace, SubscriptionState, SuppressionReason

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Identity = BigInteger().with_variant(Integer(), "sqlite")
"""SQLite numbers rows by itself only where the key is a plain INTEGER."""


class Instant(TypeDecorator[datetime]):
    """An aware point in time, stored as UTC. SQLite has no time zones: there it is naive UTC text, which sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _enum(kind: type[Any]) -> Enum:
    """The enum's words, as text: a new word needs no migration."""
    return Enum(kind, values_callable=lambda members: [m.value for m in members], native_enum=False, length=40)


sources = Table(
    "sources",
    metadata,
    Column("id", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("moved_to", Text),
    Column("moved_seen", Integer, nullable=False, default=0),
    Column("next_poll_at", Instant),
    Column("last_success_at", Instant),
    Column("last_article_at", Instant),
    Column("failures", Integer, nullable=False, default=0),
    Column("last_error", Text),
    Column("last_error_at", Instant),
    Column("url", Text),
    Column("failure", Text),
    Column("habits", Text),
    Column("changed", Text),
    Column("changed_at", Instant),
)

source_days = Table(
    "source_days",
    metadata,
    Column("source", Text, primary_key=True),
    Column("day", Date, primary_key=True),  # of UTC
    Column("visits", Integer, nullable=False, default=0),
    Column("hours", Text, nullable=False),  # articles of each of its 24 hours
)

WITH_TEXT = text("NOT forgotten")
"""As the index says it: a query must use the same words to find by it."""

articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("source", Text, nullable=False, index=True),
    Column("publisher", Text, nullable=False),
    Column("known_at", Instant, nullable=False, index=True),
    Column("collected_at", Instant, nullable=False, index=True),
    Column("body", Text, nullable=False),
    Column("forgotten", Boolean, nullable=False, default=False, server_default=false()),  # its text is
    Index("ix_articles_with_text", "collected_at", sqlite_where=WITH_TEXT, postgresql_where=WITH_TEXT),
)

article_addresses = Table(
    "article_addresses",
    metadata,
    Column("url", Text, primary_key=True),
    Column("article", Text, ForeignKey("articles.id", ondelete="CASCADE"), nullable=False, index=True),
)

images = Table(
    "images",
    metadata,
    Column("url", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("fetched_at", Instant, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    Column("id", Text, primary_key=True),
    Column("topic", Text, nullable=False),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False, index=True),
    Column("alias_of", Text),
    Column("body", Text, nullable=False),
)

story_articles = Table(
    "story_articles",
    metadata,
    Column("article", Text, ForeignKey("articles.id", ondelete="CASCADE"), primary_key=True),
    Column("story", Text, ForeignKey("stories.id", ondelete="CASCADE"), nullable=False, index=True),
)

told = Table(
    "told",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("story", Text, primary_key=True),
    Column("edition", Text, primary_key=True),
    Column("told_at", Instant, nullable=False, index=True),
    Column("body", Text, nullable=False),
)

slots = Table(
    "slots",
    metadata,
    Column("id", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("span", _enum(Span), nullable=False),
    Column("opens_at", Instant, nullable=False),
    Column("cutoff_at", Instant, nullable=False),
    Column("send_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("owner", Text),
    Column("lease_until", Instant),
    Column("epoch", Integer, nullable=False, default=0),
    UniqueConstraint("digest", "date", "span"),
)

editions = Table(
    "editions",
    metadata,
    Column("id", Text, ForeignKey("slots.id"), primary_key=True),
    Column("digest", Text, nullable=False, index=True),
    Column("date", Date, nullable=False),
    Column("state", _enum(EditionState), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("content_hash", Text, nullable=False, default=""),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("approved_at", Instant),
    Column("approved_by", Text),
    Column("sent_at", Instant),
)

printed = Table(
    "printed",
    metadata,
    Column("id", Identity, primary_key=True, autoincrement=True),
    Column("edition", Text, ForeignKey("editions.id", ondelete="CASCADE"), nullable=False),
    Column("story", Text, nullable=False, index=True),
    Column("digest", Text, nullable=False),
    Column("date", Date, nullable=False),
    Column("headline", Text, nullable=False),
    Column("dek", Text, nullable=False),
    Column("sources", Text, nullable=False),  # publishers and titles of its links, as one text
    Column("publisher", Text, nullable=False),
    Column("language", Text),
    UniqueConstraint("edition", "story"),
)
"""The archive's stories. Their words are found by `printed_search`, which each database has in its own kind."""

edits = Table(
    "edits",
    metadata,
    Column("id", Identity, primary_key=True, autoincrement=True),
    Column("edition", Text, ForeignKey("slots.id"), nullable=False, index=True),
    Column("kind", _enum(EditKind), nullable=False),
    Column("target", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("editor", Text, nullable=False),
    Column("made_at", Instant, nullable=False),
)

IS_PAUSED = "paused_until IS NOT NULL"
IS_WEEKLY = "pace = 'weekly'"

subscribers = Table(
    "subscribers",
    metadata,
    Column("id", Identity, primary_key=True, autoincrement=True),
    Column("address", Text, nullable=False, unique=True),
    Column("address_key", Text, nullable=False, unique=True),
    Column("email", Text, nullable=False),
    Column("name", Text, nullable=False, default=""),
    Column("created_at", Instant, nullable=False),
)

subscriptions = Table(
    "subscriptions",
    metadata,
    Column("id", Identity, primary_key=True, autoincrement=True),
    Column("subscriber", ForeignKey("subscribers.id", ondelete="CASCADE"), nullable=False),
    Column("list", Text, nullable=False, index=True),
    Column("state", _enum(SubscriptionState), nullable=False),
    Column("origin", Text, nullable=False),
    Column("topics", Text, nullable=False, default=""),
    Column("muted_topics", Text, nullable=False, server_default=""),
    Column("hour", Time),
    Column("timezone", Text),
    Column("locale", Text),
    Column("theme", Text),
    Column("length", _enum(Length), nullable=False, server_default=Length.FULL.value),
    Column("pace", _enum(Pace), nullable=False),
    Column("paused_since", Date),
    Column("paused_until", Date),
    Column("muted_stories", Text, nullable=False, server_default=""),
    Column("muted_words", Text, nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("changed_at", Instant, nullable=False),
    UniqueConstraint("subscriber", "list"),
    # A clock asks every few seconds whether anybody is back from a pause, or reads once a week.
    Index("ix_subscriptions_paused", "paused_until", sqlite_where=text(IS_PAUSED), postgresql_where=text(IS_PAUSED)),
    Index("ix_subscriptions_weekly", "list", sqlite_where=text(IS_WEEKLY), postgresql_where=text(IS_WEEKLY)),
    sqlite_autoincrement=True,  # links in old mails name it: no number is given out twice
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("address_key", Text, primary_key=True),
    Column("reason", _enum(SuppressionReason), nullable=False),
    Column("since", Instant, nullable=False),
)

signups = Table(
    "signups",
    metadata,
    Column("id", Identity, primary_key=True, autoincrement=True),
    Column("address_key", Text, nullable=False, index=True),
    Column("address", Text),  # with the email: until it is confirmed
    Column("email", Text),
    Column("list", Text, nullable=False),
    Column("topics", Text, nullable=False),
    Column("hour", Time),
    Column("locale", Text),
    Column("page", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
    Column("subscription", BigInteger),
    sqlite_autoincrement=True,
)

consents = Table(
    "consents",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("leaf", Text, nullable=False),
    Column("seal", Text, nullable=False),
    Column("salt", Text),
    Column("payload", Text),
    Column("address_key", Text, index=True),
)

marks = Table(
    "marks",
    metadata,
    Column("id", Identity, primary_key=True, autoincrement=True),
    Column("key", Text, nullable=False),
    Column("at", Instant, nullable=False, index=True),
    Index("ix_marks_key_at", "key", "at"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),  # by chance: it stands in headers and file names
    Column("kind", _enum(NoticeKind), nullable=False),
    Column("digest", Text, nullable=False),
    Column("locale", Text, nullable=False),
    Column("subscriber", ForeignKey("subscribers.id", ondelete="CASCADE"), index=True),
    Column("email", Text),  # of who is no subscriber; emptied with the body once the notice is settled
    Column("address_key", Text),  # stays: a bounce that comes later suppresses by it
    Column("body", Text, nullable=False),
    Column("state", _enum(OutcomeState), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("ready_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("owner", Text),
    Column("lease_until", Instant),
    Column("code", Text, nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
    Column("settled_at", Instant, index=True),
    Index("ix_notices_state", "state", "ready_at"),
)

audiences = Table(
    "audiences",
    metadata,
    Column("edition", Text, ForeignKey("slots.id"), primary_key=True),
    Column("candidates", Integer, nullable=False),
    Column("batched", Integer, nullable=False),
    Column("frozen_at", Instant, nullable=False),
)

batches = Table(
    "batches",
    metadata,
    Column("id", Identity, primary_key=True, autoincrement=True),
    Column("edition", Text, ForeignKey("slots.id"), nullable=False),
    Column("segment", Text, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("ready_at", Instant, nullable=False),  # due_at, or later where the transport asked for patience
    Column("size", Integer, nullable=False),
    Column("recipients", LargeBinary, nullable=False),
    Column("state", _enum(BatchState), nullable=False),
    Column("owner", Text),
    Column("lease_until", Instant),
    Column("epoch", Integer, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("handed_to", Integer, nullable=False, default=0),  # places before this one may be under way
    Column("accepted", Integer, nullable=False, default=0),
    Column("accepted_bits", LargeBinary),  # a bit a place while the batch is not done; afterwards all but exceptions
    Column("kept", Text),  # the id under which a mail service keeps what was handed over of it
    Index("ix_batches_edition_state", "edition", "state", "ready_at"),
)

kept = Table(
    "kept",
    metadata,
    Column("id", Text, primary_key=True),  # the mail service's word for all that it keeps under it
    Column("edition", Text, ForeignKey("slots.id"), nullable=False, index=True),
    Column("leaves_at", Instant, nullable=False),
    Column("taken_at", Instant, nullable=False),
    Column("state", _enum(KeptState), nullable=False),
    Column("batches", Integer, nullable=False, default=0),
    Column("reason", Text, nullable=False, default=""),  # why it is called back
)

exceptions = Table(
    "exceptions",
    metadata,
    Column("batch", ForeignKey("batches.id"), primary_key=True),
    Column("subscription", BigInteger, primary_key=True, autoincrement=False),
    Column("state", _enum(OutcomeState), nullable=False),
    Column("code", Text, nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
    Column("at", Instant, nullable=False),
)

outcome_sums = Table(
    "outcome_sums",
    metadata,
    Column("edition", Text, ForeignKey("slots.id"), primary_key=True),
    Column("state", _enum(OutcomeState), primary_key=True),
    Column("count", Integer, nullable=False),  # what is left of `exceptions` and `delivered` once nobody asks by name
)

delivered = Table(
    "delivered",
    metadata,
    Column("batch", ForeignKey("batches.id"), primary_key=True),
    Column("count", Integer, nullable=False),  # of those that neither bounced nor complained afterwards
    Column("bits", LargeBinary, nullable=False),  # a bit a place
)

early_receipts = Table(
    "early_receipts",
    metadata,
    Column("batch", ForeignKey("batches.id"), primary_key=True),
    Column("subscription", BigInteger, primary_key=True, autoincrement=False),
    Column("kind", _enum(ReceiptKind), primary_key=True),
    Column("at", Instant, nullable=False),
    Column("bounce", _enum(BounceClass)),
    Column("code", Text, nullable=False, default=""),
    Column("detail", Text, nullable=False, default=""),
)

soft_bounces = Table(
    "soft_bounces",
    metadata,
    Column("subscription", ForeignKey("subscriptions.id", ondelete="CASCADE"), primary_key=True),
    Column("batch", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
)

paces = Table(
    "paces",
    metadata,
    Column("key", Text, primary_key=True),
    Column("level", Float, nullable=False),  # mails that count against the limit at the moment `at`
    Column("at", Instant, nullable=False),
)

rests = Table(
    "rests",
    metadata,
    Column("transport", Text, primary_key=True),
    Column("domain", Text, primary_key=True),  # of readers
    Column("until", Instant, nullable=False),
    Column("turn", Integer, nullable=False),  # how often in a row it rested
    Column("reason", Text, nullable=False),
)

pauses = Table(
    "pauses",
    metadata,
    Column("edition", Text, ForeignKey("slots.id"), primary_key=True),
    Column("reason", Text, nullable=False),
    Column("since", Instant, nullable=False),
    Column("lifted_at", Instant),
    Column("handed", Integer, nullable=False, default=0),  # when it was lifted: only what comes later counts anew
    Column("returned", Integer, nullable=False, default=0),
)

alerts = Table(
    "alerts",
    metadata,
    Column("about", Text, primary_key=True),
    Column("at", Instant, nullable=False),
)

exclusions = Table(
    "exclusions",
    metadata,
    Column("edition", Text, ForeignKey("slots.id"), primary_key=True),
    Column("reason", _enum(Exclusion), primary_key=True),
    Column("count", Integer, nullable=False),
)

editors = Table(
    "editors",
    metadata,
    Column("name", Text, primary_key=True),
    Column("password_hash", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
)

api_tokens = Table(
    "api_tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
    Column("key", Text, nullable=False),
    Column("scopes", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
)

sessions = Table(
    "sessions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("editor", Text, ForeignKey("editors.name", ondelete="CASCADE"), nullable=False),
    Column("expires_at", Instant, nullable=False),
)
