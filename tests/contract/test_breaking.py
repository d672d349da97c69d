"""What a change takes from consumers, shown on the contract itself and on every kind of change there is."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from edge.contract.breaking import breaking_changes
from edge.contract.files import whole_contract
from tests.contract.kept import CONFIG

RELEASED: dict[str, Any] = json.loads((CONFIG / "schemas" / "released.json").read_text())

Change = Callable[[dict[str, Any]], None]


def test_this_version_keeps_what_the_released_one_promised() -> None:
    assert breaking_changes(RELEASED, whole_contract()) == []


def after(change: Change) -> list[str]:
    """What breaks when the released contract is changed so."""
    changed = copy.deepcopy(RELEASED)
    change(changed)
    assert changed != RELEASED, "the change changes nothing"
    return breaking_changes(RELEASED, changed)


def part_of(whole: dict[str, Any], message: str, *definitions: str) -> Any:
    """A message's schema, or one of its definitions."""
    part = whole["messages"][message]
    for name in definitions:
        part = part["$defs"][name]
    return part


def drop(message: str, key: str, *definitions: str) -> Change:
    def change(whole: dict[str, Any]) -> None:
        part = part_of(whole, message, *definitions)
        del part["properties"][key]
        part["required"] = [one for one in part.get("required", ()) if one != key]

    return change


def put(message: str, key: str, value: dict[str, Any], *definitions: str) -> Change:
    """Another schema for a key, or a new key."""

    def change(whole: dict[str, Any]) -> None:
        part_of(whole, message, *definitions)["properties"][key] = value

    return change


def require(message: str, key: str, *, wanted: bool) -> Change:
    def change(whole: dict[str, Any]) -> None:
        required = part_of(whole, message)["required"]
        if wanted:
            required.append(key)
        else:
            required.remove(key)

    return change


def both(*changes: Change) -> Change:
    def change(whole: dict[str, Any]) -> None:
        for one in changes:
            one(whole)

    return change


def rename_topic(whole: dict[str, Any]) -> None:
    whole["topics"]["passage"]["address"] = "gate/v1/{site}/{lane}/record"


def drop_topic(whole: dict[str, Any]) -> None:
    del whole["topics"]["health"]


def halve_qos(whole: dict[str, Any]) -> None:
    whole["topics"]["event"]["qos"] = 0


def retain_no_state(whole: dict[str, Any]) -> None:
    whole["topics"]["state"]["retained"] = False


def drop_message(whole: dict[str, Any]) -> None:
    del whole["messages"]["state"]


def drop_event(whole: dict[str, Any]) -> None:
    event = part_of(whole, "event")
    event["oneOf"] = [one for one in event["oneOf"] if one["$ref"] != "#/$defs/opened"]


def add_phase(whole: dict[str, Any]) -> None:
    part_of(whole, "state", "Phase")["enum"].append("asleep")


def drop_phase(whole: dict[str, Any]) -> None:
    part_of(whole, "state", "Phase")["enum"].remove("fault")


def free_phase(whole: dict[str, Any]) -> None:
    del part_of(whole, "state", "Phase")["enum"]


def drop_action(whole: dict[str, Any]) -> None:
    part_of(whole, "command")["properties"]["action"]["enum"].remove("stop")


def next_schema(whole: dict[str, Any]) -> None:
    part_of(whole, "passage")["properties"]["schema"]["const"] = "lanegate/passage/2"


