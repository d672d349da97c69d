"""What a new contract takes from those who rely on the old one; pure.

A consumer that was written by the old schemas must understand every document that the lane now sends, and the lane must
understand every command that a centre writes by the old schemas. So, by who sends a message:

| change                                   | sent by the lane                  | sent by the centre                |
|------------------------------------------|-----------------------------------|-----------------------------------|
| topic, message or key gone or renamed    | breaks                            | breaks: nobody would be told      |
| key added                                | fits: unknown ones are skipped    | fits, unless it is required       |
| key no longer required                   | breaks: it was counted on         | fits                              |
| key now required                         | fits                              | breaks                            |
| type or null added, limit loosened       | breaks: nobody is ready for it    | fits                              |
| type gone, other than null               | breaks: it is waited for in vain  | breaks                            |
| null gone, number now integer, narrower  | fits                              | breaks                            |
| value of an `enum` added                 | breaks: no consumer has a case    | fits                              |
| value of an `enum` gone                  | breaks: it is waited for in vain  | breaks                            |
| kind of event added                      | fits: unknown ones are skipped    | -                                 |
| pattern changed                          | breaks: nobody can tell by how much                                   |
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from edge.contract.nodes import Node

Whole = Mapping[str, Any]
"""`topics` and `messages`, see `files.whole_contract`."""

LOWER_LIMITS = ("minimum", "exclusiveMinimum", "minLength", "minItems")
UPPER_LIMITS = ("maximum", "exclusiveMaximum", "maxLength", "maxItems")
WORDS = ("pattern", "format")


def breaking_changes(old: Whole, new: Whole) -> list[str]:
    """A line for each change that breaks what was relied on; empty where there is none."""
    topics = [line for name, topic in old["topics"].items() for line in _of_topic(name, topic, new["topics"].get(name))]
    return [*topics, *_of_messages(old, new)]


def _of_topic(name: str, old: Mapping[str, Any], new: Mapping[str, Any] | None) -> Iterator[str]:
    if new is None:
        yield f"topic {name}: gone"
        return
    for key, value in old.items():
        if new.get(key) != value:
            yield f"topic {name}: {key} was {value}, is {new.get(key)}"


def _of_messages(old: Whole, new: Whole) -> Iterator[str]:
    senders = {one["message"]: one["sender"] for one in old["topics"].values()}
    for name, schema in old["messages"].items():
        changed = new["messages"].get(name)
        if changed is None:
            yield f"{name}: gone"
            continue
        yield from _Change(senders[name], name).of(Node(schema, schema), Node(changed, changed))


@dataclass(frozen=True, slots=True)
class _Change:
    """Of what stands at one place of a message."""

    sender: Literal["lane", "centre"]
    where: str

    def at(self, step: str) -> _Change:
        return _Change(self.sender, f"{self.where}{step}")

    def of(self, old: Node, new: Node) -> Iterator[str]:
        """Everything that may stand here, each beside what it was."""
        for variant in old.variants:
            now = _counterpart(variant, new)
            if now is not None:
                yield from self._of_variant(variant, now)
            elif variant.type != "null" or self.sender == "centre":
                yield f"{self.where}: {variant.name} is gone"
        for variant in new.variants:
            if self.sender == "lane" and not variant.words and _counterpart(variant, old) is None:
                yield f"{self.where}: {variant.name} is new, no consumer is ready for it"

    def _of_variant(self, old: Node, new: Node) -> Iterator[str]:
        writer, reader = (new, old) if self.sender == "lane" else (old, new)
        if writer.type == "number" and reader.type == "integer":
            yield f"{self.where}: {writer.type} where {reader.type} is expected"
        yield from self._of_values(old, new)
        yield from self._of_limits(writer, reader)
        yield from self._of_keys(old, new, reader.required - writer.required)
        for keyword, step in (("items", "[]"), ("additionalProperties", ".*")):
            before, after = old.inner(keyword), new.inner(keyword)
            if before is not None and after is not None:
                yield from self.at(step).of(before, after)

    def _of_values(self, old: Node, new: Node) -> Iterator[str]:
        before, after = old.values, new.values
        if before is not None and after is not None:
            yield from (f"{self.where}: value {one} is gone" for one in sorted(before - after))
            if self.sender == "lane":
                yield from (f"{self.where}: value {one} is new, no consumer knows it" for one in sorted(after - before))
        elif before is not None and self.sender == "lane":
            yield f"{self.where}: may be anything, was one of {', '.join(sorted(before))}"
        elif after is not None and self.sender == "centre":
            yield f"{self.where}: only {', '.join(sorted(after))}, was anything"

    def _of_limits(self, writer: Node, reader: Node) -> Iterator[str]:
        for limit in (*LOWER_LIMITS, *UPPER_LIMITS, *WORDS):
            allowed, given = reader.schema.get(limit), writer.schema.get(limit)
            if allowed is not None and not _keeps(limit, given, allowed):
                yield f"{self.where}: {limit} {given}, expected: {allowed}"

    def _of_keys(self, old: Node, new: Node, missing: frozenset[str]) -> Iterator[str]:
        for key in old.properties:
            if key not in new.properties:
                yield f"{self.where}.{key}: gone"
                continue
            yield from self.at(f".{key}").of(old.below(key), new.below(key))
        for key in sorted(missing):
            if key in new.properties:
                text = "no longer always there" if self.sender == "lane" else "now required"
                yield f"{self.where}.{key}: {text}"


def _counterpart(variant: Node, other: Node) -> Node | None:
    """What of the other schema stands in its place."""
    return next((one for one in other.variants if variant.is_like(one)), None)


def _keeps(limit: str, given: Any, allowed: Any) -> bool:  # noqa: ANN401  # a number or a text
    """Whether what is written within `given` is within `allowed` too."""
    if given is None:
        return False
    if limit in LOWER_LIMITS:
        return bool(given >= allowed)
    return bool(given <= allowed) if limit in UPPER_LIMITS else bool(given == allowed)
