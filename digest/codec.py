"""Frozen dataclasses to JSON and back, for the database and for content hashes.

The second door of pydantic beside config: both are borders where bytes become model types.
"""

import hashlib
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter

T = TypeVar("T")


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:  # noqa: ANN401 (a type form such as tuple[Block, ...] has no better type)
    return TypeAdapter(kind)


def dump(kind: Any, value: object) -> str:  # noqa: ANN401
    """The value as compact JSON; equal values give equal text."""
    return _adapter(kind).dump_json(value).decode()


def plain(kind: Any, value: object) -> object:  # noqa: ANN401
    """The value as lists, mappings and texts, as its JSON has it."""
    return _adapter(kind).dump_python(value, mode="json")


def load(kind: type[T], text: str | bytes) -> T:
    """The value that `dump` wrote. Raises ValueError where the text is not one."""
    return cast(T, _adapter(cast(Any, kind)).validate_json(text))


def content_hash(kind: Any, value: object) -> str:  # noqa: ANN401
    """SHA-256 (hex) over the value's JSON without what is as by default.

    So a field that a later version adds changes no hash: what was approved yesterday is that after an upgrade, too.
    """
    return hashlib.sha256(_adapter(kind).dump_json(value, exclude_defaults=True)).hexdigest()
