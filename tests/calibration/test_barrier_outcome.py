from __future__ import annotations

from dataclasses import replace

from edge.calibration.barrier_outcome import edits, findings, review_lines
from edge.calibration.barrier_steps import answered
from edge.calibration.barrier_values import Moved, Place
from edge.calibration.saving import Change, changed
from tests.calibration.barrier_sittings import (
    GUARDED,
    LOOP,
    UNGUARDED,
    after_trials,
    arrived,
    at_move,
    both_found,
    said,
)

TOML = """\
[barrier]
port = "/dev/ttyUSB0"   # the left one
driver = "modbus-rtu"
close_channel = 2
pulse_ms = 700

[[barrier.input]]
name = "boom-up"
role = "opened"
line = "cts"
"""


def test_the_settings_found_go_into_the_file_with_its_comments() -> None:
    state = after_trials(both_found())
    text = changed(TOML, [Change(*one) for one in edits(state)], "lane.toml")
    assert 'port = "/dev/ttyUSB0"   # the left one' in text
    assert "pulse_ms = 200" in text
    assert "travel_s = 4.5" in text
    assert 'line = "cts"' not in text  # it was found on an input of the board
    assert 'name = "boom-down"\nrole = "closed"\nchannel = 3\nactive = "closed"' in text


def test_a_boom_that_closes_by_itself_has_no_close_channel_in_the_file() -> None:
    state = answered(said(arrived(at_move(UNGUARDED)), "itself"), Moved("arrived", 4.0))
    text = changed(TOML, [Change(*one) for one in edits(state)], "lane.toml")
    assert "close_channel" not in text
    assert "- barrier.close_channel = 2" in review_lines(state)


def test_the_diff_marks_what_is_new_what_goes_and_what_stays() -> None:
    moved = replace(LOOP, place=Place(channel=4), active="open")
    lines = review_lines(replace(after_trials(both_found(GUARDED)), inputs=(moved,)))
    assert "  barrier.open_channel = 1" in lines
    assert (
        lines[lines.index("- barrier.input.safety-loop.channel = 1") + 1] == "+ barrier.input.safety-loop.channel = 4"
    )
    assert "- barrier.travel_s = 10" in lines
    assert '  barrier.input.safety-loop.role = "presence"' in lines


def test_the_record_has_what_was_measured_by_whom_and_what_failed() -> None:
    found = findings(replace(after_trials(both_found()), save=True))
    assert found["open_travels"] == [{"s": 3.0, "by": "person"}] * 4
    assert (found["shortest_pulse_ms"], found["pulse_ms"], found["travel_s"]) == (100, 200, 4.5)
    assert {"name": "boom-up", "role": "opened", "active": "closed", "channel": 2} in found["inputs"]
    assert (found["saved"], found["fault"]) == (True, None)


def test_a_failed_calibration_names_no_pulse() -> None:
    found = findings(replace(both_found(), fault="the boom is stuck"))
    assert (found["pulse_ms"], found["fault"], found["saved"]) == (None, "the boom is stuck", False)
