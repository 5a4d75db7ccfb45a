"""Foreign pictures drawn anew: checked by content, without metadata, small enough for mail. The one door of Pillow.

Runs in parser processes.
"""

import warnings
from io import BytesIO

from PIL import Image, ImageOps, UnidentifiedImageError

from digest.collect import limits
from digest.collect.outline import Drawn

FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
"""What is recognised, by content; never SVG, which is a program."""

_HARDER = ((limits.IMAGE_QUALITY, 1), (70, 1), (55, 1), (60, 0.6), (55, 0.35))
"""(quality, share of the size) to try until a picture fits; plain noise needs the last."""
_SRGB = "RGB"


def redrawn(data: bytes) -> Drawn:
    """The picture in `data` as a JPEG, or as a PNG where it is a drawing with transparent parts."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            return _redrawn(data)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Drawn(why="it is not a JPEG, PNG, WebP or GIF picture of sensible size")
    except (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError, OverflowError):
        return Drawn(why="its picture is damaged")


def _redrawn(data: bytes) -> Drawn:
    with Image.open(BytesIO(data), formats=FORMATS) as opened:
        if opened.width * opened.height > limits.IMAGE_PIXELS_MAX:
            return Drawn(why="it has too many pixels")
        if min(opened.size) < limits.IMAGE_SIDE_MIN:
            return Drawn(why="it is too small to be a picture")
        opened.draft(_SRGB, _room(opened))
        opened.seek(0)
        picture = ImageOps.exif_transpose(opened)
        picture.thumbnail((limits.IMAGE_WIDTH_MAX, limits.IMAGE_HEIGHT_MAX), Image.Resampling.LANCZOS)
        return _encoded(picture)


def _room(opened: Image.Image) -> tuple[int, int]:
    """The size at which a JPEG may be decoded at once: not below what is kept."""
    share = min(1.0, limits.IMAGE_WIDTH_MAX / opened.width)
    return max(1, int(opened.width * share)), max(1, int(opened.height * share))


def _encoded(picture: Image.Image) -> Drawn:
    if _is_transparent(picture):
        drawn = _png(picture.convert("RGBA"))
        if len(drawn.data) <= limits.IMAGE_OUT_BYTES_MAX:
            return drawn
        picture = _on_white(picture)
    flat = picture.convert(_SRGB)
    for quality, share in _HARDER:
        drawn = _jpeg(_shrunk(flat, share), quality)
        if len(drawn.data) <= limits.IMAGE_OUT_BYTES_MAX:
            return drawn
    return Drawn(why="it cannot be made small enough")


def _shrunk(picture: Image.Image, share: float) -> Image.Image:
    return (
        picture
        if share == 1
        else picture.resize((max(1, int(picture.width * share)), max(1, int(picture.height * share))))
    )


def _is_transparent(picture: Image.Image) -> bool:
    if picture.mode not in {"RGBA", "LA", "PA"} and "transparency" not in picture.info:
        return False
    lowest, _ = picture.convert("RGBA").getchannel("A").getextrema()
    return isinstance(lowest, int | float) and lowest < 255


def _on_white(picture: Image.Image) -> Image.Image:
    seen = picture.convert("RGBA")
    white = Image.new("RGBA", seen.size, "white")
    return Image.alpha_composite(white, seen)


def _png(picture: Image.Image) -> Drawn:
    out = BytesIO()
    _bare(picture).save(out, "PNG", optimize=True)
    return Drawn(data=out.getvalue(), suffix=".png", width=picture.width, height=picture.height)


def _jpeg(picture: Image.Image, quality: int) -> Drawn:
    out = BytesIO()
    _bare(picture).save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return Drawn(data=out.getvalue(), suffix=".jpg", width=picture.width, height=picture.height)


def _bare(picture: Image.Image) -> Image.Image:
    """The pixels alone: no place, no camera, no thumbnail, no comment."""
    bare = picture.copy()
    bare.info = {}
    bare.getexif().clear()
    return bare
