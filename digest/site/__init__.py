"""The readers' site: the archive, the edition in the browser, leaving and choosing."""

from digest.site.build import app

__all__ = ["app"]
