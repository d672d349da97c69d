from __future__ import annotations

import json
import logging
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from edge.sim.free_port import free_port
from edge.values import Command, DeviceStatus, Expected, ExpectedChanged
from tests.devices.mqtt import Observer, correlation_of, mosquitto, observing
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


def test_an_unknown_action_is_answered_where_it_asks_for_with_those_that_are_known(
    port: int, centre: Observer, tmp_path: Path
) -> None:
    with connected(tmp_path, port) as lane:
        until(lambda: states(centre))
        centre.publish(f"{LANE}/command", order(action="explode"), reply_to="centre/answers", correlation=b"\x01\x02")
        answer = until(lambda: [one for one in centre.heard if one.topic == "centre/answers"])[0]
        said = json.loads(answer.payload)
        assert (said["id"], said["accepted"]) == ("order-1", False)
        assert all(f"'{one}'" in said["reason"] for one in ("open", "close", "stop", "hold", "release", "decide"))
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
        centre.publish(f"{LANE}/command", payload, reply_to="centre/answers", correlation=b"\x00\xff7")
        answer = until(lambda: [one for one in centre.heard if one.topic == "centre/answers"])[0]
        said = json.loads(answer.payload)
        assert said["accepted"] is False
        assert correlation_of(answer) == b"\x00\xff7"
        centre.publish(f"{LANE}/command", order())
        assert until(lane.commands)[0].id == "order-1"


def test_a_command_counts_no_longer_than_its_message_does(port: int, centre: Observer, tmp_path: Path) -> None:
    with connected(tmp_path, port) as lane:
        until(lambda: states(centre))
        centre.publish(f"{LANE}/command", order(id="short"), expires_in_s=5)
        centre.publish(f"{LANE}/command", order(id="long"), expires_in_s=2**32 - 1)
        until(lambda: len(lane.commands()) == 2)
    short, long = lane.commands()
    assert short.expires_at <= datetime.now(UTC) + timedelta(seconds=5)
    assert long.expires_at == datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)


def test_a_retained_command_that_has_outlived_its_expiry_never_comes(
    port: int, centre: Observer, tmp_path: Path
) -> None:
    centre.publish(f"{LANE}/command", order(id="stale"), retain=True, expires_in_s=1)
    time.sleep(2.5)  # the broker counts in whole seconds
    with connected(tmp_path, port) as lane:
        until(lambda: states(centre))
        centre.publish(f"{LANE}/command", order(id="fresh"))
        until(lane.commands)
        assert [one.id for one in lane.commands()] == ["fresh"]


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
        until(lambda: len(lane.heard.events) == 5)
    vehicle = Expected("24C12345", ("CSQU3054383",), 32000, 500, None)
    first, fault, empty, over = lane.heard.events[1:]
    assert (first, empty) == (ExpectedChanged((vehicle,)), ExpectedChanged(()))
    assert isinstance(fault, DeviceStatus)
    assert (fault.device, fault.code) == ("expected", "malformed")
    assert over == DeviceStatus("expected", "ok", "the list is good again")


def test_one_malformed_entry_is_left_out_and_the_centre_can_hear_of_it(
    port: int, centre: Observer, tmp_path: Path
) -> None:
    with connected(tmp_path, port) as lane:
        centre.publish(f"{LANE}/expected", b'[{"plate": "24C12345"}, {"plate": 5}, 7]', retain=True)
        until(lambda: len(lane.heard.events) == 3)
    assert lane.heard.events[1:] == [
        ExpectedChanged((Expected("24C12345", (), None, None, None),)),
        DeviceStatus(
            "expected",
            "malformed",
            "malformed entry left out: 1.plate: Input should be a valid string and 1 more",
        ),
    ]
