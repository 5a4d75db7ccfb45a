"""Pictures made by program, for tests."""

import struct
import zlib
from io import BytesIO

from PIL import Image


def picture(kind: str, size: tuple[int, int] = (300, 200), mode: str = "RGB", **options: object) -> bytes:
    """A picture with something in it: a slope of colours."""
    image = Image.linear_gradient("L").resize(size).convert(mode)
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def glass(kind: str = "PNG") -> bytes:
    """A picture that is see-through on one half."""
    image = Image.new("RGBA", (200, 100), (200, 30, 30, 255))
    image.paste((0, 0, 0, 0), (0, 0, 100, 100))
    out = BytesIO()
    image.save(out, kind)
    return out.getvalue()


def located() -> bytes:
    """A JPEG that tells where and with what it was taken, lying on its side."""
    image = Image.linear_gradient("L").resize((300, 200)).convert("RGB")
    exif = image.getexif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif[0x010F] = "SECRET CAMERA"
    exif.get_ifd(0x8825)[1] = "N"
    out = BytesIO()
    image.save(out, "JPEG", exif=exif, comment=b"SECRET COMMENT")
    return out.getvalue()


def bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few hundred bytes that claim to be a PNG of gigapixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
