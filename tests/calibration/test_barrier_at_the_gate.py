"""`lanegate calibrate barrier` at simulated gates: a real terminal, the real driver and its process, a real file."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.__main__ import main
from edge.calibrated import newest_calibrations
from edge.config import load_config
from edge.config_barrier import BarrierTable, InputTable
from tests.calibration.barrier_gate import Wiring, gate
from tests.calibration.barrier_technician import technician
from tests.commands.doctoring import barrier, lane_file


def table_of(file: Path) -> BarrierTable:
    table = load_config(file, lambda _name: None).barrier
    assert table is not None
    return table


def inputs_of(file: Path) -> dict[str, InputTable]:
    return {one.role: one for one in table_of(file).input}


def test_a_right_gate_passes_and_its_settings_are_what_check_accepts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wiring = Wiring({1: "open", 2: "close"}, {1: "loop", 2: "up", 3: "down"}, frozenset({1, 3}), least_s=0.15)
    with gate("modbus-rtu", wiring) as site:
        file = lane_file(tmp_path, barrier(site.relay.port, "modbus-rtu", "# kept\n"))
        with technician(site, file) as person:
            assert person.work() == 0, person.seen
        assert (site.relay.violations, site.boom.struck) == ((), False)
        assert site.pulses == person.asked.count("move")
    table = table_of(file)
    assert (table.open_channel, table.close_channel, table.pulse_ms) == (1, 2, 300)
    assert 1.5 <= table.travel_s < 10
    found = {role: (one.channel, one.active) for role, one in inputs_of(file).items()}
    assert found == {"presence": (1, "open"), "opened": (2, "closed"), "closed": (3, "open")}
    assert "# kept" in file.read_text()
    record = newest_calibrations(tmp_path / "state")["relay"]
    assert (record.verdict, record.by, record.findings["shortest_pulse_ms"]) == ("pass", "Lan", 200)
    assert [one["by"] for one in record.findings["open_travels"]] == ["person", "limit", "limit", "limit"]
    assert main(["check", "--config", str(file)]) == 0
    assert "open 1, close 2, 300 ms" in capsys.readouterr().out
