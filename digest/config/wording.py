"""Pydantic's complaints in the operator's words."""

from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from digest.config.findings import Finding, Key
from digest.config.form import TAGS, Form
from digest.config.refusals import REFUSED, did_you_mean, one_of, shown
from digest.config.table import Table

NEVER_SHOWN = frozenset({"password", "api_key", "secret", "env", "file", "from", "reply_to", "contact"})

_TYPES = {
    "string_type": "must be text in quotes",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_type": "must be a number",
    "bool_type": "must be true or false",
    "list_type": "must be a list in [ ]",
    "dict_type": "must be a table of named tables, such as [digests.morning]",
    "model_type": "must be a table",
    "model_attributes_type": "must be a table",
    "finite_number": "must be a number",
}
_BOUNDS: Mapping[str, tuple[str, str]] = {
    "greater_than_equal": ("must be at least {}", "ge"),
    "less_than_equal": ("must be at most {}", "le"),
    "greater_than": ("must be more than {}", "gt"),
    "less_than": ("must be less than {}", "lt"),
    "string_too_long": ("is longer than {} characters", "max_length"),
    "too_short": ("needs at least {} entry", "min_length"),
}


def findings(error: ValidationError) -> Iterator[Finding]:
    """What pydantic found, one finding a key."""
    return (_finding(each) for each in error.errors(include_url=False))


def _finding(error: ErrorDetails) -> Finding:
    key: Key = tuple(part for part in error["loc"] if part not in TAGS)
    kind = error["type"]
    if kind == "missing":
        return Finding(key=key, what="is missing", hint=_meaning(key))
    if kind == "extra_forbidden":
        what = "is not a key that belongs here" if len(key) > 1 else "is not a table of this file"
        return Finding(key=key, what=what, hint=_nearest(str(key[-1]), known_keys(key)), of_name=True)
    if key and key[-1] == "[key]":  # the name of a table, such as [digests.Morning]
        return Finding(key=key[:-1], what=_what(error, key), hint=_hint(error), of_name=True)
    return Finding(key=key, what=_what(error, key), hint=_hint(error))


def _what(error: ErrorDetails, key: Key) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case kind if kind == REFUSED:
            return str(context["what"])
        case kind if kind in _TYPES:
            return _TYPES[kind] + _instead(error["input"], key)
        case kind if kind in _BOUNDS:
            text, bound = _BOUNDS[kind]
            return text.format(f"{context[bound]:g}")
        case "enum" | "literal_error":
            return f"{shown(error['input'])} is not one of {_choices(context)}"
        case _:
            return error["msg"]


def _hint(error: ErrorDetails) -> str:
    context = error.get("ctx", {})
    match error["type"]:
        case kind if kind == REFUSED:
            return str(context["hint"])
        case "enum" | "literal_error":
            choices = _choices(context).replace(" or ", ", ").split(", ")
            return did_you_mean(str(error["input"]), choices)
        case _:
            return ""


def _choices(context: Mapping[str, Any]) -> str:
    return str(context.get("expected", "")).replace("'", "")


def _instead(given: object, key: Key) -> str:
    return f", not {shown(given)}" if isinstance(given, str | int | float) and not _hidden(key) else ""


def _hidden(key: Key) -> bool:
    return any(part in NEVER_SHOWN for part in key) or key[:1] == ("database",)


def _nearest(word: str, known: list[str]) -> str:
    return did_you_mean(word, known) or one_of(known)


def _meaning(key: Key) -> str:
    table = _table(key)
    field = next((f for n, f in table.model_fields.items() if (f.alias or n) == key[-1]), None)
    return (field.description or "") if field else ""


def known_keys(key: Key) -> list[str]:
    """The keys that may stand beside `key`."""
    return [field.alias or name for name, field in _table(key).model_fields.items()]


def _table(key: Key) -> type[Table]:
    table: type[Table] = Form
    for part in key[:-1]:
        fields = {field.alias or name: field for name, field in table.model_fields.items()}
        if isinstance(part, str) and part in fields:
            table = next(_tables_in(fields[part].annotation), table)
    return table


def _tables_in(annotation: object) -> Iterator[type[Table]]:
    if isinstance(annotation, type) and not get_args(annotation) and issubclass(annotation, Table):
        yield annotation
    for part in get_args(annotation):
        yield from _tables_in(part)
