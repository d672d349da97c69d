"""A daemon's scale that was told no protocol."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace

import pytest

from edge.devices.clock import SystemClock
from edge.devices.detected import Detected
from edge.devices.detection import Patience
from edge.devices.line import SerialLine
from edge.devices.scale import Pace, SerialScale
from edge.sim.display import Display
from edge.sim.indicator import Manner
from edge.sim.modbus_indicator import ModbusIndicator, pavone_registers
from edge.values import WeightReading
from edge.wire.indicators import FormatOptions
from tests.devices.ptys import Cable, Heard
from tests.devices.talkers import GROSS_KG, MT_SICS, QUICK, RUBBISH, YAOHUA, indicator, talking
from tests.waiting import until

ANSWERED = replace(QUICK, answer_s=0.5, bauds=(9600,))  # by a device in this process, on a busy machine


@contextmanager
def detecting(port: str, heard: Heard, forget_s: float = 60.0, patience: Patience = QUICK) -> Iterator[SerialScale]:
    clock = SystemClock()
    approach = Detected(SerialLine(port), FormatOptions(), 3, clock, patience, forget_s)
    with closing(SerialScale(approach, heard, clock, Pace(poll_s=0.1, silence_s=0.5, reconnect_s=2.0))) as scale:
        scale.start()
        yield scale


@pytest.fixture
def modbus() -> Iterator[ModbusIndicator]:
    with closing(ModbusIndicator(lambda: pavone_registers(Display(GROSS_KG)), "rtu", baud=9600)) as indicator:
        indicator.start()
        yield indicator


def weights(heard: Heard) -> list[WeightReading]:
    return [one for one in heard.events if isinstance(one, WeightReading)]


@pytest.mark.parametrize("protocol", ["toledo", "mt-sics"])
def test_a_scale_that_was_told_nothing_finds_the_protocol_and_streams(protocol: str, heard: Heard) -> None:
    with indicator(Manner(protocol, 4800)) as one, detecting(one.port, heard):
        until(lambda: any(reading.stable for reading in weights(heard)))
    assert {reading.gross_kg for reading in weights(heard)} == {GROSS_KG}
    assert heard.codes == ["ok"]


def test_a_scale_that_finds_nothing_says_why_and_goes_on_looking(cable: Cable, heard: Heard) -> None:
    with talking(cable, lambda: RUBBISH), detecting(str(cable.path), heard) as scale:
        until(lambda: heard.codes == ["no-frames"])
        assert "bytes, no frames of a known protocol" in scale.health().text


def test_what_was_found_is_kept_through_a_lost_cable(cable: Cable, heard: Heard) -> None:
    with detecting(str(cable.path), heard):
        with talking(cable, lambda: YAOHUA):
            until(lambda: weights(heard))
        cable.pull()
        until(lambda: heard.codes == ["ok", "lost"])
        cable.plug()
        with talking(cable, lambda: MT_SICS):  # another one: it is not believed so soon
            until(lambda: heard.codes == ["ok", "lost", "no-frames"])
    assert cable.received() == b""


def test_after_long_without_frames_the_protocol_is_looked_for_anew(cable: Cable, heard: Heard) -> None:
    with detecting(str(cable.path), heard, forget_s=1.0):
        with talking(cable, lambda: YAOHUA):
            until(lambda: weights(heard))
        with talking(cable, lambda: MT_SICS):
            until(lambda: weights(heard)[-1].raw == MT_SICS.hex())
    assert cable.received() == b""


def test_of_a_modbus_device_without_a_map_the_setting_is_told_and_no_weight_is_made_up(
    modbus: ModbusIndicator, heard: Heard
) -> None:
    with detecting(modbus.port, heard, patience=ANSWERED) as scale:
        until(lambda: heard.codes == ["no-registers"])
        assert "modbus-rtu at 9600 8N1" in scale.health().text
        assert "at address 1" in scale.health().text
    assert weights(heard) == []
