"""What may go wrong on the way to a server and back, each in one plain line."""

import ssl

import httpx2

from digest.collect import dial
from digest.collect.answers import Failed, FailureKind, Request
from digest.collect.body import TooLargeError

_WENT_WRONG: tuple[tuple[tuple[type[Exception], ...], FailureKind, str], ...] = (
    ((dial.UnknownHostError,), FailureKind.DNS, "its host name is not known to the name service"),
    ((TimeoutError, httpx2.TimeoutException), FailureKind.TIMEOUT, "the server is too slow"),
    ((httpx2.ConnectError,), FailureKind.REFUSED, "the server does not accept the connection"),
    ((httpx2.InvalidURL, httpx2.UnsupportedProtocol), FailureKind.ADDRESS, "the address cannot be understood"),
    ((httpx2.DecodingError,), FailureKind.BROKEN, "the answer cannot be unpacked"),
    ((httpx2.RemoteProtocolError,), FailureKind.BROKEN, "the server does not keep to HTTP or hung up"),
    ((Exception,), FailureKind.BROKEN, "the connection broke off"),
)


def of(error: Exception, request: Request) -> Failed:
    """One plain line for whatever went wrong on the way."""
    match error:
        case dial.RefusedAddressError():
            reason = f"its host lies on a {error} network; collect.allow_private can allow it"
            return Failed(kind=FailureKind.PRIVATE_ADDRESS, reason=reason)
        case TooLargeError():
            megabytes = request.body_bytes_max / 1_000_000
            return Failed(kind=FailureKind.TOO_LARGE, reason=f"the answer is larger than {megabytes:g} MB")
        case httpx2.ConnectError() if _is_tls(error):
            return Failed(kind=FailureKind.TLS, reason="its certificate cannot be trusted")
    kind, reason = next((kind, reason) for types, kind, reason in _WENT_WRONG if isinstance(error, types))
    return Failed(kind=kind, reason=reason)


def _is_tls(error: BaseException | None) -> bool:
    while error is not None and not isinstance(error, ssl.SSLError):
        error = error.__cause__ or error.__context__
    return error is not None
