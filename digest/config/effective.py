"""What is in force: settings written as TOML again, and the JSON schema of the file."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from digest.config.form import Form
from digest.model.secret import Secret
from digest.model.settings import Digest, Mailbox, Sender, Settings, Source
from digest.model.transport import Dkim, Relay, Transport

_HIDDEN_PASSWORD = "***"  # noqa: S105 - what is shown instead of one


def show(settings: Settings) -> str:
    """The settings in force as a config file, defaults included; secrets stand as where they are read from."""
    return "\n\n".join("\n".join(lines) for lines in _tables(settings)) + "\n"


def schema() -> dict[str, object]:
    """The JSON schema of config.toml, for editors that complete and check."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **Form.model_json_schema(by_alias=True)}


def _tables(given: Settings) -> Iterator[list[str]]:
    root = given.root
    newsroom = {**_record(given.newsroom), "other_topic": given.other_topic}
    yield _table("[newsroom]", newsroom, root)
    yield _table("[paths]", {"subscribers": given.lists_path, "templates": given.templates_path}, root)
    yield _table("[web]", _record(given.web), root)
    yield _table("[database]", {"url": given.database_secret or _without_password(given.database_url, root)}, root)
    yield _table("[collect]", _record(given.collecting), root)
    yield _table("[group]", _record(given.grouping), root)
    yield _table("[deliveries]", _record(given.deliveries), root)
    for name, transport in given.transports.items():
        yield _table(f"[transports.{name}]", _of_kind(transport), root)
    for name, domain in given.domains.items():
        record = {key: value for key, value in _record(domain).items() if key != "name"}
        yield _table(f'[domains."{name}"]', record, root)
    for name, mailbox in given.mailboxes.items():
        yield _table(f"[mailboxes.{name}]", _of_kind(mailbox), root)
    for publisher in given.publishers:
        yield _table("[[publishers]]", _record(publisher), root)
    for source in given.sources:
        yield _table("[[sources]]", _located(source, root), root)
    for topic in given.topics:
        yield _table("[[topics]]", _record(topic), root)
    for name, digest in given.digests.items():
        yield _table(f"[digests.{name}]", _renamed(digest), root)
    for name, list_ in given.lists.items():
        shown = {"title": list_.title, "description": list_.description, "open": list_.is_open}
        yield _table(f"[lists.{name}]", shown, root)
    yield _table("[privacy]", _record(given.privacy), root)
    if given.sample_days:
        yield _table("[sample]", {"days": given.sample_days}, root)


def _record(value: object) -> dict[str, object]:
    return {f.name: getattr(value, f.name) for f in fields(value)} if is_dataclass(value) else {}


def _of_kind(given: Transport | Mailbox) -> dict[str, object]:
    """The keys but for those that are its kind's to leave out."""
    unset = {f.name for f in fields(given) if getattr(given, f.name) == f.default and f.name != "kind"}
    return {key: value for key, value in _record(given).items() if key not in {"name", *unset}}


def _located(source: Source, root: Path) -> dict[str, object]:
    url = source.url if "://" in source.url else _path(Path(source.url), root)
    return {**_record(source), "url": url}


def _renamed(digest: Digest) -> dict[str, object]:
    record = _record(digest)
    del record["name"]
    return {("from" if key == "sender" else key): value for key, value in record.items()}


def _table(head: str, record: Mapping[str, object], root: Path) -> list[str]:
    return [head, *(f"{key} = {_value(value, root)}" for key, value in record.items() if value is not None)]


def _value(value: object, root: Path) -> str:
    match value:
        case bool() | StrEnum() | str():
            return json.dumps(value, ensure_ascii=False)  # a JSON text is a TOML basic string
        case int() | float():
            return repr(value)
        case date():
            return f'"{value.isoformat()}"'
        case time():
            return f'"{value:%H:%M}"'
        case Path():
            return _value(_path(value, root), root)
        case Secret() | Dkim() | Relay():
            given = {key: each for key, each in _record(value).items() if each not in (None, "")}
            return "{ " + ", ".join(f"{key} = {_value(each, root)}" for key, each in given.items()) + " }"
        case Sender(name=name, email=email):
            return _value(f"{name} <{email}>", root)
        case tuple():
            return "[" + ", ".join(_value(each, root) for each in value) + "]"
    raise TypeError(f"settings hold no {type(value).__name__}")


def _path(path: Path, root: Path) -> str:
    return str(path.relative_to(root) if path.is_relative_to(root) else path)


def _without_password(url: str, root: Path) -> str:
    sqlite = "sqlite:///"
    if url.startswith(sqlite):
        return sqlite + _path(Path(url.removeprefix(sqlite)), root)
    parts = urlsplit(url)
    if parts.password is None:
        return url
    shown = parts.netloc.replace(f":{parts.password}@", f":{_HIDDEN_PASSWORD}@")
    return urlunsplit(parts._replace(netloc=shown))
