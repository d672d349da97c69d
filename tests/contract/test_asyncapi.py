"""The AsyncAPI document, read as its users read it: from the file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.contract.kept import CONFIG

DOCUMENT: dict[str, Any] = json.loads((CONFIG / "asyncapi.json").read_text())
LANE = "gate/v1/{site}/{lane}"


def references(part: object) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from references(one)
    elif isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for one in part.values():
            yield from references(one)


def resolved(reference: str) -> Any:
    """What a reference leads to; KeyError or OSError where it leads nowhere."""
    file, _, path = reference.partition("#/")
    if file:
        return json.loads((CONFIG / file).read_text())
    found: Any = DOCUMENT
    for step in path.split("/"):
        found = found[step]
    return found


def operation_on(address: str) -> dict[str, Any]:
    (found,) = [
        one for one in DOCUMENT["operations"].values() if resolved(one["channel"]["$ref"])["address"] == address
    ]
    return dict(found)


def test_every_reference_leads_somewhere() -> None:
    found = list(references(DOCUMENT))
    assert len(found) > 40
    assert all(resolved(one) for one in found)


@pytest.mark.parametrize(
    ("level", "action", "qos", "retain", "message"),
    [
        ("state", "send", 1, True, "state"),
        ("passage", "send", 1, False, "passage"),
        ("event", "send", 1, False, "event"),
        ("image/{passage_id}/{name}", "send", 1, False, "image"),
        ("health", "send", 0, False, "health"),
        ("command", "receive", 1, False, "command"),
        ("command/result", "send", 1, False, "command-result"),
        ("expected", "receive", 1, True, "expected"),
    ],
)
def test_a_topic_of_the_contract_is_there(level: str, action: str, qos: int, retain: bool, message: str) -> None:
    operation = operation_on(f"{LANE}/{level}")
    binding = operation["bindings"]["mqtt"]
    assert (operation["action"], binding["qos"], binding["retain"]) == (action, qos, retain)
    assert binding["bindingVersion"] == "0.2.0"
    channel = resolved(operation["channel"]["$ref"])
    assert list(channel["messages"]) == [message]
    for parameter in channel["parameters"]:
        assert f"{{{parameter}}}" in channel["address"]
    assert channel["address"].count("{") == len(channel["parameters"])


def test_an_operation_names_a_message_of_its_own_channel() -> None:
    for name, operation in DOCUMENT["operations"].items():
        (message,) = operation["messages"]
        assert message["$ref"].startswith(f"{operation['channel']['$ref']}/messages/"), name


def test_a_json_message_says_which_schema_file_it_keeps() -> None:
    for name, message in DOCUMENT["components"]["messages"].items():
        if name == "image":
            assert message["contentType"] == "image/jpeg"
        else:
            assert message["payload"]["schema"] == {"$ref": f"./schemas/{name}.json"}


def test_a_command_is_answered_where_it_asks_with_its_correlation_data() -> None:
    command = operation_on(f"{LANE}/command")
    assert command["reply"]["address"]["location"] == "$message.header#/responseTopic"
    assert resolved(command["reply"]["channel"]["$ref"])["address"] is None
    bindings = {
        name: one.get("bindings", {}).get("mqtt", {}) for name, one in DOCUMENT["components"]["messages"].items()
    }
    assert {"correlationData", "responseTopic"} <= bindings["command"].keys()
    assert "correlationData" in bindings["command-result"]


def test_the_last_will_is_the_retained_state() -> None:
    will = DOCUMENT["servers"]["gate"]["bindings"]["mqtt"]["lastWill"]
    assert (will["topic"], will["qos"], will["retain"]) == (f"{LANE}/state", 1, True)
