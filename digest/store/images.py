"""Which file of ours holds the picture that lay at an address."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, select

from digest.store.schema import images
from digest.store.upsert import upsert


def names(db: Connection, urls: Sequence[str]) -> dict[str, str]:
    """File names by the address each picture was fetched from, for those that are hosted."""
    return {row.url: row.name for row in db.execute(select(images).where(images.c.url.in_(urls)))}


def put(db: Connection, hosted: Mapping[str, tuple[str, int, int]], *, now: datetime) -> None:
    """Records (file name, width, height) by address."""
    rows = [
        {"url": url, "name": name, "width": width, "height": height, "fetched_at": now}
        for url, (name, width, height) in hosted.items()
    ]
    upsert(db, images, rows)
