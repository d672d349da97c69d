"""`lanegate run` on every kind of indicator and relay board: what the board saw, and what the record says."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from edge.sim.indicator import Manner
from edge.sim.modbus_indicator import cas_registers, eagle_registers, pavone_registers
from edge.sim.relay import RelayFaults
from tests.end_to_end.far_ends import IndicatorKind
from tests.end_to_end.fittings import BOARDS, CLOSE, GROSS_KG, OPEN, Fitting, Lane, lane_on
from tests.end_to_end.site import PATIENCE_S
from tests.waiting import until

pytestmark = pytest.mark.timeout(400)


def _stream(protocol: str, board: str, baud: int = 9600, framing: str = "8N1", **options: Any) -> Fitting:
    """An indicator that sends or answers frames of 32460 kg, its line set alike at both ends."""
    table = f'protocol = "{protocol}"\nbaud = {baud}\nframing = "{framing}"'
    return Fitting(table, IndicatorKind(Manner(protocol, baud, framing)), board, **options)


def _modbus(protocol: str, preset: str, indicator: IndicatorKind, board: str, **options: Any) -> Fitting:
    table = f'protocol = "{protocol}"\nregisters = {{ preset = "{preset}" }}'
    return Fitting(table, indicator, board, **options)


TOLEDO = _stream("toledo", "modbus-rtu")
LANES = {
    "yaohua": (_stream("yaohua", "modbus-rtu", 1200), b"\x02+032460018\x03"),
    "yaohua-polled": (_stream("yaohua-polled", "lcus"), b"\x02AB+03246001B\x03"),
    "yaohua-reversed": (_stream("yaohua-reversed", "numato", converted=True), b"=06423000"),
    "yaohua-a12": (_stream("yaohua-a12", "custom"), b"WG032460 kg3F\r\n"),
    "toledo": (_stream("toledo", "modbus-rtu", converted=True, arrival="loop"), b"\x02*0  32460     0\r\x08"),
    "toledo-8217": (_stream("toledo-8217", "custom", 9600, "7E1"), b"\x0232460\r"),
    "mt-sics": (_stream("mt-sics", "numato", converted=True), b"S S      32460 kg\r\n"),
    "cas": (_stream("cas", "lcus", 19200), b"ST,GS,\x01\xc4,00032460 kg\r\n"),
    "and": (_stream("and", "modbus-rtu", 2400, "7E1"), b"ST,GS,+0032460kg\r\n"),
    "rinstrum": (_stream("rinstrum", "numato", arrival="loop"), b"\x02   32460G  - kg\x03"),
    "sma": (_stream("sma", "lcus", converted=True), b"\n 1G       32460kg \r"),
    "modbus-rtu": (
        _modbus("modbus-rtu", "pavone-dat", IndicatorKind(registers=pavone_registers, transport="rtu"), "modbus-rtu"),
        b"\x00\x02\x00\x00\x7e\xcc",
    ),
    "modbus-rtu through a converter": (
        _modbus("modbus-rtu", "cas-ci-600d", IndicatorKind(registers=cas_registers, transport="rtu-over-tcp"), "lcus"),
        b"\x00\x00\x7e\xcc",
    ),
    "modbus-tcp": (
        _modbus("modbus-tcp", "eagle-ei", IndicatorKind(registers=eagle_registers), "custom", board_converted=True),
        b"\x46\xfd\x98\x00",
    ),
    "auto": (
        Fitting('protocol = "auto"', IndicatorKind(Manner("toledo", 4800)), "numato"),
        b"\x02*0  32460     0\r\x08",
    ),
    "auto, a Modbus device": (
        _modbus("auto", "pavone-dat", IndicatorKind(registers=pavone_registers, transport="rtu"), "modbus-rtu"),
        b"\x00\x02\x00\x00\x7e\xcc",
    ),
}


def _command(boot_id: str, action: str) -> dict[str, Any]:
    ends = datetime.now(UTC) + timedelta(seconds=30)
    return {"id": str(uuid.uuid4()), "boot_id": boot_id, "action": action, "expires_at": ends.isoformat()}


def _ordered(lane: Lane, action: str) -> dict[str, Any]:
    """The lane's answer to a command."""
    command = _command(str(lane.centre.state()["boot_id"]), action)
    lane.centre.command(command)

    def answers() -> list[dict[str, Any]]:
        return [one for one in lane.centre.documents("command/result") if one["id"] == command["id"]]

    return until(answers, PATIENCE_S)[0]


def _is_opened_for(lane: Lane) -> None:
    lane.truck_comes()
    lane.wait_for_phase("clearing")
    if lane.has_limits:
        until(lambda: "opened" in lane.centre.events(), PATIENCE_S)


def _leaves(lane: Lane, count: int = 1) -> dict[str, Any]:
    """From the platform, under the boom and away; the record, and the boom closed behind it but not before."""
    lane.truck_goes_under_the_boom()
    record = lane.wait_for_passages(count)[count - 1]
    lane.wait_for_phase("closing")
    before = lane.barrier.pulses(CLOSE)
    away_s = lane.truck_is_away()
    lane.wait_for_phase("idle")
    closed = lane.barrier.pulses(CLOSE)[len(before) :]
    assert [one.from_s > away_s for one in closed] == [True], "not closed once, after the truck was away"
    return record


