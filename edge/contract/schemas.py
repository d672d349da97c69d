"""JSON Schemas (draft 2020-12) of every message, made from the types that the lane itself goes by; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from edge.lane.documents.events import PARTICULARS, EventHead
from edge.lane.documents.health import HealthDocument
from edge.lane.documents.passage import ChainLink, PassageRecord
from edge.lane.documents.state import CommandResult, StateDocument
from edge.wire.messages import CommandMessage, ExpectedMessage

Schema = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
EVENT = "One event of the lane. More kinds may come: skip those that you do not know."


class _Plain(GenerateJsonSchema):
    """Without a title for each key: it says what the key says."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002  # pydantic's signature
        return False


def message_schemas() -> dict[str, Schema]:
    """Name of a message -> its schema, whole in itself. Pictures are JPEG and have none."""
    made = {
        "state": _published(StateDocument),
        "passage": _joined(PassageRecord, ChainLink),
        "event": _event(),
        "health": _published(HealthDocument),
        "command": _schema_of(CommandMessage, "validation"),
        "command-result": _published(CommandResult),
        "expected": _schema_of(list[ExpectedMessage], "validation"),
    }
    return {name: _headed(name, schema) for name, schema in made.items()}


def _headed(name: str, schema: Schema) -> Schema:
    return {"$schema": DIALECT, "$id": f"urn:lanegate:message:{name}", **schema, "title": name}


def _published(document: type[Any]) -> Schema:
    return _schema_of(document, "serialization")


def _schema_of(document: Any, mode: Literal["validation", "serialization"]) -> Schema:  # noqa: ANN401  # any type form
    return TypeAdapter(document).json_schema(mode=mode, schema_generator=_Plain)


def _joined(*parts: type[Any]) -> Schema:
    """The schema of one document that has the keys of all the parts; described as the first."""
    schemas = [_published(one) for one in parts]
    definitions: Schema = {}
    for one in schemas:
        definitions |= one.pop("$defs", {})
    whole = {
        "description": schemas[0]["description"],
        "type": "object",
        "properties": _merged(schemas),
        "required": [key for one in schemas for key in one.get("required", ())],
    }
    return {**whole, "$defs": definitions} if definitions else whole


def _merged(schemas: list[Schema]) -> Schema:
    return {key: value for one in schemas for key, value in one["properties"].items()}


def _event() -> Schema:
    kinds = {name: _kind(name, particulars) for name, particulars in PARTICULARS.items()}
    shared: Schema = {}
    for one in kinds.values():
        shared |= one.pop("$defs", {})
    return {"description": EVENT, "oneOf": [{"$ref": f"#/$defs/{name}"} for name in kinds], "$defs": kinds | shared}


def _kind(name: str, particulars: type[Any]) -> Schema:
    kind = _joined(particulars, EventHead)
    named: Mapping[str, Any] = {"event": {"type": "string", "const": name}}
    return {**kind, "properties": {**named, **kind["properties"]}, "required": ["event", *kind["required"]]}
