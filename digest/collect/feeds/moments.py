"""Dates of feeds; each written form is read once."""

from functools import lru_cache

from digest.collect import dates


@lru_cache(maxsize=8_192)
def read(said: str) -> dates.When | None:
    """The moment that a feed's date element names."""
    return dates.read(said) if said else None