TEXT, NUMBER, NULL = {"type": "string"}, {"type": "number"}, {"type": "null"}
BREAKING: list[tuple[str, Change, str]] = [
    ("a topic is renamed", rename_topic, "topic passage: address was gate/v1/{site}/{lane}/passage, is "),
    ("a topic is gone", drop_topic, "topic health: gone"),
    ("a topic is less sure", halve_qos, "topic event: qos was 1, is 0"),
    ("a topic is retained no longer", retain_no_state, "topic state: retained was True, is False"),
    ("a message is gone", drop_message, "state: gone"),
    ("the record is another", next_schema, "passage: object 'lanegate/passage/1' is gone"),
    # what the lane sends
    ("a key is gone", drop("passage", "weight"), "passage.weight: gone"),
    ("an optional key is gone", drop("passage", "interrupted"), "passage.interrupted: gone"),
    ("a key far inside is gone", drop("passage", "text", "PlateMark"), "passage.plate.text: gone"),
    ("a key of a list's entries is gone", drop("passage", "sha256", "ImageEntry"), "passage.images[].sha256: gone"),
    ("a key of named parts is gone", drop("health", "fps", "CameraFigures"), "health.cameras.*.fps: gone"),
    ("a key of one event is gone", drop("event", "by", "arrived"), "event.by: gone"),
    (
        "a key is renamed",
        both(drop("passage", "plate"), put("passage", "number_plate", TEXT)),
        "passage.plate: gone",
    ),
    (
        "a key is no longer always there",
        require("passage", "weight", wanted=False),
        "passage.weight: no longer always there",
    ),
    ("a type is another", put("passage", "seq", TEXT), "passage.seq: integer is gone"),
    (
        "a type is wider",
        put("passage", "seq", {"type": "number", "minimum": 1}),
        "passage.seq: number where ",
    ),
    (
        "null is new",
        put("passage", "site", {"anyOf": [TEXT, NULL]}),
        "passage.site: null is new, no consumer is ready for it",
    ),
    ("only null is left", put("passage", "decided_at", NULL), "passage.decided_at: string is gone"),
    ("a pattern is dropped", put("passage", "passage_id", TEXT), "passage.passage_id: pattern None, expected: "),
    ("a limit is dropped", put("passage", "seq", {"type": "integer"}), "passage.seq: minimum None, expected: 1"),
    ("a value is new", add_phase, "state.phase: value 'asleep' is new, no consumer knows it"),
    ("a value is gone", drop_phase, "state.phase: value 'fault' is gone"),
    ("any value may come", free_phase, "state.phase: may be anything, was one of "),
    ("an event is gone", drop_event, "event: object 'opened' is gone"),
    # what the centre sends
    ("the lane forgets a key", drop("command", "operator"), "command.operator: gone"),
    ("the lane wants a key", require("command", "operator", wanted=True), "command.operator: now required"),
    ("the lane takes a key no longer as null", put("command", "reason", TEXT), "command.reason: null is gone"),
    ("the lane takes another type", put("command", "id", NUMBER), "command.id: string is gone"),
    (
        "the lane takes less",
        put("command", "boot_id", {**TEXT, "maxLength": 8}),
        "command.boot_id: maxLength",
    ),
    ("the lane knows an action no longer", drop_action, "command.action: value 'stop' is gone"),
    (
        "the lane takes only some texts",
        put("command", "boot_id", {"type": "string", "maxLength": 128, "enum": ["boot-1"]}),
        "command.boot_id: only 'boot-1', was anything",
    ),
]


@pytest.mark.parametrize(("change", "text"), [pytest.param(*rest, id=name) for name, *rest in BREAKING])
def test_a_breaking_change_is_named(change: Change, text: str) -> None:
    found = after(change)
    assert "".join(found[:1]).startswith(text), found


def add_topic(whole: dict[str, Any]) -> None:
    whole["topics"]["video"] = {**whole["topics"]["image"], "address": "gate/v1/{site}/{lane}/video"}


def add_event(whole: dict[str, Any]) -> None:
    event = part_of(whole, "event")
    kind = copy.deepcopy(event["$defs"]["cleared"])
    kind["properties"]["event"]["const"] = "weighed"
    event["$defs"]["weighed"] = kind
    event["oneOf"].append({"$ref": "#/$defs/weighed"})


def add_action(whole: dict[str, Any]) -> None:
    part_of(whole, "command")["properties"]["action"]["enum"].append("blink")


KEPT: list[tuple[str, Change]] = [
    ("a word always comes", both(put("state", "sort", {**TEXT, "const": "x"}), require("state", "sort", wanted=True))),
    ("a key may come", put("passage", "axles", {"type": "integer"})),
    ("a key always comes", both(put("passage", "axles", NUMBER), require("passage", "axles", wanted=True))),
    ("a key far inside may come", put("passage", "colour", TEXT, "PlateMark")),
    ("a key that may come always comes", require("passage", "interrupted", wanted=True)),
    ("null comes no more", put("passage", "previous_sha256", {"type": "string", "pattern": "^[0-9a-f]{64}$"})),
    ("a number is whole", put("health", "clock_offset_s", {"type": "integer"})),
    ("a limit is narrower", put("passage", "seq", {"type": "integer", "minimum": 1, "maximum": 10})),
    ("a topic is new", add_topic),
    ("an event is new", add_event),
    ("the lane knows another action", add_action),
    ("the lane takes another key", put("command", "urgency", NUMBER)),
    ("the lane takes null too", put("command", "boot_id", {"anyOf": [{"type": "string", "maxLength": 128}, NULL]})),
    ("the lane takes longer texts", put("command", "boot_id", {"type": "string", "maxLength": 999})),
    ("the lane no longer wants a key", require("command", "boot_id", wanted=False)),
]


@pytest.mark.parametrize("change", [pytest.param(change, id=name) for name, change in KEPT])
def test_a_change_that_breaks_nobody_is_let_pass(change: Change) -> None:
    assert after(change) == []
