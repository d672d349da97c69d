"""`lanegate calibrate barrier` at simulated gates: a real terminal, the real driver and its process, a real file."""

from __future__ import annotations

from pathlib import Path

import pytest

from edge.__main__ import main
from edge.calibrated import Calibration, newest_calibrations
from edge.config import load_config
from edge.config_barrier import BarrierTable
from edge.sim.boom import BoomSettings
from tests.calibration.barrier_gate import Wiring, gate
from tests.calibration.barrier_technician import technician
from tests.commands.doctoring import LOOP, barrier, lane_file
from tests.devices.modem_server import modem_server

LOOP_AT_ONE = LOOP.format(name="loop", role="presence", channel=1)


def table_of(file: Path) -> BarrierTable:
    table = load_config(file, lambda _name: None).barrier
    assert table is not None
    return table


def inputs_of(file: Path) -> dict[str, tuple[int | None, str]]:
    return {one.role: (one.channel, one.active) for one in table_of(file).input}


def record_of(folder: Path) -> Calibration:
    return newest_calibrations(folder / "state")["relay"]


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
    assert inputs_of(file) == {"presence": (1, "open"), "opened": (2, "closed"), "closed": (3, "open")}
    assert "# kept" in file.read_text()
    record = record_of(tmp_path)
    assert (record.verdict, record.by, record.findings["shortest_pulse_ms"]) == ("pass", "Lan", 200)
    assert [one["by"] for one in record.findings["open_travels"]] == ["person", "limit", "limit", "limit"]
    assert main(["check", "--config", str(file)]) == 0
    assert "open 1, close 2, 300 ms" in capsys.readouterr().out


def test_a_board_of_words_and_a_boom_that_closes_by_itself_pass(tmp_path: Path) -> None:
    wiring = Wiring({2: "open"}, {1: "up", 3: "down", 4: "loop"})
    with gate("numato", wiring, BoomSettings(travel_s=1.0, auto_close_s=6.0)) as site:
        file = lane_file(tmp_path, barrier(site.relay.port, "numato"))
        with technician(site, file) as person:
            assert person.work({"opens": "2", "closes": "itself", "name": "photocell"}) == 0, person.seen
        assert {one.channel for one in site.relay.log} == {2}
        assert site.pulses == person.asked.count("move") == 4
    table = table_of(file)
    assert (table.open_channel, table.close_channel, table.pulse_ms) == (2, None, 200)
    assert inputs_of(file) == {"presence": (4, "closed"), "opened": (1, "closed"), "closed": (3, "closed")}
    assert main(["check", "--config", str(file)]) == 0


def test_swapped_relays_are_found_by_eye_on_a_board_that_tells_nothing(tmp_path: Path) -> None:
    with gate("lcus", Wiring({2: "open", 1: "close"}, {})) as site:
        file = lane_file(tmp_path, barrier(site.relay.port, "lcus"))
        with technician(site, file) as person:
            assert person.work({"presence": "no"}) == 0, person.seen
        assert (site.pulses, site.relay.violations) == (person.asked.count("move"), ())
    assert "relay 1 did not move the boom in 700 ms" in person.seen
    assert "relay 2 opens the boom; the lane's file said relay 1" in person.seen
    assert (table_of(file).open_channel, table_of(file).close_channel) == (2, 1)
    assert {one["by"] for one in record_of(tmp_path).findings["close_travels"]} == {"person"}
    assert main(["check", "--config", str(file)]) == 0


def test_a_stuck_boom_fails_with_what_to_check_and_the_file_stays(tmp_path: Path) -> None:
    with gate(boom=BoomSettings(stuck=True)) as site:
        file = lane_file(tmp_path, barrier(site.relay.port, "modbus-rtu"))
        before = file.read_bytes()
        with technician(site, file) as person:
            assert person.work({"presence": "no"}) == 1, person.seen
        assert site.pulses == 2  # each relay once
    assert "no relay moved the boom: check the barrier's supply and its STOP contact" in person.seen
    assert (record_of(tmp_path).verdict, file.read_bytes()) == ("fail", before)


def test_nothing_moves_while_something_stands_on_the_loop(tmp_path: Path) -> None:
    with gate() as site:
        file = lane_file(tmp_path, barrier(site.relay.port, "modbus-rtu", LOOP_AT_ONE))
        with technician(site, file) as person:
            person.work_until("move", {"presence": "no"})
            site.loop = True
            person.type("yes")
            person.work_until("move")
            assert "presence input loop (input 1 of the board) is active" in person.seen
            assert site.relay.log == ()
            site.loop = False
            person.type("yes")
            person.work_until("closes")
            assert site.pulses == 1
            person.type("stop")
            assert person.work() == 1
    assert "stopped: nothing was saved" in person.seen
    assert newest_calibrations(tmp_path / "state") == {}


def test_nothing_moves_beside_an_input_that_the_board_can_not_tell(tmp_path: Path) -> None:
    with gate("lcus") as site:
        file = lane_file(tmp_path, barrier(site.relay.port, "lcus", LOOP_AT_ONE))
        with technician(site, file) as person:
            person.work_until("move", {"presence": "no"})
            person.type("yes")
            person.work_until("move")
            person.type("stop")
            person.work()
        assert site.relay.log == ()
    assert "presence input loop (input 1 of the board) can't be read" in person.seen


def test_a_modem_line_guards_a_board_without_inputs(tmp_path: Path) -> None:
    with gate("lcus") as site, modem_server() as server:
        place = f'line = "cts"\nport = "{server.url}"\nactive = "open"\n'
        cell = f'[[barrier.input]]\nname = "cell"\nrole = "presence"\n{place}'
        file = lane_file(tmp_path, barrier(site.relay.port, "lcus", cell))
        with technician(site, file) as person:
            server.pull(cts=False)
            person.work_until("move", {"presence": "no"})
            person.type("yes")
            person.work_until("move")
            assert "is active" in person.seen
            assert site.relay.log == ()
            server.pull(cts=True)
            person.type("yes")
            person.work_until("closes")
            assert site.pulses == 1
            person.type("stop")
            person.work()
