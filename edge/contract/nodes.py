"""A place in a JSON Schema, with the references behind it followed; pure.

Knows what pydantic writes of the lane's types: `$ref` into `$defs`, `anyOf`, `oneOf`, `enum`, `const`, one `type`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Node:
    """`schema` is a part of `root`, in whose `$defs` references lead."""

    schema: Schema
    root: Schema

    @cached_property
    def variants(self) -> tuple[Node, ...]:
        """What may stand here, each of one type."""
        if "$ref" in self.schema:
            return Node(self.root["$defs"][self.schema["$ref"].removeprefix("#/$defs/")], self.root).variants
        choices = [*self.schema.get("anyOf", ()), *self.schema.get("oneOf", ())]
        if not choices:
            return (self,)
        return tuple(variant for one in choices for variant in Node(one, self.root).variants)

    @property
    def type(self) -> str:
        return str(self.schema.get("type", "anything"))

    @property
    def words(self) -> Mapping[str, str]:
        """By which an object is told from others: keys that always hold the same text."""
        fixed = {key: one.get("const") for key, one in self.properties.items() if key in self.required}
        return {key: word for key, word in fixed.items() if isinstance(word, str)}

    @property
    def name(self) -> str:
        """The type and the words."""
        return " ".join([self.type, *(repr(one) for one in self.words.values())])

    def is_like(self, other: Node) -> bool:
        """Whether one stands for the other: of one type, no word against it; numbers are one type, whole or not."""
        if self.type.replace("integer", "number") != other.type.replace("integer", "number"):
            return False
        return all(other.words.get(key, word) == word for key, word in self.words.items())

    @property
    def properties(self) -> Schema:
        found: Schema = self.schema.get("properties", {})
        return found

    @property
    def required(self) -> frozenset[str]:
        return frozenset(self.schema.get("required", ()))

    @property
    def values(self) -> frozenset[str] | None:
        """The only values, as text; None: any."""
        if "const" in self.schema:
            return frozenset({repr(self.schema["const"])})
        return frozenset(repr(one) for one in self.schema["enum"]) if "enum" in self.schema else None

    def below(self, key: str) -> Node:
        """The value of a property."""
        return Node(self.properties[key], self.root)

    def inner(self, keyword: str) -> Node | None:
        """What `items` or `additionalProperties` say, where they say anything."""
        found = self.schema.get(keyword)
        return Node(found, self.root) if isinstance(found, Mapping) else None