@pytest.mark.parametrize("name", LANES)
def test_a_truck_is_weighed_and_let_through_once_on_every_kind_of_device(name: str, tmp_path: Path) -> None:
    fitting, frame = LANES[name]
    with lane_on(tmp_path, fitting) as lane:
        lane.start_empty()
        assert lane.barrier.pulses(OPEN) + lane.barrier.pulses(CLOSE) == ()
        _is_opened_for(lane)
        record = _leaves(lane)
        until(lambda: lane.barrier.board.boom.closed)
        assert lane.process.stop() == 0

    assert len(lane.barrier.pulses(OPEN)) == 1
    assert lane.barrier.violations() == []
    weight = record["weight"]
    assert (weight["gross_kg"], weight["stable"], weight["status"]) == (GROSS_KG, True, "ok")
    assert weight["raw"] == frame.hex()
    assert record["decision"]["outcome"] == "open"
    assert (record["opened_at"] is not None) == lane.has_limits, "opened is what a limit input says"
    assert record["violations"] == []
    assert lane.centre.state()["faults"] == []


@pytest.mark.parametrize("converted", [False, True], ids=["tty", "converter"])
def test_an_indicator_pulled_and_put_back_while_a_truck_is_weighed_costs_no_passage(
    tmp_path: Path, converted: bool
) -> None:
    with lane_on(tmp_path, _stream("toledo", "modbus-rtu", converted=converted)) as lane:
        lane.start_empty()
        lane.platform.rocking = True
        lane.truck_comes()
        lane.wait_for_phase("identifying")
        lane.indicator.pull()
        lane.wait_for_event("fault", "indicator")
        lane.platform.rocking = False
        lane.indicator.plug()
        lane.wait_for_event("recovered", "indicator")
        lane.wait_for_phase("clearing")
        lane.indicator.pull()
        until(lambda: len(lane.told("fault", "indicator")) == 2, PATIENCE_S)
        lane.indicator.plug()
        record = _leaves(lane)
        until(lambda: len(lane.told("recovered", "indicator")) == 2, PATIENCE_S)

    assert len(lane.barrier.pulses(OPEN)) == 1
    assert lane.barrier.violations() == []
    assert record["weight"]["gross_kg"] == GROSS_KG
    assert len(lane.told("fault", "indicator")) == 2, "a lost cable is said once"
    assert len(lane.centre.documents("passage")) == 1


@pytest.mark.parametrize(
    ("board", "converted"), [*((board, False) for board in BOARDS), ("modbus-rtu", True), ("lcus", True)]
)
def test_a_relay_pulled_and_put_back_under_a_truck_moves_nothing_until_it_is_away(
    tmp_path: Path, board: str, converted: bool
) -> None:
    with lane_on(tmp_path, _stream("toledo", board, board_converted=converted)) as lane:
        lane.start_empty()
        _is_opened_for(lane)
        lane.barrier.pull()
        lane.wait_for_event("fault", "relay")
        lane.barrier.plug()
        lane.wait_for_event("recovered", "relay")
        _leaves(lane)

    assert len(lane.barrier.pulses(OPEN)) == 1
    assert lane.barrier.violations() == []
    assert len(lane.told("fault", "relay")) == len(lane.told("recovered", "relay")) == 1, "a lost cable is said once"


def test_a_presence_loop_that_cannot_be_read_keeps_the_boom_up_until_the_next_truck(tmp_path: Path) -> None:
    with lane_on(tmp_path, TOLEDO) as lane:
        lane.start_empty()
        _is_opened_for(lane)
        lane.barrier.board.relay.faults = RelayFaults(mute=True)
        lane.wait_for_event("fault", "relay")
        lane.truck_goes_under_the_boom()
        lane.wait_for_passages(1)
        lane.wait_for_phase("idle")
        refused = _ordered(lane, "close")
        lane.truck_is_away()
        lane.barrier.board.relay.faults = RelayFaults()
        lane.wait_for_event("recovered", "relay")
        _is_opened_for(lane)
        assert lane.barrier.pulses(CLOSE) == (), "closed though the loop could not be read, or when it was again"
        _leaves(lane, 2)

    assert refused["accepted"] is False
    assert "presence is unreadable" in refused["reason"]
    assert len(lane.barrier.pulses(OPEN)) == 2


def test_a_presence_loop_on_a_modem_line_that_falls_silent_keeps_the_boom_up(tmp_path: Path) -> None:
    with lane_on(tmp_path, _stream("toledo", "lcus")) as lane:
        lane.start_empty()
        _is_opened_for(lane)
        assert lane.modem is not None
        lane.modem.silent = True
        lane.truck_goes_under_the_boom()
        lane.wait_for_passages(1)
        lane.wait_for_phase("idle", "closing")
        lane.truck_is_away()
        _is_opened_for(lane)

    assert len(lane.barrier.pulses(OPEN)) == 2
    assert lane.barrier.pulses(CLOSE) == (), "closed though nobody knows what is under the boom"


@pytest.mark.parametrize("board", BOARDS)
def test_stop_ends_a_running_pulse_and_nothing_moves_before_release(tmp_path: Path, board: str) -> None:
    with lane_on(tmp_path, _stream("yaohua", board, pulse_ms=5000)) as lane:
        lane.start_empty()
        lane.truck_comes()
        until(lambda: lane.barrier.board.relay.energised == {OPEN}, PATIENCE_S)
        assert _ordered(lane, "stop")["accepted"] is True
        until(lambda: lane.barrier.board.relay.energised == frozenset(), PATIENCE_S)
        refused = _ordered(lane, "open")
        assert _ordered(lane, "release")["accepted"] is True

    (pulse,) = lane.barrier.pulses(OPEN)
    assert pulse.to_s - pulse.from_s < 5, "the pulse lasted its whole length"
    assert refused["accepted"] is False
    assert "stop" in refused["reason"]
    assert lane.barrier.pulses(CLOSE) == ()
