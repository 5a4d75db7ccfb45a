"""Feeds and sitemaps: bytes become a `Feed` of entries. Never touches the network."""

from digest.collect.feeds.reading import parse_feed
from digest.collect.feeds.values import Entry, Feed

__all__ = ["Entry", "Feed", "parse_feed"]
