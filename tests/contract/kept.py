"""Holds what a test publishes against the files in config/. Knows nothing of the code that makes them.

Consumers skip keys that they don't know; here such a key is a fault, so that none is published that no schema names.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker

CONFIG = Path(__file__).parents[2] / "config"
JPEG = b"\xff\xd8"
FROM_CENTRE = frozenset({"command", "expected"})
SHOWN = 5  # faults that a failing test names


def assert_kept(messages: Iterable[tuple[str, bytes]]) -> None:
    """Fails with the first faults of what lanes published, each a topic and a payload.

    What the centre sent is left out: a test may be wrong there on purpose.
    """
    published = [(topic, payload) for topic, payload in messages if message_of(topic) not in FROM_CENTRE]
    faults = [fault for topic, payload in published for fault in faults_of(topic, payload)]
    assert not faults, "published against the contract:\n" + "\n".join(faults[:SHOWN])


def faults_of(topic: str, payload: bytes) -> list[str]:
    """What is wrong with a message of a lane or to it; a topic that is none of the contract's is a response topic."""
    name = message_of(topic) or "command-result"
    if name == "image":
        return [] if payload.startswith(JPEG) else [f"{topic}: no JPEG: {payload[:20]!r}"]
    try:
        document = json.loads(payload)
    except ValueError as error:
        return [f"{topic}: {error}: {payload[:80]!r}"]
    return [f"{topic}: {line}" for line in faults_in(name, document)]


def faults_in(name: str, document: object) -> list[str]:
    """What is wrong with a document that should be the message `name`."""
    found = sorted(validator(name).iter_errors(document), key=lambda error: error.json_path)
    return [f"{error.json_path}: {_reason(error)}" for error in found]


def _reason(error: Any) -> str:
    """Of a document that may be one of several, why it is not the one that it comes nearest to."""
    choices = [list(group) for _, group in groupby(error.context, key=lambda one: one.schema_path[0])]
    if not choices:
        return str(error.message)[:200]
    first = min(choices, key=lambda faults: (any(one.json_path.endswith(".event") for one in faults), len(faults)))[0]
    return f"{first.json_path}: {_reason(first)}"


def _is_time(value: object) -> bool:
    return not isinstance(value, str) or datetime.fromisoformat(value).tzinfo is not None


@cache
def validator(name: str) -> Draft202012Validator:
    """Of one message, closed."""
    formats = FormatChecker(formats=())
    formats.checks("date-time", ValueError)(_is_time)  # jsonschema's own needs yet another package
    return Draft202012Validator(closed(schema(name)), format_checker=formats)


def schema(name: str) -> dict[str, Any]:
    """As the centre gets it."""
    found: dict[str, Any] = json.loads((CONFIG / "schemas" / f"{name}.json").read_text())
    return found


def closed(part: Any) -> Any:
    """A schema that takes no key but those that it names."""
    if isinstance(part, list):
        return [closed(one) for one in part]
    if not isinstance(part, dict):
        return part
    inner = {key: closed(one) for key, one in part.items()}
    return {**inner, "additionalProperties": False} if isinstance(part.get("properties"), dict) else inner


def message_of(topic: str) -> str | None:
    """Name of the message that a topic carries; None where the contract has no such topic."""
    return next((name for pattern, name in _topics() if pattern.fullmatch(topic)), None)


@cache
def _topics() -> tuple[tuple[re.Pattern[str], str], ...]:
    channels = json.loads((CONFIG / "asyncapi.json").read_text())["channels"].values()
    return tuple((_pattern(one["address"]), next(iter(one["messages"]))) for one in channels if one["address"])


def _pattern(address: str) -> re.Pattern[str]:
    """A parameter stands for one level."""
    levels = ("[^/+#]+" if level.startswith("{") else re.escape(level) for level in address.split("/"))
    return re.compile("/".join(levels))
