"""The store: tables, one module of queries a noun, migrations. SQLite and PostgreSQL alike.

Query functions take an open transaction first: `with store.write() as db: articles.add(db, …)`.
"""

from sqlalchemy import Connection

from digest.store import (
    alerts,
    api_tokens,
    articles,
    batches,
    bygones,
    consents,
    editions,
    editors,
    images,
    incoming,
    kept,
    marks,
    notices,
    outcomes,
    paces,
    pauses,
    people,
    printed,
    readers,
    receipts,
    signups,
    slots,
    sources,
    stories,
    subscribers,
)
from digest.store.connect import Bench, Store, open_store

__all__ = [
    "Bench",
    "Connection",
    "Store",
    "alerts",
    "api_tokens",
    "articles",
    "batches",
    "bygones",
    "consents",
    "editions",
    "editors",
    "images",
    "incoming",
    "kept",
    "marks",
    "notices",
    "open_store",
    "outcomes",
    "paces",
    "pauses",
    "people",
    "printed",
    "readers",
    "receipts",
    "signups",
    "slots",
    "sources",
    "stories",
    "subscribers",
]
