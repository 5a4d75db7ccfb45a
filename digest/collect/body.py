"""The body of an answer, read piece by piece and never past its limit."""

from collections.abc import AsyncIterator

import httpx2


class TooLargeError(Exception):
    """A body passed its limit, before or after decoding."""


async def read(response: httpx2.Response, headers: dict[str, str], bytes_max: int) -> bytes:
    """The decoded body. Raises TooLargeError once either form of it passes `bytes_max`."""
    declared = headers.get("content-length", "")
    if declared.isascii() and declared.isdecimal() and int(declared[:15]) > bytes_max:
        raise TooLargeError
    response.stream = _Counted(response.stream, bytes_max)
    body = bytearray()
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > bytes_max:
            raise TooLargeError
    return bytes(body)


class _Counted(httpx2.AsyncByteStream):
    """A body as it comes off the wire, ended when it passes its limit even if it decodes to nothing."""

    def __init__(self, stream: object, bytes_max: int) -> None:
        if not isinstance(stream, httpx2.AsyncByteStream):
            raise TypeError("the transport gave a stream that cannot be read piece by piece")
        self._stream = stream
        self._left = bytes_max

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._stream:
            self._left -= len(piece)
            if self._left < 0:
                raise TooLargeError
            yield piece

    async def aclose(self) -> None:
        await self._stream.aclose()
