from __future__ import annotations

from contextlib import closing

from edge.commands.fitting import _scale
from edge.devices.clock import SystemClock
from edge.sim.display import Display
from edge.sim.modbus_indicator import ModbusIndicator, cas_registers
from edge.values import WeightReading
from tests.devices.ptys import Heard
from tests.test_config import parsed, whole
from tests.waiting import until


def test_a_lane_whose_file_names_registers_reads_them() -> None:
    heard = Heard()
    shows = Display(1000, unit="t", decimals=3)  # the indicator's registers hold no decimal point
    with closing(ModbusIndicator(lambda: cas_registers(shows))) as one:
        one.start()
        registers = {"preset": "cas-ci-600d", "decimals": 3}
        table = {"port": one.port, "protocol": "modbus-tcp", "unit": "t", "poll_ms": 100, "registers": registers}
        scale = _scale(parsed({**whole(), "weighbridge": table}), heard, SystemClock(), None)
        assert scale is not None
        with closing(scale):
            scale.start()
            until(lambda: len(heard.events) > 3)
    readings = [event for event in heard.events if isinstance(event, WeightReading)]
    assert {reading.gross_kg for reading in readings} == {1000}
