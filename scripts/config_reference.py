"""Writes docs/config.md from the settings' own descriptions:  .venv/bin/python -m scripts.config_reference."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from digest import config

FILE = Path(__file__).parent.parent / "docs" / "config.md"

TABLES = (
    ("[newsroom]", "NewsroomTable"),
    ("[paths]", "PathsTable"),
    ("[web]", "WebTable"),
    ("[database]", "DatabaseTable"),
    ("[collect]", "CollectTable"),
    ("[group]", "GroupTable"),
    ("[deliveries]", "DeliveriesTable"),
    ("[[publishers]]", "PublisherTable"),
    ("[[sources]]", "SourceTable"),
    ("[[topics]]", "TopicTable"),
    ("[digests.NAME]", "DigestTable"),
    ("[lists.NAME]", "ListTable"),
    ("[transports.NAME]", "TransportTable"),
    ('[domains."NAME"]', "DomainTable"),
    ("[mailboxes.NAME]", "MailboxTable"),
    ("[privacy]", "PrivacyTable"),
    ("[sample]", "SampleTable"),
)

HEAD = """# config.toml

Every table and key, with its default. The file at the root of the checkout is a working, commented example;
`digest init DIR` writes a fresh one; `digest config check` says everything that is wrong with yours, with line and
column; `digest config show` prints what is in force; `digest config schema` prints a JSON schema for your editor.

Paths start at the folder of the file. A secret is `{ env = "NAME" }` or `{ file = "path" }`, never the secret itself.
"""


def text() -> str:
    """The page."""
    known: Any = config.schema()["$defs"]
    return HEAD + "".join(_table(title, known[name]) for title, name in TABLES)


def _table(title: str, table: dict[str, Any]) -> str:
    rows = "".join(_rows(table))
    return f"\n## `{title}`\n\n{table.get('description', '')}\n\n| key | default | meaning |\n|---|---|---|\n{rows}"


def _rows(table: dict[str, Any]) -> Iterator[str]:
    needed = set(table.get("required", ()))
    for key, about in table["properties"].items():
        yield f"| `{key}` | {_default(about, needed=key in needed)} | {about.get('description', '')} |\n"


def _default(about: dict[str, Any], *, needed: bool) -> str:
    if needed:
        return "*needed*"
    default = about.get("default")
    return "" if default in (None, "", [], {}) else f"`{json.dumps(default, ensure_ascii=False)}`"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
