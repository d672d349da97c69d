from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from edge.values import Command, Expected, ExpectedChanged
from tests.devices.mqtt import Observer, correlation_of, free_port, mosquitto, observing
from tests.devices.mqtt_lane import LANE, connected, running, states
from tests.waiting import until

ORDER = {"id": "order-1", "boot_id": "boot-1", "action": "open", "expires_at": "2031-05-06T07:08:09.000Z"}


def order(**changes: object) -> bytes:
    return json.dumps({**ORDER, **changes}).encode()


def test_a_command_reaches_the_sink_with_where_to_answer(port: int, centre: Observer, tmp_path: Path) -> None:
    with connected(tmp_path, port) as lane:
        until(lambda: states(centre))
        centre.publish(f"{LANE}/command", order(operator="Anh"), reply_to="centre/answers", correlation=b"\x00\xff7")
        command = until(lane.commands)[0]
    assert command == Command(
        "order-1",
        "boot-1",
        "open",
        datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC),
        operator="Anh",
        reply_to="centre/answers",
        correlation=b"\x00\xff7",
    )


def test_a_retained_command_is_marked_whether_it_was_there_before_or_comes_now(
    port: int, centre: Observer, tmp_path: Path
) -> None:
    centre.publish(f"{LANE}/command", order(id="before"), retain=True)
    with connected(tmp_path, port) as lane:
        until(lane.commands)
        centre.publish(f"{LANE}/command", order(id="now"), retain=True)
        centre.publish(f"{LANE}/command", order(id="fresh"))
        until(lambda: len(lane.commands()) == 3)
        assert [(one.id, one.retained) for one in lane.commands()] == [
            ("before", True),
            ("now", True),
            ("fresh", False),
        ]


def test_a_command_sent_while_the_lane_is_away_never_comes(port: int, centre: Observer, tmp_path: Path) -> None:
    with connected(tmp_path, port):
        until(lambda: states(centre))
    centre.publish(f"{LANE}/command", order(id="missed"))
    with connected(tmp_path, port) as lane:
        until(lambda: len(states(centre)) == 3)
        centre.publish(f"{LANE}/command", order(id="heard"))
        until(lane.commands)
        assert [one.id for one in lane.commands()] == ["heard"]


def test_a_malformed_command_is_answered_where_it_asks_for(port: int, centre: Observer, tmp_path: Path) -> None:
    with connected(tmp_path, port) as lane:
        until(lambda: states(centre))
        centre.publish(f"{LANE}/command", order(action="explode"), reply_to="centre/answers", correlation=b"\x01\x02")
        answer = until(lambda: [one for one in centre.heard if one.topic == "centre/answers"])[0]
        said = json.loads(answer.payload)
        assert (said["id"], said["accepted"]) == ("order-1", False)
        assert "action" in said["reason"]
        assert correlation_of(answer) == b"\x01\x02"
        assert lane.commands() == []


@pytest.mark.parametrize(
    "payload",
    [b"", b"\xff\xfe", b"[" * 50_000, b'{"id":"\\ud800"}', b'{"id":' + b"9" * 5000 + b"}", b"x" * 300_000],
    ids=["empty", "no utf-8", "nested", "half a surrogate", "huge number", "huge"],
)
def test_bytes_that_are_no_command_are_answered_and_the_next_one_is_heard(
    port: int, centre: Observer, tmp_path: Path, payload: bytes
) -> None:
    with connected(tmp_path, port) as lane:
        until(lambda: states(centre))
        centre.publish(f"{LANE}/command", payload)
        said = json.loads(until(lambda: centre.payloads(f"{LANE}/command/result"))[0])
        assert said["accepted"] is False
        centre.publish(f"{LANE}/command", order())
        assert until(lane.commands)[0].id == "order-1"


def test_answers_go_to_the_result_topic_where_none_usable_is_named(port: int, centre: Observer, tmp_path: Path) -> None:
    with connected(tmp_path, port) as lane:
        for reply_to in (None, "", "centre/#", "centre/+/x", "y" * 5000):
            lane.broker.answer({"id": "a", "accepted": True, "reason": "done"}, reply_to, None)
        until(lambda: len(centre.payloads(f"{LANE}/command/result")) == 5)


def test_an_answer_given_offline_is_sent_later(tmp_path: Path) -> None:
    port = free_port()
    with running(tmp_path, port) as lane:
        lane.broker.answer({"id": "a", "accepted": True, "reason": "done"}, "centre/answers", b"7")
        with mosquitto(tmp_path, port=port), observing(port) as centre:
            until(lambda: lane.outbox.depth() == 0)
            answer = until(lambda: [one for one in centre.heard if one.topic == "centre/answers"])[0]
            assert correlation_of(answer) == b"7"


def test_the_list_of_expected_vehicles_reaches_the_sink(
    port: int, centre: Observer, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    listed = [{"plate": "24C12345", "containers": ["CSQU3054383"], "declared_gross_kg": 32000, "tolerance_kg": 500}]
    centre.publish(f"{LANE}/expected", json.dumps(listed).encode(), retain=True)
    with connected(tmp_path, port) as lane, caplog.at_level(logging.WARNING):
        until(lambda: len(lane.heard.events) == 2)
        centre.publish(f"{LANE}/expected", b'[{"plate": 5}]')
        until(lambda: "the list before it stays" in caplog.text)
        centre.publish(f"{LANE}/expected", b"", retain=True)
        until(lambda: len(lane.heard.events) == 3)
    vehicle = Expected("24C12345", ("CSQU3054383",), 32000, 500, None)
    assert lane.heard.events[1:] == [ExpectedChanged((vehicle,)), ExpectedChanged(())]
