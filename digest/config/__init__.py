"""config.toml: read, checked and explained. Settings come out, or every fault with its place in the file."""

from digest.config.credentials import ensure, secret
from digest.config.effective import schema, show
from digest.config.loading import FILE_NAME, Checked, check, find, load
from digest.config.starting import starter

__all__ = ["FILE_NAME", "Checked", "check", "ensure", "find", "load", "schema", "secret", "show", "starter"]
