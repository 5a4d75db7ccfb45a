"""Web addresses, database addresses and paths, as config.toml writes them."""

from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from digest.config.refusals import refusal, shown

URL_CHARS_MAX = 2_000  # beyond it, browsers and proxies differ
DATABASES = ("sqlite", "postgresql")
SQLITE = "sqlite:///"


def web_address(text: str) -> SplitResult | None:
    """The parts of an http(s) address with a host, or None."""
    try:
        parts = urlsplit(text)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a bad port or bracket
        return None
    return parts if usable and len(text) <= URL_CHARS_MAX and not any(c.isspace() for c in text) else None


def public_url(text: str) -> str:
    """The address as links are built from it: no trailing slash, nothing after the path."""
    parts = web_address(text.strip())
    if parts is None:
        raise refusal(f"{shown(text)} is not a web address", 'Write it in full, such as "https://news.example.org".')
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise refusal(f"{shown(text)} has more than scheme, host and path", "Take the rest away.")
    return f"{parts.scheme}://{parts.netloc.lower()}{parts.path.rstrip('/')}"


def is_address(text: str) -> bool:
    """Whether a source's `url` means the web; everything else is a path."""
    return "://" in text


def source_url(text: str) -> str:
    """A source's `url`: an http(s) address or a path."""
    if is_address(text) and web_address(text) is None:
        raise refusal(f"{shown(text)} is not a web address", "Sources are http(s) addresses or paths.")
    if "\0" in text or not text.strip():
        raise refusal("must be an http(s) address or a path")
    return text.strip()


def database_url(text: str) -> str:
    """An address of SQLite or PostgreSQL in SQLAlchemy's form."""
    scheme = text.split("://", 1)[0].split("+", 1)[0]
    if scheme not in DATABASES or "://" not in text:
        hint = 'Write "sqlite:///var/digest.db" or "postgresql://user@host/name".'
        raise refusal("is not the address of a database Digest can use", hint)  # not repeated: it may hold a password
    if has_password(text):
        hint = 'Write { env = "NAME" } or { file = "path" } and put the whole address there.'
        raise refusal("a password must not stand in this file", hint)
    return text


def has_password(url: str) -> bool:
    """Whether a password stands in a database address itself."""
    before, at, _ = url.partition("://")[2].rpartition("@")
    return (bool(at) and ":" in before) or "password=" in url


def anchored(url: str, folder: Path) -> str:
    """A database address whose SQLite path starts at `folder` if it is relative."""
    path = url.removeprefix(SQLITE)
    if not url.startswith(SQLITE) or not path or path.startswith((":memory:", "file:")):
        return url
    return f"{SQLITE}{folder / path}"
