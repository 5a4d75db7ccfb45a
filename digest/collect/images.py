"""The pictures of stories: fetched within limits, drawn anew in a parser process, kept under their content's hash."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from digest import urls
from digest.collect import limits, local
from digest.collect.answers import Failed, FailureKind, Fetched, Purpose, Request, Result
from digest.collect.fetch import Fetcher
from digest.collect.harvest import shown
from digest.collect.isolate import Parsers
from digest.collect.outline import Drawn
from digest.errors import DigestError
from digest.model.fault import Fault
from digest.model.settings import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class HostedImage:
    """A picture in our folder."""

    name: str
    width: int
    height: int
    bytes: int


def fetch_all(
    wanted: Sequence[str], *, fetcher: Fetcher, parsers: Parsers, folder: Path, roots: Sequence[Path] = ()
) -> Mapping[str, HostedImage | Fault]:
    """Each picture's address with the file it became in `folder`, or why it did not.

    File addresses are read only below `roots`. Raises DigestError where the folder cannot be written.
    """
    _make(folder)
    return {
        url: _hosted(url, answer, parsers, folder)
        for url, answer in _answers(tuple(dict.fromkeys(wanted)), fetcher, roots)
    }


def roots(sources: Iterable[Source]) -> tuple[Path, ...]:
    """The folders whose pictures may be read: those of sources on our own disk."""
    paths = (Path(source.url) for source in sources if not urls.is_web(source.url))
    return tuple(dict.fromkeys(path if path.is_dir() else path.parent for path in paths))


def _answers(wanted: Sequence[str], fetcher: Fetcher, roots: Sequence[Path]) -> Iterator[tuple[str, Result]]:
    ours = [url for url in wanted if url.startswith("file:")]
    yield from ((url, _read(url, roots)) for url in ours)
    requests = [Request(url=url, purpose=Purpose.IMAGE) for url in wanted if not url.startswith("file:")]
    for request, answer in fetcher.many(requests):
        yield request.url, answer


def _read(url: str, roots: Sequence[Path]) -> Result:
    path = local.below(url, roots)
    if path is None:
        return Failed(kind=FailureKind.FILE, reason="it lies outside the folders of the sources")
    data = local.read(path, limits.IMAGE_BYTES_MAX)
    return data if isinstance(data, Failed) else Fetched(data=data, url=url)


def _hosted(url: str, answer: Result, parsers: Parsers, folder: Path) -> HostedImage | Fault:
    if not isinstance(answer, Fetched):
        reason = answer.reason if isinstance(answer, Failed) else "the server sent nothing"
        return _fault(url, reason)
    drawn = parsers.run(Drawn, "digest.collect.redraw:redrawn", answer.data)
    if isinstance(drawn, Failed) or drawn.why:
        return _fault(url, drawn.reason if isinstance(drawn, Failed) else drawn.why)
    name = hashlib.sha256(drawn.data).hexdigest() + drawn.suffix
    _keep(folder / name, drawn.data)
    return HostedImage(name=name, width=drawn.width, height=drawn.height, bytes=len(drawn.data))


def _fault(url: str, reason: str) -> Fault:
    return Fault(where=f"picture {shown(url)}", what=reason)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritable(folder, error) from error


def _keep(path: Path, data: bytes) -> None:
    """Writes a file so that it is there whole or not at all; one that is there already has the same content."""
    if path.exists():
        return
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
            file.write(data)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
    except OSError as error:
        raise _unwritable(path.parent, error) from error


def _unwritable(folder: Path, error: OSError) -> DigestError:
    what = f"pictures cannot be kept here ({error.strerror or type(error).__name__})"
    return DigestError(what, where=str(folder), hint="Free the folder or make it writable.")
