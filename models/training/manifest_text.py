"""Values set in the text of `models/manifest.toml`, so that its comments and its order stay. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from edge.errors import InputError


def with_values(text: str, table: str, values: Mapping[str, float | str]) -> str:
    """The TOML text with these values in `[table]`; a key that is not there is put first in it. Raises InputError."""
    header = re.search(rf"^\[{re.escape(table)}\][^\n]*\n", text, flags=re.MULTILINE)
    if header is None:
        raise InputError(f"the manifest has no table [{table}]")
    following = re.compile(r"^\[", flags=re.MULTILINE).search(text, header.end())
    end = following.start() if following else len(text)
    body = text[header.end() : end]
    for key, value in values.items():
        body = _with_value(body, key, value)
    return text[: header.end()] + body + text[end:]


def _with_value(body: str, key: str, value: float | str) -> str:
    line = re.compile(rf"^({re.escape(key)}\s*=\s*)[^\s#]+", flags=re.MULTILINE)
    written = json.dumps(value)  # numbers and plain strings are written alike in JSON and TOML
    if not line.search(body):
        return f"{key} = {written}\n{body}"
    return line.sub(lambda found: f"{found.group(1)}{written}", body, count=1)
