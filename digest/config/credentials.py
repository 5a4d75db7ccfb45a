"""Secrets: read at the moment they are needed, from where config says, and kept nowhere."""

import logging
import os
import secrets
import stat
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from digest.errors import DigestError
from digest.model.fault import Fault
from digest.model.secret import Secret

SECRET_BYTES_MAX = 65_536  # whatever is longer is not a key but a wrong file
KEY_BYTES = 32  # of a key we make ourselves

log = logging.getLogger(__name__)


def secret(where: Secret, environ: Mapping[str, str]) -> str:
    """The secret's text without surrounding white space; a DigestError says where it should have been."""
    if where.env is not None:
        return _from_environment(where.env, environ)
    if where.file is None:
        raise DigestError("a secret has neither env nor file")
    for warning in open_to_others(where.file):
        log.warning("%s", warning)
    return _from_file(where.file)


def ensure(where: Secret, environ: Mapping[str, str]) -> str:
    """The secret's text; a key file that does not exist yet is made first, readable by its owner alone."""
    if where.file is not None and not where.file.exists():
        _make(where.file)
    return secret(where, environ)


def _make(file: Path) -> None:
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(KEY_BYTES) + "\n", encoding="ascii")
        with suppress(FileExistsError):  # another process was faster: its key counts
            os.link(fresh, file)
    except OSError as error:
        raise _unusable(file, error) from None
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def open_to_others(path: Path) -> Iterator[Fault]:
    """A warning if others on the machine may read the file."""
    try:
        mode = path.stat().st_mode
    except OSError:
        return
    if mode & stat.S_IROTH:
        yield Fault(where=str(path), what="everybody on this machine can read this secret", hint=f"chmod 600 {path}")


def doubts(where: Secret, environ: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """(what, hint) of everything that will make reading the secret fail, or that lets others read it."""
    if where.env is not None and not environ.get(where.env, "").strip():
        yield f"environment variable {where.env} is not set", "Set it before the next run."
    if where.file is not None and not where.file.exists():
        yield f"there is no file {where.file.name}", "Put the secret there before the next run."
    elif where.file is not None:
        yield from ((fault.what, fault.hint) for fault in open_to_others(where.file))


def _from_environment(name: str, environ: Mapping[str, str]) -> str:
    text = environ.get(name, "").strip()
    if not text:
        raise DigestError("is not set, and a secret is read from it", where=f"environment variable {name}")
    return text


def _from_file(path: Path) -> str:
    try:
        with path.open("rb") as file:
            text = file.read(SECRET_BYTES_MAX + 1).decode().strip()
    except OSError as error:
        raise _unusable(path, error) from None
    except UnicodeDecodeError:
        raise DigestError("is not text, and a secret is read from it", where=str(path)) from None
    if not text or len(text) > SECRET_BYTES_MAX:
        raise DigestError("is empty" if not text else "is too long for a secret", where=str(path))
    return text


def _unusable(path: Path, error: OSError) -> DigestError:
    return DigestError(f"a secret is read from it, but: {error.strerror or error}", where=str(path))
