"""pydantic's errors -> one line a fault: key path, what is wrong, what is allowed. Never shows a secret's value."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import reduce
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

SECRET_KEYS = frozenset({"password", "url"})
USER_PART = re.compile(r"(?<=://)[^/\s]+@")


@dataclass(frozen=True, slots=True)
class _Fault:
    """One error of pydantic; `table` is the class of the table that holds the key."""

    key: str
    name: str
    value: str
    allowed_text: str
    context: dict[str, Any]
    table: type[BaseModel]


def fault_lines(error: ValidationError, root: type[BaseModel], document: dict[str, Any]) -> Iterator[str]:
    """A line for each fault of a document that should have been a `root`.

    `document` is as it was written, with ${NAME} where the secrets go: the values shown are taken from it.
    """
    errors = error.errors(include_url=False)
    places = [one["loc"] for one in errors]
    for one in errors:
        # pydantic calls a list too short when its items were refused: the items' own lines say enough
        follows = any(len(place) > len(one["loc"]) and place[: len(one["loc"])] == one["loc"] for place in places)
        if not (one["type"] == "too_short" and follows):
            yield _line(one, root, document)


def join_key(key: str, name: str) -> str:
    """`name` inside the table at `key`."""
    return f"{key}.{name}" if key else name


def _line(error: ErrorDetails, root: type[BaseModel], document: dict[str, Any]) -> str:
    key = ""
    for part in error["loc"]:
        key = f"{key}[{part}]" if isinstance(part, int) else join_key(key, part)
    context = error.get("ctx", {})
    if error["type"] == "lane":
        return f"{join_key(key, context['key'])}: {error['msg']}"
    name = str(error["loc"][-1]) if error["loc"] else ""
    value = "" if name in SECRET_KEYS else f" (it is {_shown(_written(document, error['loc']))})"
    fault = _Fault(key, name, value, error["msg"].removeprefix("Input should be "), context, _table_at(root, error))
    return f"{key or '-'}: {_KNOWN.get(error['type'], _other)(fault)}"


def _written(document: Any, place: tuple[int | str, ...]) -> Any:  # noqa: ANN401  # any TOML
    """What stands at a place, None where a key is missing there."""
    try:
        return reduce(lambda inner, part: inner[part], place, document)
    except (KeyError, IndexError):
        return None


def _shown(value: object) -> str:
    """A value in words; what a table or a list holds may be secret, and so may the user part of a URL."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    text = USER_PART.sub("***@", json.dumps(value, ensure_ascii=False, default=str))
    return text if len(text) <= 60 else text[:57] + "…"


def _unknown_key(fault: _Fault) -> str:
    return f"unknown key; allowed: {', '.join(fault.table.model_fields)}"


def _missing_key(fault: _Fault) -> str:
    about = fault.table.model_fields.get(fault.name)
    return f"missing; allowed: {(about.description if about else None) or 'it must be given'}"


def _not_in_list(fault: _Fault) -> str:
    return f"not a known value{fault.value}; allowed: {fault.context['expected']}"


def _out_of_range(fault: _Fault) -> str:
    signs = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than"}
    allowed = next(f"{words} {fault.context[sign]}" for sign, words in signs.items() if sign in fault.context)
    return f"out of range{fault.value}; allowed: {allowed}"


def _wrong_pattern(fault: _Fault) -> str:
    about = fault.table.model_fields.get(fault.name)
    meaning = f"{about.description}, " if about and about.description else ""
    return f"not of the right form{fault.value}; allowed: {meaning}text like {fault.context['pattern']}"


def _other(fault: _Fault) -> str:
    return f"wrong{fault.value}; allowed: {fault.allowed_text}"


_KNOWN: dict[str, Callable[[_Fault], str]] = {
    "extra_forbidden": _unknown_key,
    "missing": _missing_key,
    "literal_error": _not_in_list,
    "greater_than_equal": _out_of_range,
    "greater_than": _out_of_range,
    "less_than_equal": _out_of_range,
    "less_than": _out_of_range,
    "string_pattern_mismatch": _wrong_pattern,
}


def _table_at(root: type[BaseModel], error: ErrorDetails) -> type[BaseModel]:
    """The class of the innermost table on the error's path."""
    table = root
    for part in error["loc"][:-1]:
        about = table.model_fields.get(part) if isinstance(part, str) else None
        table = (_table_in(about.annotation) if about else None) or table
    return table


def _table_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401  # any type expression
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _table_in(inner))), None)
