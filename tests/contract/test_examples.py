"""The contract's own examples against the schemas; and documents that must not pass."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from edge.wire.messages import parse_command, parse_expected
from tests.contract.examples import COMMAND, EXAMPLES, EXPECTED, example
from tests.contract.kept import faults_in, faults_of

LANE = "gate/v1/kim-thanh/lane-01"
ADDED: list[tuple[Callable[[Any], Any], list[str]]] = [
    (lambda record: record, ["open_pulse_at", "announcement"]),
    (lambda record: record["containers"][0], ["min_char_confidence"]),
    (lambda record: record["images"][0], ["kind"]),
]


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_of_the_contract_keeps_its_schema(name: str) -> None:
    assert faults_in(name, example(name)) == []


def test_a_record_as_the_contract_first_had_it_lacks_only_what_was_added_since() -> None:
    record = example("passage")
    for part, added in ADDED:
        for key in added:
            del part(record)[key]
    assert faults_in("passage", record) == [
        "$: 'open_pulse_at' is a required property",
        "$: 'announcement' is a required property",
        "$.containers[0]: 'min_char_confidence' is a required property",
        "$.images[0]: 'kind' is a required property",
    ]


def test_the_lane_takes_what_the_examples_of_the_centre_say() -> None:
    assert parse_command(COMMAND.encode(), retained=False, reply_to=None, correlation=None).action == "decide"
    vehicles, faults = parse_expected(EXPECTED.encode())
    assert ([one.plate for one in vehicles], faults) == (["24C12345", "云G67890"], ())


@pytest.mark.parametrize(
    ("name", "path", "value"),
    [
        ("passage", ("arrived_at",), "2026-03-01T06:00:00Z"),
        ("passage", ("arrived_at",), "2026-03-01T07:00:00.000+01:00"),
        ("passage", ("arrived_at",), "2026-13-01T07:00:00.000Z"),
        ("passage", ("arrived_at",), None),
        ("passage", ("passage_id",), "01936f2c-6b1e-4c3a-9f00-5d2a1b3c4d5e"),
        ("passage", ("previous_sha256",), "BA7816BF"),
        ("passage", ("schema",), "lanegate/passage/2"),
        ("passage", ("seq",), 0),
        ("passage", ("direction",), "transit"),
        ("passage", ("plate", "confidence"), 1.01),
        ("passage", ("plate", "frames"), 2.5),
        ("passage", ("weight", "status"), "fine"),
        ("passage", ("weight", "raw"), "02B"),
        ("passage", ("decision", "outcome"), "maybe"),
        ("passage", ("decision", "authority"), "police"),
        ("passage", ("decision", "reasons"), None),
        ("passage", ("images",), [{"name": "front.jpg"}]),
        ("passage", ("interrupted",), False),
        ("passage", ("plate", "shade"), "white"),
        ("state", ("phase",), "asleep"),
        ("state", ("boom",), "half"),
        ("state", ("faults",), ["broker"]),
        ("event", ("event",), "vanished"),
        ("event", ("event_id",), None),
        ("event", ("plate",), "24C12345"),
        ("command", ("action",), "explode"),
        ("command", ("expires_at",), "soon"),
        ("command", ("id",), ""),
        ("command-result", ("accepted",), 1),
        ("command-result", ("reason",), None),
        ("expected", (0, "tolerance_kg"), -1),
        ("expected", (0, "containers"), "MSKU9070323"),
    ],
)
def test_one_wrong_value_is_a_fault(name: str, path: tuple[str | int, ...], value: object) -> None:
    document = example(name)
    part: Any = document
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert faults_in(name, document) != []


@pytest.mark.parametrize("name", ["passage", "state", "event", "command-result"])
def test_every_key_of_what_the_lane_publishes_is_always_there(name: str) -> None:
    for key in example(name):
        document = example(name)
        del document[key]
        assert faults_in(name, document), f"{name} without {key} passes"


def test_a_fault_says_where_and_what() -> None:
    event = example("event") | {"text": 7}
    assert faults_in("event", event) == ["$: $.text: 7 is not of type 'string'"]


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (f"{LANE}/state", b"hello"),
        (f"{LANE}/event", b"{}"),
        (f"{LANE}/weather", b'{"sun": true}'),
        (f"{LANE}/image/0193/front.jpg", b"GIF89a"),
        (f"{LANE}/image/0193/front.jpg/more", b"\xff\xd8"),
    ],
)
def test_what_no_topic_of_the_contract_carries_is_a_fault(topic: str, payload: bytes) -> None:
    assert faults_of(topic, payload) != []


@pytest.mark.parametrize(
    ("topic", "payload"),
    [
        (f"{LANE}/passage", EXAMPLES["passage"].encode()),
        (f"{LANE}/image/0193/front.jpg", b"\xff\xd8\xff\xe0"),
        (f"{LANE}/command/result", EXAMPLES["command-result"].encode()),
        ("gate/v1/kim-thanh/reply/lane-01/7", EXAMPLES["command-result"].encode()),
    ],
)
def test_what_the_contract_has_is_none(topic: str, payload: bytes) -> None:
    assert faults_of(topic, payload) == []
