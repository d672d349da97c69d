"""JSON of the MQTT topics <-> values; pure. Names and shapes are the contract's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from edge.errors import FrameError
from edge.values import Command, CommandAction, Expected

MAX_BYTES = 262_144  # of one message from the centre; a larger one is refused unread


def _no_count_of_seconds(value: object) -> object:
    if not isinstance(value, str) or "-" not in value[1:]:
        raise ValueError("a time is text in RFC 3339")
    return value


Time = Annotated[AwareDatetime, Field(strict=False), BeforeValidator(_no_count_of_seconds)]
"""RFC 3339; pydantic alone would take seconds since 1970 as well, strict or not."""


class _Message(BaseModel):
    """Unknown keys are let pass: the centre may be newer than the lane."""

    model_config = ConfigDict(frozen=True, extra="ignore", strict=True, allow_inf_nan=False)


class _CommandMessage(_Message):
    id: str = Field(min_length=1, max_length=128)
    boot_id: str = Field(max_length=128)
    action: CommandAction
    expires_at: Time
    passage_id: str | None = Field(default=None, max_length=128)
    outcome: str | None = Field(default=None, pattern="^(open|refuse)$")
    operator: str | None = Field(default=None, max_length=200)
    reason: str | None = Field(default=None, max_length=1000)


class _ExpectedMessage(_Message):
    plate: str | None = None
    containers: tuple[str, ...] = ()
    declared_gross_kg: int | None = None
    tolerance_kg: int | None = None
    valid_until: Time | None = None


_EXPECTED_LIST = TypeAdapter(tuple[_ExpectedMessage, ...])


def encode_json(document: Mapping[str, Any]) -> bytes:
    """A JSON object in UTF-8, keys in the order given."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def parse_command(payload: bytes, *, retained: bool, reply_to: str | None, correlation: bytes | None) -> Command:
    """A well-formed command, not yet judged; raises `FrameError` with what is wrong."""
    try:
        message = _CommandMessage.model_validate_json(_bounded(payload))
    except ValidationError as error:
        raise FrameError(f"malformed command: {_first_fault(error)}") from error
    fields = message.model_dump()
    fields["expires_at"] = _in_utc(message.expires_at)
    return Command(**fields, retained=retained, reply_to=reply_to, correlation=correlation)


def command_id(payload: bytes) -> str | None:
    """The id of a command that is malformed otherwise, so that it can be answered."""
    try:
        document = json.loads(payload[:MAX_BYTES])
    except (ValueError, RecursionError):
        return None
    found = document.get("id") if isinstance(document, dict) else None
    # JSON may hold half a surrogate pair, which no answer could carry
    return found[:128].encode(errors="replace").decode() if isinstance(found, str) else None


def parse_expected(payload: bytes) -> tuple[Expected, ...]:
    """The announced vehicles; an empty payload is an empty list. Raises `FrameError`."""
    if not payload:
        return ()
    try:
        return tuple(_expected(one) for one in _EXPECTED_LIST.validate_json(_bounded(payload)))
    except ValidationError as error:
        raise FrameError(f"malformed list of expected vehicles: {_first_fault(error)}") from error


def _expected(one: _ExpectedMessage) -> Expected:
    until = _in_utc(one.valid_until) if one.valid_until else None
    return Expected(one.plate, one.containers, one.declared_gross_kg, one.tolerance_kg, until)


def _in_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except OverflowError as error:
        raise FrameError(f"{time.isoformat()} has no UTC between the years 1 and 9999") from error


def _bounded(payload: bytes) -> bytes:
    if len(payload) > MAX_BYTES:
        raise FrameError(f"message of {len(payload)} bytes; allowed: at most {MAX_BYTES}")
    return payload


def _first_fault(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "-"
    return f"{place}: {first['msg']}"
