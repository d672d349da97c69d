"""The doctor at a weighbridge indicator, with literal frames on a real pseudo-terminal."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from edge.sim.display import Display
from edge.sim.indicator import Manner
from edge.sim.modbus_indicator import ModbusIndicator, pavone_registers
from tests.commands.doctoring import found, lane_file, weighbridge
from tests.devices.ptys import Cable, cable_in
from tests.devices.talkers import GROSS_KG, RUBBISH, YAOHUA, indicator, talking

TONNES = bytes.fromhex("022b30333234363030313803")
PAVONE = 'registers = { preset = "pavone-dat" }'
OVERLOAD = b"\x02\x2a\x34\x20 12500     0\r\x0b"  # Toledo: SWB b2, out of range


@pytest.fixture
def cable(tmp_path: Path) -> Iterator[Cable]:
    with cable_in(tmp_path) as cable:
        yield cable


def test_weights_are_told_with_what_they_were_read_from(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    with talking(cable, lambda: TONNES):
        finding = found(lane_file(tmp_path, weighbridge(cable.path)), capsys, "indicator")
    assert finding["verdict"] == "ok"
    assert f"yaohua on {cable.path}, 9600 8N1: 32460 kg, stable" in finding["found"]
    figures = finding["figures"]
    assert (figures["gross_kg"], figures["stable"], figures["raw"]) == (32460, True, TONNES.hex())
    assert figures["readings"] >= 6
    assert figures["bytes"] >= figures["readings"] * len(TONNES)


def test_a_silent_line_is_sent_nothing_and_its_likeliest_causes_come_in_order(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    finding = found(lane_file(tmp_path, weighbridge(cable.path)), capsys, "indicator")
    assert (finding["verdict"], finding["code"]) == ("fail", "silent")
    assert finding["found"].startswith("no bytes from the indicator")
    assert "switched on" in finding["checks"][0]
    assert "cable" in finding["checks"][1]
    assert cable.received() == b""


def test_bytes_of_another_speed_are_shown(tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]) -> None:
    with talking(cable, lambda: RUBBISH):
        finding = found(lane_file(tmp_path, weighbridge(cable.path)), capsys, "indicator")
    assert (finding["verdict"], finding["code"]) == ("fail", "no-frames")
    assert "f8 80 02 fe" in finding["found"]
    assert "baud" in finding["checks"][0]


def test_frames_that_fail_their_check_point_to_the_cable(
    tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]
) -> None:
    with talking(cable, lambda: YAOHUA.replace(b"8", b"9")):
        finding = found(lane_file(tmp_path, weighbridge(cable.path)), capsys, "indicator")
    assert (finding["verdict"], finding["code"]) == ("fail", "bad-frames")
    assert "shield" in finding["checks"][0]


def test_an_overload_is_to_be_looked_at(tmp_path: Path, cable: Cable, capsys: pytest.CaptureFixture[str]) -> None:
    with talking(cable, lambda: OVERLOAD):
        finding = found(lane_file(tmp_path, weighbridge(cable.path, "toledo")), capsys, "indicator")
    assert (finding["verdict"], finding["code"]) == ("warn", "overload")
    assert "the indicator says overload" in finding["found"]


def test_a_protocol_to_be_found_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with indicator(Manner(baud=4800)) as simulated:
        finding = found(lane_file(tmp_path, weighbridge(simulated.port, "auto")), capsys, "indicator")
    assert finding["verdict"] == "ok"
    assert f"auto, found yaohua on {simulated.port}, 4800 8N1: {GROSS_KG} kg" in finding["found"]


def test_an_indicator_that_is_asked_over_modbus_answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    registers = 'registers = { preset = "pavone-dat" }\naddress = 255'
    with closing(ModbusIndicator(lambda: pavone_registers(Display(12_340)), "tcp", 255)) as simulated:
        simulated.start()
        finding = found(lane_file(tmp_path, weighbridge(simulated.port, "modbus-tcp", registers)), capsys, "indicator")
    assert finding["verdict"] == "ok"
    assert finding["figures"]["gross_kg"] == 12_340


@pytest.mark.parametrize(
    ("registers", "verdict", "code", "said"),
    [
        ("", "fail", "no-registers", "modbus-rtu at 9600 8N1"),
        (
            'registers = { preset = "pavone-dat" }',
            "ok",
            "ok",
            f"auto, found modbus-rtu on {{}}, 9600 8N1: {GROSS_KG} kg",
        ),
    ],
    ids=["without a map", "with a map"],
)
def test_a_modbus_device_that_is_found_is_read_where_its_registers_are_known(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], registers: str, verdict: str, code: str, said: str
) -> None:
    with closing(ModbusIndicator(lambda: pavone_registers(Display(GROSS_KG)), "rtu", baud=9600)) as simulated:
        simulated.start()
        finding = found(lane_file(tmp_path, weighbridge(simulated.port, "auto", registers)), capsys, "indicator")
    assert (finding["verdict"], finding["code"]) == (verdict, code), finding
    assert said.format(simulated.port) in finding["found"]
    assert bool(finding["checks"]) is (verdict == "fail")


def test_a_converter_that_is_not_there_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    finding = found(lane_file(tmp_path, weighbridge("socket://127.0.0.1:9")), capsys, "indicator")
    assert (finding["verdict"], finding["code"]) == ("fail", "unreachable")
    assert "converter" in finding["checks"][0]
