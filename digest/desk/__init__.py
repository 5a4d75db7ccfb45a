"""The desk: where editors look at the next edition, change it, and let it go."""

from digest.desk.build import app

__all__ = ["app"]
