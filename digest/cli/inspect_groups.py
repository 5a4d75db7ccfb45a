"""`digest inspect groups`: what a file of articles is grouped to; needs no newsroom."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from digest import group
from digest.errors import DigestError, UsageError
from digest.group import labelled
from digest.model.settings import Embeddings, Topic

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("groups")
@click.argument("file", type=FILE)
@click.option("--topics", "topics_file", type=FILE, required=True, help="A TOML file with [[topics]].")
@click.option("--corrections", "corrections_file", type=FILE, help="JSON lines: id, title, lead, topic.")
@click.option(
    "--embeddings", type=click.Choice([each.value for each in Embeddings]), default="auto", help="Default: auto."
)
def groups_command(file: Path, topics_file: Path, corrections_file: Path | None, embeddings: str) -> None:
    """Stories, topics and related articles of the articles in FILE (JSON lines), a JSON line each."""
    topics = tuple(map(_topic, _toml(topics_file).get("topics", ())))
    corrections = _json_lines(corrections_file) if corrections_file else ()
    encoder = group.encoder() if embeddings == Embeddings.AUTO else None
    for row in labelled.rows(_json_lines(file), topics, corrections, encoder=encoder):
        print(json.dumps(row, ensure_ascii=False))


def _json_lines(file: Path) -> Iterator[dict[str, object]]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _json_object(line, where=f"{file}:{number}")


def _json_object(line: str, *, where: str) -> dict[str, object]:
    try:
        value = json.loads(line)
    except json.JSONDecodeError as error:
        raise DigestError(f"is not JSON ({error.msg})", where=where) from None
    if not isinstance(value, dict):
        raise DigestError("is not a JSON object", where=where)
    return value


def _topic(table: dict[str, Any]) -> Topic:
    if not isinstance(table.get("name"), str):
        raise UsageError("a topic has no name", where="--topics", hint='Every [[topics]] needs name = "…".')
    return Topic(
        name=table["name"], description=table.get("description", ""), keywords=tuple(table.get("keywords", ()))
    )


def _toml(file: Path) -> dict[str, list[dict[str, Any]]]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise DigestError(f"is not TOML ({error})", where=str(file)) from None
