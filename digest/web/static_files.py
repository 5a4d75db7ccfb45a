"""Static files under their content's hash: browsers keep them for ever and never show an old one."""

import hashlib
import mimetypes
from pathlib import Path

from starlette.responses import Response

FOLDER = Path(__file__).parent / "static"
HASH_LETTERS = 12  # tells versions of one file apart; nobody attacks it
FOR_EVER = "public, max-age=31536000, immutable"


class StaticFiles:
    """The files of a folder, read once; they are few and small."""

    def __init__(self, prefix: str, folder: Path = FOLDER) -> None:
        self._prefix = prefix
        self._files = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
        self._marks = {name: hashlib.sha256(body).hexdigest()[:HASH_LETTERS] for name, body in self._files.items()}

    def url(self, name: str) -> str:
        """Where the file of this name lies now."""
        return f"{self._prefix}/static/{self._marks[name]}/{name}"

    def answer(self, mark: str, name: str) -> Response | None:
        """The file, or None where there is none of this name and content."""
        if self._marks.get(name) != mark:
            return None
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        return Response(self._files[name], media_type=kind, headers={"Cache-Control": FOR_EVER})
