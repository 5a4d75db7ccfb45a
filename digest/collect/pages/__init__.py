"""Article pages: bytes of HTML or plain text become a `Page`. Never touches the network."""

from digest.collect.pages.page import Page
from digest.collect.pages.reading import extract, from_markdown, from_text

__all__ = ["Page", "extract", "from_markdown", "from_text"]
