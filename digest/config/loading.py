"""Reading config.toml: all its faults at once, or settings."""

import os
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from digest.config import build, credentials, references, wording
from digest.config.findings import Finding, Key, placed
from digest.config.form import Form
from digest.config.raw import Raw
from digest.config.table import SecretTable
from digest.errors import ConfigError, DigestError, UsageError
from digest.model.fault import Fault
from digest.model.secret import Secret
from digest.model.settings import Settings

FILE_NAME = "config.toml"
FILE_BYTES_MAX = 5_000_000  # thousands of sources are 1 MB
_PLACE = re.compile(r"(?P<what>.*?) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a look at config.toml gave: settings, or faults; warnings in either case."""

    settings: Settings | None
    faults: tuple[Fault, ...] = ()
    warnings: tuple[Fault, ...] = ()


def load(path: Path, *, environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings in a config file; a ConfigError carries everything that is wrong with it."""
    checked = check(path, environ=environ)
    if checked.settings is None:
        raise ConfigError(checked.faults)
    return checked.settings


def check(path: Path, *, environ: Mapping[str, str] = os.environ) -> Checked:
    """Everything that is wrong with a config file, and everything that is hardly meant."""
    file = _as_shown(path)
    source = _read(path, file)
    if isinstance(source, Fault):
        return Checked(settings=None, faults=(source,))
    return check_text(source, path, environ=environ)


def check_text(source: str, path: Path, *, environ: Mapping[str, str] = os.environ) -> Checked:
    """The same for what would stand in the file."""
    file = _as_shown(path)
    try:
        given = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        return Checked(settings=None, faults=(_syntax(error, file, source),))
    return _judge(given, source, file=file, path=path.absolute(), environ=environ)


def find(start: Path) -> Path:
    """The config.toml in a folder or the nearest one above it."""
    for folder in (start.absolute(), *start.absolute().parents):
        if (folder / FILE_NAME).is_file():
            return folder / FILE_NAME
    hint = "Go to a newsroom's folder, name the file with --config, or make a newsroom with: digest init DIR"
    raise UsageError(f"no {FILE_NAME} here or above", where=str(start), hint=hint)


def _judge(given: dict[str, object], source: str, *, file: str, path: Path, environ: Mapping[str, str]) -> Checked:
    raw = Raw(given, path.parent)
    found = list(references.faults(raw))
    settings: Settings | None = None
    try:
        form = Form.model_validate(given)
        database = _database_url(form, path.parent, environ)
        if isinstance(database, Finding):
            found.append(database)
        elif not found:
            settings = build.settings(form, file=path, database_url=database)
    except ValidationError as error:
        found.extend(wording.findings(error))
    doubts = [*references.warnings(raw), *(_secret_warnings(settings, environ) if settings else ())]
    return Checked(
        settings=settings,
        faults=placed(found, file=file, source=source),
        warnings=placed(doubts, file=file, source=source),
    )


def _secret_warnings(settings: Settings, environ: Mapping[str, str]) -> Iterator[Finding]:
    """What will be missing at send time; a transport that no digest uses needs nothing."""
    used = {digest.transport for digest in settings.digests.values()}
    held: list[tuple[Key, Secret | None]] = [
        (("transports", name, key), getattr(settings.transports[name], key))
        for name in sorted(used)
        for key in ("password", "api_key")
    ]
    newsroom = settings.newsroom.secret
    if newsroom.env or (newsroom.file and newsroom.file.exists()):  # a key file is made on the first run
        held.append((("newsroom", "secret"), newsroom))
    for key, secret in held:
        for what, hint in credentials.doubts(secret, environ) if secret else ():
            yield Finding(key=key, what=what, hint=hint)


def _database_url(form: Form, root: Path, environ: Mapping[str, str]) -> str | Finding:
    match form.database.url:
        case SecretTable(env=env, file=file):
            try:
                return credentials.secret(Secret(env=env, file=root / file if file else None), environ)
            except DigestError as error:
                return Finding(key=("database", "url"), what=str(error))
        case url:
            return url


def _read(path: Path, file: str) -> str | Fault:
    try:
        with path.open("rb") as stream:
            content = stream.read(FILE_BYTES_MAX + 1)
    except FileNotFoundError:
        return Fault(where=file, what="there is no such file", hint="Make a newsroom with: digest init DIR")
    except OSError as error:
        return Fault(where=file, what=f"cannot be read: {error.strerror or error}")
    if len(content) > FILE_BYTES_MAX:
        return Fault(where=file, what=f"is larger than {FILE_BYTES_MAX // 1_000_000} MB")
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        return Fault(where=f"{file}:{line}", what="is not UTF-8 text", hint="Save the file as UTF-8.")


_TWICE = "Cannot overwrite a value"  # tomllib's words for a key given twice
_PLAINLY = {
    "Illegal character '\\n'": ("the text is not closed on its line", 'End it with a ".'),
    "Invalid value": ("here should be a value", 'Texts stand in "quotes"; numbers, true and false without.'),
}
"""tomllib's words → what they mean to whoever wrote the file, and what to do."""


def _syntax(error: tomllib.TOMLDecodeError, file: str, source: str) -> Fault:
    found = _PLACE.fullmatch(str(error))
    what = found["what"] if found else str(error)
    if found and found["line"]:
        where = f"{file}:{found['line']}:{found['column']}"
        if what == _TWICE:
            key = source.split("\n")[int(found["line"]) - 1].partition("=")[0].strip()
            return Fault(where=where, what=f"{key} stands twice in its table", hint="Keep one of the two.")
        plainly, hint = _PLAINLY.get(what, (what, ""))
        return Fault(where=where, what=plainly, hint=hint)
    return Fault(where=f"{file}:{source.rstrip().count(chr(10)) + 1}:1", what=f"{what}, at the end of the file")


def _as_shown(path: Path) -> str:
    """The path as short as it can be said from here."""
    relative = os.path.relpath(path)
    return str(path) if relative.startswith("..") else relative
