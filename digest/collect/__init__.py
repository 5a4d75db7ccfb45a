"""Collect: bytes from feeds, pages, files and folders become clean articles, and no publisher or parser is hurt."""
