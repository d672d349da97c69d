"""Kinds of text and numbers that the documents are made of; pure."""

from __future__ import annotations

from typing import Annotated

from pydantic import ConfigDict, Field, with_config

described = with_config(ConfigDict(use_attribute_docstrings=True))
"""Takes the text below each key of a TypedDict into its JSON Schema."""

Time = Annotated[
    str, Field(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", json_schema_extra={"format": "date-time"})
]
"""RFC 3339 in UTC with milliseconds: `2026-03-01T06:00:01.000Z`."""

Uuid7 = Annotated[str, Field(pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$")]
"""RFC 9562, version 7: ids of one lane sort by the time at which they were made."""

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
"""Lower-case hex."""

Hex = Annotated[str, Field(pattern=r"^([0-9a-f]{2})*$")]
"""Bytes in lower-case hex."""

Share = Annotated[float, Field(ge=0, le=1)]
"""Of certainty."""

Count = Annotated[int, Field(ge=0)]
Seconds = Annotated[float, Field(ge=0)]
