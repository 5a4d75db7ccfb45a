"""config.toml: read, checked and explained. Settings come out, or every fault with its place in the file."""

from digest.config.credentials import ensure, secret
from digest.config.loading import FILE_NAME, Checked, check, find, load

__all__ = ["FILE_NAME", "Checked", "check", "ensure", "find", "load", "secret"]
