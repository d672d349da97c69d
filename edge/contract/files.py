"""The contract's files under `config/`, and the whole of it in one document to compare with; pure."""

from __future__ import annotations

import json
from typing import Any

from edge.contract.asyncapi import asyncapi_document
from edge.contract.schemas import message_schemas
from edge.contract.topics import topic_shapes

WORDS = ("description", "title")


def whole_contract() -> dict[str, Any]:
    """Topics and messages: all that consumers rely on, without the words that explain it."""
    return {"topics": topic_shapes(), "messages": _without_words(message_schemas())}


def _without_words(part: Any) -> Any:  # noqa: ANN401  # any part of a schema
    if isinstance(part, list):
        return [_without_words(one) for one in part]
    if not isinstance(part, dict):
        return part
    return {key: _without_words(one) for key, one in part.items() if not (key in WORDS and isinstance(one, str))}


def contract_files(version: str) -> dict[str, str]:
    """Path below `config/` -> text."""
    schemas = {f"schemas/{name}.json": text_of(schema) for name, schema in message_schemas().items()}
    return {"asyncapi.json": text_of(asyncapi_document(version)), **schemas}


def text_of(document: dict[str, Any]) -> str:
    """As it is kept in a file."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"
