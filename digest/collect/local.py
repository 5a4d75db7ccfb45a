"""Feeds and articles that lie on our own disk: files, packed files, and folders of them."""

import hashlib
import os
import stat
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digest.collect import limits
from digest.collect.answers import Failed, FailureKind, Fetched, NotModified, Result, Validators
from digest.model.fault import Fault

ARTICLE_SUFFIXES = (".html", ".htm", ".xhtml", ".txt", ".md", ".markdown")
GZIP_MAGIC = b"\x1f\x8b"


def is_gzip(data: bytes) -> bool:
    return data[:2] == GZIP_MAGIC


def gunzip(data: bytes, bytes_max: int) -> bytes | Failed:
    """The unpacked bytes, all members of them; Failed where they are broken or more than `bytes_max`."""
    out = bytearray()
    while is_gzip(data) and len(out) <= bytes_max:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        try:
            out += member.decompress(data, bytes_max + 1 - len(out))
        except zlib.error:
            return Failed(kind=FailureKind.BROKEN, reason="it cannot be unpacked")
        if not member.eof and len(out) <= bytes_max:
            return Failed(kind=FailureKind.BROKEN, reason="it is packed, and its end is missing")
        data = member.unused_data
    if len(out) > bytes_max:
        return Failed(kind=FailureKind.TOO_LARGE, reason=f"it is larger than {bytes_max / 1_000_000:g} MB unpacked")
    return bytes(out)


def unpacked(data: bytes, bytes_max: int = limits.FEED_BYTES_MAX) -> bytes | Failed:
    """`data`, unpacked where it is a gzip file."""
    return gunzip(data, bytes_max) if is_gzip(data) else data


def read(path: Path, bytes_max: int) -> bytes | Failed:
    """The bytes of a regular file; a pipe, a device or a folder is never opened."""
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            return _unreadable("it is a folder, not a file")
        if not stat.S_ISREG(status.st_mode):
            return _unreadable("it is not a regular file")
        if status.st_size > bytes_max:
            return Failed(kind=FailureKind.TOO_LARGE, reason=f"it is larger than {bytes_max / 1_000_000:g} MB")
        with path.open("rb") as file:
            return file.read(bytes_max)
    except OSError as error:
        return _unreadable(_why(error))
    except ValueError:
        return _unreadable("its path holds a character that no path may hold")


def _unreadable(reason: str) -> Failed:
    return Failed(kind=FailureKind.FILE, reason=reason)


def _why(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "there is no such file or folder"
        case PermissionError():
            return "we may not read it"
        case _:
            return f"it cannot be read ({error.strerror or type(error).__name__})"


def feed(path: Path, validators: Validators) -> Result:
    """A feed file as if it had been fetched; unchanged bytes are not modified. Its address is a file address."""
    data = read(path, limits.FEED_BYTES_MAX)
    if isinstance(data, Failed):
        return data
    etag = hashlib.sha256(data).hexdigest()
    if etag == validators.etag:
        return NotModified()
    return Fetched(data=data, url=path.as_uri(), validators=Validators(etag=etag))


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """The article files of a folder, in the order of their names, and what could not be looked at."""

    files: tuple[Path, ...]
    validators: Validators
    faults: tuple[Fault, ...] = ()


def folder(path: Path, validators: Validators) -> Folder | NotModified | Failed:
    """What lies in a folder and below; not modified where names, sizes and times are those of last time."""
    if not path.is_dir():
        return _unreadable("it is not a folder" if path.exists() else "there is no such file or folder")
    refused: list[OSError] = []
    found = sorted(_walk(path, refused))
    if any(error.filename == str(path) for error in refused):
        return _unreadable(_why(refused[0]))
    files = found[: limits.FOLDER_FILES_MAX]
    faults = [Fault(where=str(error.filename), what=_why(error)) for error in refused]
    if len(found) > len(files):
        what = f"it holds {len(found)} articles; only the first {len(files)} are read"
        faults.append(Fault(where=str(path), what=what, hint="Move old ones elsewhere."))
    etag = _state_of(path, files)
    if etag == validators.etag:
        return NotModified()
    return Folder(files=tuple(files), validators=Validators(etag=etag), faults=tuple(faults))


def _walk(root: Path, refused: list[OSError]) -> Iterator[Path]:
    """Article files below `root`, without hidden ones; links that lead out of it are not followed.

    Folders that may not be looked into end up in `refused`.
    """
    real = root.resolve()
    for folder_name, folders, names in os.walk(root, onerror=refused.append):
        here = Path(folder_name)
        deep = len(here.relative_to(root).parts) >= limits.FOLDER_DEPTH_MAX
        folders[:] = [] if deep else sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = here / name
            if not name.startswith(".") and path.suffix.lower() in ARTICLE_SUFFIXES and _lies_below(path, real):
                yield path


def _lies_below(path: Path, root: Path) -> bool:
    try:
        return path.resolve().is_relative_to(root)
    except (OSError, RuntimeError):
        return False


def _state_of(root: Path, files: Sequence[Path]) -> str:
    digest = hashlib.sha256()
    for path in files:
        try:
            status = path.stat()
        except OSError:
            continue
        digest.update(f"{path.relative_to(root)}\0{status.st_size}\0{status.st_mtime_ns}\n".encode(errors="replace"))
    return digest.hexdigest()


def text(data: bytes) -> str | Failed:
    """The letters of a text file: by its byte order mark, else UTF-8, else Windows' Western letters."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data:
        return Failed(kind=FailureKind.UNREADABLE, reason="it is not text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def below(url: str, roots: Sequence[Path]) -> Path | None:
    """The file that a file address names, where it lies in one of the folders `roots`; links are looked through."""
    parts = urlsplit(url)
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or "\0" in unquote(parts.path):
        return None
    try:
        path = Path(unquote(parts.path)).resolve()
        return path if any(path.is_relative_to(root.resolve()) for root in roots) else None
    except (OSError, RuntimeError):
        return None
