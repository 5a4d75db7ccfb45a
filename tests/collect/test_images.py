"""Pictures: what we host is our own drawing of them."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from digest.collect import images, limits
from digest.collect.fetch import Fetcher
from digest.collect.images import HostedImage
from digest.collect.isolate import Parsers
from digest.collect.redraw import redrawn
from digest.errors import DigestError
from digest.model.fault import Fault
from digest.model.settings import Source, SourceKind
from tests.collect import pictures
from tests.collect.peer import Peer, Reply


def drawn(data: bytes) -> Image.Image:
    made = redrawn(data)
    assert not made.why
    image = Image.open(BytesIO(made.data))
    assert image.size == (made.width, made.height)
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_every_kind_we_know_becomes_a_jpeg(kind: str):
    assert drawn(pictures.picture(kind)).format == "JPEG"


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "I;16"])
def test_odd_colour_modes_become_plain_ones(mode: str):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    assert drawn(pictures.picture(kind, mode=mode)).mode == "RGB"


def test_a_see_through_drawing_stays_so():
    """A logo on nothing would be a black box as a JPEG."""
    image = drawn(pictures.glass())
    assert (image.format, image.mode) == ("PNG", "RGBA")


def test_a_wide_picture_is_made_no_wider_than_mail_shows():
    image = drawn(pictures.picture("JPEG", (4000, 3000)))
    assert image.size == (limits.IMAGE_WIDTH_MAX, 828)


def test_a_small_picture_is_not_blown_up():
    assert drawn(pictures.picture("PNG", (120, 80))).size == (120, 80)


def test_nothing_is_left_of_place_and_camera_and_it_stands_upright():
    """Metadata goes; what it said about turning is done."""
    made = redrawn(pictures.located())
    image = drawn(pictures.located())
    assert b"SECRET" not in made.data
    assert not image.getexif()
    assert image.size == (200, 300)


def test_of_a_moving_picture_the_first_frame_is_taken():
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:])
    red, _, blue = drawn(out.getvalue()).getpixel((30, 30))  # type: ignore[misc]
    assert red > 200
    assert blue < 60


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "not a JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "not a JPEG"),
        (b"<html>not found</html>", "not a JPEG"),
        (pictures.picture("BMP"), "not a JPEG"),
        (pictures.picture("TIFF"), "not a JPEG"),
        (pictures.bomb(), "not a JPEG"),
        (pictures.bomb(8_000, 8_000), "too many pixels"),
        (pictures.picture("PNG", (1, 1)), "too small"),
        (pictures.picture("JPEG")[:400], "damaged"),
        (pictures.picture("PNG")[:200], "damaged"),
    ],
    ids=["empty", "svg", "html", "bmp", "tiff", "bomb", "large", "pixel", "half a jpeg", "half a png"],
)
def test_what_is_no_fit_picture_says_why(data: bytes, why: str):
    """Only four formats are decoded, by content and never by name; bombs are not unpacked."""
    assert why in redrawn(data).why


def test_noise_is_squeezed_until_it_fits():
    """No picture weighs more than a mail can bear."""
    noisy = Image.effect_noise((1100, 1100), 120).convert("RGB")
    out = BytesIO()
    noisy.save(out, "PNG")
    made = redrawn(out.getvalue())
    assert not made.why
    assert len(made.data) <= limits.IMAGE_OUT_BYTES_MAX


@pytest.fixture(scope="module")
def parsers():
    with Parsers(workers=1) as parsers:
        yield parsers


@pytest.mark.slow
def test_pictures_are_kept_under_the_hash_of_their_content(peer: Peer, fetcher: Fetcher, parsers, tmp_path: Path):
    """Good ones lie in the folder, bad ones are faults, and each is told by its address."""
    peer.routes["/a.jpg"] = Reply(body=pictures.picture("JPEG"))
    peer.routes["/b.svg"] = Reply(headers={"Content-Type": "image/jpeg"}, body=b"<svg/>")
    wanted = [peer.url(path) for path in ("/a.jpg", "/b.svg", "/none.png", "/a.jpg")]
    found = images.fetch_all(wanted, fetcher=fetcher, parsers=parsers, folder=tmp_path / "images")
    assert list(found) == wanted[:3] or set(found) == set(wanted)
    hosted = found[wanted[0]]
    assert isinstance(hosted, HostedImage)
    kept = (tmp_path / "images" / hosted.name).read_bytes()
    assert hosted.name == hashlib.sha256(kept).hexdigest() + ".jpg"
    assert hosted.bytes == len(kept)
    assert [path.name for path in (tmp_path / "images").iterdir()] == [hosted.name]
    assert "not a JPEG" in str(found[wanted[1]])
    assert "404" in str(found[wanted[2]])


@pytest.mark.slow
def test_files_are_read_below_the_folders_of_sources_only(fetcher: Fetcher, parsers, tmp_path: Path):
    """A feed that names a file elsewhere, or a link that leads out, gets nothing."""
    inside, outside = tmp_path / "feed", tmp_path / "private"
    inside.mkdir()
    outside.mkdir()
    for folder in (inside, outside):
        (folder / "a picture.jpg").write_bytes(pictures.picture("JPEG"))
    (inside / "link.jpg").symlink_to(outside / "a picture.jpg")
    good = (inside / "a picture.jpg").as_uri()
    bad = [
        (outside / "a picture.jpg").as_uri(),
        f"{inside.as_uri()}/../private/a%20picture.jpg",
        f"{inside.as_uri()}/%2e%2e/private/a%20picture.jpg",
        (inside / "link.jpg").as_uri(),
        "file://elsewhere.example/share/a.jpg",
        "file:///dev/zero",
    ]
    found = images.fetch_all([good, *bad], fetcher=fetcher, parsers=parsers, folder=tmp_path / "out", roots=[inside])
    assert isinstance(found[good], HostedImage)
    assert all(isinstance(found[url], Fault) for url in bad)


def test_the_folders_of_sources_are_those_on_our_disk(tmp_path: Path):
    sources = [
        Source(id="a", kind=SourceKind.FEED, url=str(tmp_path / "a" / "feed.xml"), publisher="A"),
        Source(id="b", kind=SourceKind.FOLDER, url=str(tmp_path), publisher="B"),
        Source(id="c", kind=SourceKind.FEED, url="https://c.example/feed", publisher="C"),
    ]
    assert images.roots(sources) == (tmp_path / "a", tmp_path)


def test_a_folder_that_cannot_be_made_is_one_clear_line(fetcher: Fetcher, tmp_path: Path):
    (tmp_path / "file").write_text("")
    with Parsers() as unused, pytest.raises(DigestError, match="pictures cannot be kept here"):
        images.fetch_all([], fetcher=fetcher, parsers=unused, folder=tmp_path / "file" / "images")
