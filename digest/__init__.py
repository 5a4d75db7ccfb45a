"""Digest: collects the day's articles, groups them into stories, renders an e-mail digest, and sends it."""

__version__ = "0.1.0"
