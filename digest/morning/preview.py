"""Stage: the next edition as files to look at."""

import re
import shutil
from dataclasses import dataclass
from pathlib import Path

from digest.errors import DigestError
from digest.mail import SegmentMail
from digest.model.edition import Edition, Slot
from digest.model.settings import Digest
from digest.morning import links, render
from digest.runtime import Runtime


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """Where an edition can be looked at."""

    html: Path
    text: Path
    mail: Path


def preview(runtime: Runtime, edition: Edition, digest: Digest, slot: Slot) -> Preview:
    """Writes the edition as page, text and mail; the page's pictures lie beside it."""
    render.host_images(runtime, edition, digest)
    made = render.whole(runtime, edition, digest)
    values = render.sample_values(runtime, edition, digest, slot)
    folder = runtime.var / "preview" / edition.digest / edition.date.isoformat()
    wrote = Preview(html=folder / "mail.html", text=folder / "mail.txt", mail=folder / "mail.eml")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        wrote.html.write_text(_with_local_images(runtime, made.html(values), folder), encoding="utf-8")
        wrote.text.write_text(made.text(values), encoding="utf-8")
        wrote.mail.write_bytes(made.message(values, envelope=render.letterhead(runtime, edition, digest)))
    except OSError as error:
        raise DigestError(
            f"the preview cannot be written ({error.strerror})",
            where=str(folder),
            hint="Give this account write permission there.",
        ) from error
    return wrote


def page(runtime: Runtime, made: SegmentMail, edition: Edition, digest: Digest, slot: Slot) -> str:
    """The mail as a page for the desk, with the links of nobody in particular."""
    return made.html(render.sample_values(runtime, edition, digest, slot))


def plain(runtime: Runtime, made: SegmentMail, edition: Edition, digest: Digest, slot: Slot) -> str:
    """The mail's text part for the desk."""
    return made.text(render.sample_values(runtime, edition, digest, slot))


def _with_local_images(runtime: Runtime, html: str, folder: Path) -> str:
    """The page with our hosted pictures copied beside it, so that it opens without the site."""
    address = re.compile(re.escape(links.image(runtime.settings, "")) + r"([0-9a-f]+\.(?:jpg|png))")
    for name in set(address.findall(html)):
        source = render.images_folder(runtime) / name
        if source.is_file():
            (folder / "images").mkdir(exist_ok=True)
            shutil.copyfile(source, folder / "images" / name)
    return address.sub(r"images/\1", html)
