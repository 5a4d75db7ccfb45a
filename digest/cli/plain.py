"""Our values as JSON knows them."""

import dataclasses
import json
from datetime import datetime


def print_json(told: object) -> None:
    print(json.dumps(told, ensure_ascii=False, indent=2))


def fields(of: object) -> dict[str, object]:
    """A dataclass by its fields' names."""
    assert dataclasses.is_dataclass(of)
    return {field.name: value(getattr(of, field.name)) for field in dataclasses.fields(of)}


def value(of: object) -> object:
    if isinstance(of, datetime):
        return of.isoformat()
    if dataclasses.is_dataclass(of):
        return fields(of)
    if isinstance(of, tuple | list):
        return [value(each) for each in of]
    return of
