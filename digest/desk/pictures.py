"""Pictures that an edit brings to the front: kept at once, so that the preview has them as the mail will."""

import contextlib
import threading

from digest.errors import DigestError
from digest.model.edition import Edition
from digest.model.settings import Digest
from digest.morning import render
from digest.runtime import Runtime

TRIED_MAX = 1_000  # addresses remembered, so that one that fails is not asked for at every press of a button


class Pictures:
    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._tried: dict[str, None] = {}
        self._lock = threading.Lock()

    def keep(self, edition: Edition, digest: Digest) -> None:
        """Fetches what is missing, each picture once; an edit never fails for a picture."""
        fronts = {section.stories[0].image for section in edition.sections}
        with self._lock:
            fresh = {image.url for image in fronts if image} - self._tried.keys()
            self._tried |= dict.fromkeys(fresh)
            while len(self._tried) > TRIED_MAX:
                self._tried.pop(next(iter(self._tried)))
        if fresh:
            with contextlib.suppress(DigestError):
                render.host_images(self._runtime, edition, digest)
