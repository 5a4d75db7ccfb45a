"""The store: tables, one module of queries a noun, migrations. SQLite and PostgreSQL alike.

Query functions take an open transaction first: `with store.write() as db: articles.add(db, …)`.
"""

from sqlalchemy import Connection

from digest.store import (
    articles,
    batches,
    editions,
    editors,
    images,
    incoming,
    notices,
    outcomes,
    people,
    printed,
    receipts,
    slots,
    sources,
    stories,
)
from digest.store.connect import Bench, Store, open_store

__all__ = [
    "Bench",
    "Connection",
    "Store",
    "articles",
    "batches",
    "editions",
    "editors",
    "images",
    "incoming",
    "notices",
    "open_store",
    "outcomes",
    "people",
    "printed",
    "receipts",
    "slots",
    "sources",
    "stories",
]
