"""`digest sources`: where articles come from, and how the sources are."""

from datetime import datetime

import click

from digest import store
from digest.cli import newsroom
from digest.model.settings import Source
from digest.store.sources import Visit


@click.group("sources")
def sources_command() -> None:
    """Where articles come from, and how the sources are."""


@sources_command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_(*, as_json: bool) -> None:
    """Every source with its state, its last success and its last error."""
    settings = newsroom.settings()
    with newsroom.opened(settings) as runtime, runtime.store.read() as db:
        visits = store.sources.visits(db)
    rows = [_row(source, visits.get(source.id)) for source in settings.sources]
    if as_json:
        newsroom.print_json(rows)
    else:
        heads = ["source", "publisher", "state", "last success", "last error"]
        newsroom.table([heads, *([row[head.replace(" ", "_")] for head in heads] for row in rows)])


def _row(source: Source, visit: Visit | None) -> dict[str, str]:
    return {
        "source": source.id,
        "publisher": source.publisher,
        "kind": source.kind,
        "url": source.url,
        "state": _state(source, visit),
        "last_success": _minute(visit.last_success_at if visit else None),
        "last_error": (visit.last_error or "") if visit and visit.failures else "",
    }


def _state(source: Source, visit: Visit | None) -> str:
    if source.muted:
        return "muted"
    if visit is None:
        return "not visited yet"
    return f"failing ({visit.failures})" if visit.failures else "ok"


def _minute(instant: datetime | None) -> str:
    return instant.astimezone().strftime("%Y-%m-%d %H:%M") if instant else ""
