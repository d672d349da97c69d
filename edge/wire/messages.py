"""JSON of the MQTT topics <-> values; pure. Names and shapes are the contract's."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

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

    model_config = ConfigDict(
        frozen=True, extra="ignore", strict=True, allow_inf_nan=False, use_attribute_docstrings=True
    )


class CommandMessage(_Message):
    """A command to one lane. Set the MQTT message's expiry interval too, and never retain it."""

    id: str = Field(min_length=1, max_length=128)
    """The centre's own; one that was seen before moves nothing."""
    boot_id: str = Field(max_length=128)
    """As in the lane's state: a command for another run moves nothing."""
    action: CommandAction
    """`hold`: nothing opens or closes by itself until `release`; `stop`: nor on command. `decide`: for one passage."""
    expires_at: Time
    """RFC 3339 with an offset; after it the command moves nothing."""
    passage_id: str | None = Field(default=None, max_length=128)
    """Of the passage to `decide`."""
    outcome: Literal["open", "refuse"] | None = None
    """What to `decide`."""
    operator: str | None = Field(default=None, max_length=200)
    """Who gave it: goes into the record."""
    reason: str | None = Field(default=None, max_length=1000)
    """Why: goes into the record."""


class ExpectedMessage(_Message):
    """One vehicle announced; it is used up by the passage that it lets through."""

    id: str | None = Field(default=None, min_length=1, max_length=128)
    """The centre's own; without one the lane goes by a digest of all that the entry says."""
    plate: str | None = None
    """Of the tractor; separators and case do not matter."""
    trailer_plate: str | None = None
    """Of the trailer."""
    containers: tuple[str, ...] = ()
    """Numbers of ISO 6346."""
    declared_gross_kg: int | None = None
    """Of the whole vehicle."""
    tolerance_kg: int | None = Field(default=None, ge=0)
    """How far the weight may be off; without it the lane's own limits count."""
    valid_from: Time | None = None
    """RFC 3339 with an offset; before it the vehicle is early."""
    valid_until: Time | None = None
    """RFC 3339 with an offset; after it the announcement has expired."""


_EXPECTED_LIST = TypeAdapter(tuple[Any, ...])


def encode_json(document: Mapping[str, Any]) -> bytes:
    """A JSON object in UTF-8, keys in the order given."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def parse_command(payload: bytes, *, retained: bool, reply_to: str | None, correlation: bytes | None) -> Command:
    """A well-formed command, not yet judged; raises `FrameError` with what is wrong."""
    try:
        message = CommandMessage.model_validate_json(_bounded(payload))
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


def parse_expected(payload: bytes) -> tuple[tuple[Expected, ...], tuple[str, ...]]:
    """The announced vehicles, and a fault for each malformed entry, which is left out; nothing sent: an empty list.

    One spoilt entry must not hold up all the other trucks: its own is not announced then, so a person looks at it.
    Raises `FrameError` where it is no list, or no entry of it can be used: then the list before it should stay.
    """
    if not payload:
        return (), ()
    try:
        listed = _EXPECTED_LIST.validate_json(_bounded(payload))
    except ValidationError as error:
        raise FrameError(f"malformed list of expected vehicles: {_first_fault(error)}") from error
    vehicles, faults = [], []
    for number, one in enumerate(listed):
        try:
            vehicles.append(_expected(ExpectedMessage.model_validate_json(json.dumps(one))))
        except ValidationError as error:
            faults.append(_first_fault(error, number))
        except FrameError as error:
            faults.append(f"{number}: {error}")
    if faults and not vehicles:
        raise FrameError(f"malformed list of expected vehicles: {faults[0]}")
    return tuple(vehicles), tuple(faults)


def _expected(one: ExpectedMessage) -> Expected:
    return Expected(
        one.plate, one.containers, one.declared_gross_kg, one.tolerance_kg, _utc_of(one.valid_until),
        id=one.id, trailer_plate=one.trailer_plate, valid_from=_utc_of(one.valid_from),
    )  # fmt: skip


def _utc_of(time: datetime | None) -> datetime | None:
    return _in_utc(time) if time else None


def _in_utc(time: datetime) -> datetime:
    try:
        return time.astimezone(UTC)
    except OverflowError as error:
        raise FrameError(f"{time.isoformat()} has no UTC between the years 1 and 9999") from error


def _bounded(payload: bytes) -> bytes:
    if len(payload) > MAX_BYTES:
        raise FrameError(f"message of {len(payload)} bytes; allowed: at most {MAX_BYTES}")
    return payload


def _first_fault(error: ValidationError, *place: int) -> str:
    """Where and what; `place` leads to the part that was validated."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(str(part) for part in (*place, *first["loc"])) or "-"
    return f"{where}: {first['msg']}"
