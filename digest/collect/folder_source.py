"""Folders of article files: one article a file; what cannot be read is told and passed over."""

from pathlib import Path

from digest.collect import limits, local, wanted
from digest.collect.answers import Failed, Fetched, NotModified, Validators
from digest.collect.harvest import Equipment, Harvest
from digest.collect.outline import Reading
from digest.model.article import Article
from digest.model.fault import Fault
from digest.model.settings import Source

WARNINGS_MAX = 20  # a folder of five thousand broken files is one problem, not five thousand


def read(source: Source, validators: Validators, equipment: Equipment) -> Harvest:
    """One visit to a folder."""
    folder = local.folder(Path(source.url), validators)
    if isinstance(folder, Failed | NotModified):
        return Harvest(answer=folder)
    read = [_article(path, source, equipment) for path in folder.files]
    faults = [one for one in read if isinstance(one, Fault)]
    return Harvest(
        answer=Fetched(data=b"", url=Path(source.url).as_uri(), validators=folder.validators),
        articles=tuple(one for one in read if isinstance(one, Article) and wanted.is_wanted(one, source)),
        found=len(folder.files),
        warnings=(*folder.faults, *_told(faults, source)),
    )


def _article(path: Path, source: Source, equipment: Equipment) -> Article | Fault:
    data = local.read(path, limits.FILE_BYTES_MAX)
    if isinstance(data, Failed):
        return Fault(where=str(path), what=data.reason)
    reading = equipment.parsers.run(
        Reading,
        "digest.collect.reading:file",
        data,
        path.suffix.lower(),
        source,
        equipment.now,
        path.parent.as_uri(),
    )
    if isinstance(reading, Failed):
        return Fault(where=str(path), what=reading.reason)
    return reading.article or Fault(where=str(path), what=reading.why)


def _told(faults: list[Fault], source: Source) -> list[Fault]:
    if len(faults) <= WARNINGS_MAX:
        return faults
    rest = Fault(where=source.url, what=f"{len(faults) - WARNINGS_MAX} more files could not be read")
    return [*faults[:WARNINGS_MAX], rest]
