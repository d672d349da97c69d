"""A calibration of a barrier that is cut off: whatever happens to it, no relay stays energised and nothing moves on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from edge.calibrated import newest_calibrations
from edge.port_lock import PortLock
from tests.calibration.barrier_gate import Gate, gate
from tests.calibration.barrier_technician import PROGRAM, Technician, technician
from tests.commands.doctoring import LOOP, barrier, lane_file
from tests.devices.ptys import cable_in
from tests.waiting import until

LONG = "pulse_ms = 5000\n"
LOOP_AT_ONE = LOOP.format(name="loop", role="presence", channel=1)


def begin_pulse(person: Technician, site: Gate) -> None:
    """The first pulse runs."""
    person.work_until("move", {"presence": "no"})
    person.type("yes")
    until(lambda: site.relay.energised)


def test_ctrl_c_ends_the_pulse_and_says_so(tmp_path: Path) -> None:
    with gate("lcus") as site:
        with technician(site, lane_file(tmp_path, barrier(site.relay.port, "lcus", LONG))) as person:
            begin_pulse(person, site)
            assert person.interrupt() == 130
            assert site.relay.energised == frozenset()
        assert (site.pulses, len(site.relay.pulses(1))) == (1, 1)
    assert "A pulse that was running has been ended" in person.seen
    assert newest_calibrations(tmp_path / "state") == {}


def test_a_killed_calibration_leaves_the_pulse_to_end_in_its_own_process(tmp_path: Path) -> None:
    with gate("lcus") as site:
        with technician(site, lane_file(tmp_path, barrier(site.relay.port, "lcus", LONG))) as person:
            begin_pulse(person, site)
            person.process.kill()
            until(lambda: site.relay.energised == frozenset())
        until(lambda: not (tmp_path / "state" / "relay-energised").exists())
        assert (site.pulses, len(site.relay.pulses(1))) == (1, 1)


def test_stop_typed_in_a_pulse_ends_it(tmp_path: Path) -> None:
    with gate("lcus") as site:
        with technician(site, lane_file(tmp_path, barrier(site.relay.port, "lcus", LONG))) as person:
            begin_pulse(person, site)
            person.type("stop")
            assert person.work() == 1
        assert site.relay.energised == frozenset()
        assert site.pulses == 1


def test_a_vehicle_that_comes_under_the_boom_ends_the_pulse_that_may_close_it(tmp_path: Path) -> None:
    with gate("modbus-rtu") as site:
        file = lane_file(tmp_path, barrier(site.relay.port, "modbus-rtu", LONG + LOOP_AT_ONE))
        with technician(site, file) as person:
            begin_pulse(person, site)
            site.loop = True
            person.work_until("where")
            assert site.relay.energised == frozenset()
            person.type("stop")
            person.work()
        assert site.pulses == 1
    assert "the pulse failed: presence input loop (input 1 of the board) is active" in person.seen
    assert "stop the boom by its own stop" in person.seen


def test_a_lost_cable_ends_it_with_words(tmp_path: Path) -> None:
    with gate("lcus") as site, cable_in(tmp_path) as cable:
        file = lane_file(tmp_path, barrier(cable.path, "lcus"))
        with technician(site, file) as person:
            person.work_until("up", {"presence": "no"})
            cable.pull()
            assert person.work() == 1
    assert "the relay board can't be reached" in person.seen
    assert "check: the plug of the relay board, and its cable" in person.seen
    assert "nothing more is sent" in person.seen
    assert "Traceback" not in person.seen


def test_a_terminal_that_is_closed_ends_it(tmp_path: Path) -> None:
    with gate("lcus") as site:
        with technician(site, lane_file(tmp_path, barrier(site.relay.port, "lcus", LONG))) as person:
            begin_pulse(person, site)
            person.hang_up()
            assert person.process.wait(60) == 1
        assert site.relay.energised == frozenset()


def test_a_yes_typed_ahead_is_none(tmp_path: Path) -> None:
    with gate("lcus") as site, technician(site, lane_file(tmp_path, barrier(site.relay.port, "lcus"))) as person:
        person.work_until("opens", {"presence": "no"})
        person.type("1\nyes\nyes")
        person.work_until("move")
        person.type("no")
        person.work_until("opens")
        assert site.relay.log == ()


def test_beside_the_lane_s_daemon_it_refuses(tmp_path: Path) -> None:
    with gate("lcus") as site, PortLock(tmp_path / "state", "relay"):
        with technician(site, lane_file(tmp_path, barrier(site.relay.port, "lcus"))) as person:
            assert person.work() == 1
        assert site.relay.log == ()
    assert "relay of this lane is in use by" in person.seen
    assert str(os.getpid()) in person.seen


def run(*options: str, typed: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Without a terminal."""
    return subprocess.run([sys.executable, *PROGRAM, *options], input=typed, capture_output=True, check=False)


def test_a_pipe_is_no_human(tmp_path: Path) -> None:
    with cable_in(tmp_path) as cable:
        done = run("--config", str(lane_file(tmp_path, barrier(cable.path))), typed=b"yes\n" * 100)
        assert (done.returncode, cable.received()) == (1, b"")
    assert b"a human confirms each move" in done.stderr


@pytest.mark.parametrize("driver", ["lcus", "modbus-rtu", "numato"])
def test_a_dry_run_shows_every_step_and_sends_nothing_at_all(tmp_path: Path, driver: str) -> None:
    answers = tmp_path / "answers"
    answers.write_text("yes\n2\n")
    with cable_in(tmp_path) as cable:
        file = lane_file(tmp_path, barrier(cable.path, driver))
        before = file.read_bytes()
        done = run("--config", str(file), "--dry-run", "--answers", str(answers))
        assert (done.returncode, cable.received(), file.read_bytes()) == (0, b"", before)
    assert not (tmp_path / "state").exists()
    shown = done.stdout.decode()
    assert shown.count("dry run, nothing is sent: relay") == 8
    assert "Is everybody clear of the boom?" in shown


def test_answers_from_a_file_move_nothing_at_a_real_gate(tmp_path: Path) -> None:
    answers = tmp_path / "answers"
    answers.write_text("yes\n" * 100)
    with cable_in(tmp_path) as cable:
        done = run("--config", str(lane_file(tmp_path, barrier(cable.path))), "--answers", str(answers))
        assert (done.returncode, cable.received()) == (2, b"")
    assert b"beside --dry-run only" in done.stderr


def test_a_lane_without_a_barrier_has_nothing_to_calibrate(tmp_path: Path) -> None:
    done = run("--config", str(lane_file(tmp_path)))
    assert (done.returncode, b"a [barrier] table" in done.stderr) == (2, True)


def test_sigterm_leaves_the_pulse_to_end_in_its_own_process(tmp_path: Path) -> None:
    with gate("lcus") as site, technician(site, lane_file(tmp_path, barrier(site.relay.port, "lcus", LONG))) as person:
        begin_pulse(person, site)
        person.process.send_signal(signal.SIGTERM)
        person.process.wait(60)
        until(lambda: site.relay.energised == frozenset())
        assert site.pulses == 1
