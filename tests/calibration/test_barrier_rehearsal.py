from __future__ import annotations

import pytest

from edge.calibration.barrier_rehearsal import frames_of, rehearse
from edge.calibration.barrier_state import Stage, State
from edge.calibration.barrier_values import Move, Setup
from edge.devices.relay_settings import RelaySettings
from edge.wire.relays import BoardSettings, Driver
from tests.calibration.barrier_sittings import GUARDED, UNGUARDED, dry

LCUS = RelaySettings("/dev/ttyUSB0", "mark", BoardSettings("lcus"))


def shown(setup: Setup, *answers: str) -> tuple[State, str]:
    lines: list[str] = []
    return rehearse(State(dry(setup)), iter(answers), lines.append, LCUS), "\n".join(lines)


def test_every_step_of_a_smooth_run_is_shown_with_its_frames() -> None:
    ended, text = shown(GUARDED)
    assert (ended.stage, ended.save) == (Stage.ENDED, False)
    assert "Now drive a vehicle onto that loop" in text
    assert "relay 1 for 700 ms: a0 01 01 a2, then a0 01 00 a1" in text
    assert text.count("dry run, nothing is sent: relay") == 8


def test_given_answers_come_first() -> None:
    ended, text = shown(UNGUARDED, "yes", "2", "down", "", "yes", "itself")
    assert (ended.closes_itself, ended.stage) == (True, Stage.ENDED)
    assert "the boom closes by itself" in text
    ended, text = shown(UNGUARDED, "yes", "stop")
    assert (ended.stopped, "nothing is sent: relay" in text) == (True, False)


@pytest.mark.parametrize(
    ("driver", "timed", "frames"),
    [
        ("lcus", False, "relay 2 for 700 ms: a0 02 01 a3, then a0 02 00 a2"),
        ("modbus-rtu", False, "relay 2 for 700 ms: 01 05 00 01 ff 00 dd fa, then 01 05 00 01 00 00 9c 0a"),
        (
            "modbus-rtu",
            True,
            "relay 2 for 700 ms, ended by the board: 01 05 02 01 00 07 dc 70, then 01 05 00 01 00 00 9c 0a",
        ),
        ("numato", False, f"relay 2 for 700 ms: {b'relay on 1'.hex(' ')} 0d, then {b'relay off 1'.hex(' ')} 0d"),
    ],
)
def test_the_frames_of_a_pulse_are_those_of_the_board(driver: Driver, timed: bool, frames: str) -> None:
    settings = RelaySettings("/dev/ttyUSB0", "mark", BoardSettings(driver), timed=timed)
    assert frames_of(settings, Move(2, 700, "close", "find")) == frames


def test_a_state_that_is_not_dry_is_refused() -> None:
    with pytest.raises(AssertionError, match="only a dry state"):
        rehearse(State(UNGUARDED), iter(()), print, LCUS)
