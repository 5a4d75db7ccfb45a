"""Images: an alt on each, addresses that load, formats that mail programs show."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from digest import urls
from digest.checks.page import Element
from digest.checks.proof import Finding, Proof, blocking, warning
from digest.model.settings import Images

NAME = "images"
COLUMN_PX = 600
_FILE_NAME = re.compile(r"^\S+\.(jpe?g|png|gif|webp|avif|svg)$", re.IGNORECASE)
_UNSHOWN = (".svg", ".webp", ".avif", ".tif", ".tiff", ".bmp")


def find(proof: Proof) -> Iterator[Finding]:
    for image in proof.page.all("img"):
        yield from _alt(image)
        yield from _source(image)
        yield from _hosted(image, proof)
        yield from _size(image)


def _alt(image: Element) -> Iterator[Finding]:
    where = f"html:{image.line}"
    if "alt" not in image.attributes:
        yield blocking(NAME, "an image has no alt", where=where, why="Without images its file name would be read out.")
    elif _FILE_NAME.match(image.get("alt")):
        yield blocking(NAME, f"an alt is a file name: {image.get('alt')}", where=where, why="It says nothing.")


def _source(image: Element) -> Iterator[Finding]:
    where = f"html:{image.line}"
    parts = urlsplit(image.get("src"))
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        yield blocking(
            NAME, "an image's address is not on the web", where=where, why="Mail programs would not load it."
        )
    elif parts.scheme == "http" and not _is_local(parts.hostname):
        yield warning(NAME, "an image is fetched over http", where=where, why="Some mail programs refuse it.")
    if unshown := next((kind for kind in _UNSHOWN if parts.path.lower().endswith(kind)), ""):
        yield blocking(NAME, f"an image is {unshown}", where=where, why="Some mail programs do not show that format.")


def _hosted(image: Element, proof: Proof) -> Iterator[Finding]:
    """A digest that serves its pictures itself tells no other site who opened the mail."""
    src = image.get("src")
    if (
        proof.digest.images is Images.HOST
        and urls.is_web(src)
        and urls.host(src) != urls.host(proof.newsroom.public_url)
    ):
        what = f"an image is fetched from {urls.host(src)}"
        yield warning(NAME, what, where=f"html:{image.line}", why="That site would see who opens the mail.")


def _is_local(host: str) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


def _size(image: Element) -> Iterator[Finding]:
    where = f"html:{image.line}"
    width, height = image.get("width"), image.get("height")
    if not width.isdecimal():
        yield warning(NAME, "an image has no width", where=where, why="Outlook shows it in its full size.")
    elif int(width) > COLUMN_PX:
        yield blocking(NAME, f"an image is {width} px wide", where=where, why=f"The column has {COLUMN_PX}.")
    elif int(width) <= 2 or height in {"0", "1", "2"}:
        yield blocking(NAME, "an image is too small to be seen", where=where, why="It is taken for a tracking pixel.")
