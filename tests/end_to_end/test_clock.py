"""`lanegate run` on a machine whose clock lies: the order holds, times are marked, no command is misjudged."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from edge.sim.indicator import Manner
from tests.end_to_end.far_ends import IndicatorKind
from tests.end_to_end.fittings import OPEN, Fitting, Lane, lane_on
from tests.end_to_end.site import PATIENCE_S
from tests.waiting import until

pytestmark = pytest.mark.timeout(300)

HOUR_S = 3600
LAUNCHER = Path(__file__).with_name("lying_clock.py")
FITTING = Fitting('protocol = "toledo"', IndicatorKind(Manner("toledo")), "modbus-rtu")


@dataclass(frozen=True, slots=True)
class LyingClock:
    """The wall clock of the lane's machine."""

    file: Path

    def set(self, ahead_s: float, *, kept: bool = False) -> None:
        fresh = self.file.with_suffix(".fresh")
        fresh.write_text(f"{ahead_s} {'kept' if kept else 'alone'}")
        fresh.replace(self.file)


@contextmanager
def lying_lane(folder: Path, ahead_s: float = 0, *, kept: bool = False) -> Iterator[tuple[Lane, LyingClock]]:
    clock = LyingClock(folder / "clock")
    clock.set(ahead_s, kept=kept)
    with lane_on(folder, FITTING, (str(LAUNCHER), str(clock.file))) as lane:
        lane.start_empty()
        until(lambda: "relay line open" in lane.process.log, PATIENCE_S)
        yield lane, clock


def answer_to_open(lane: Lane, life_s: float) -> dict[str, Any]:
    """What the lane says to a command of a centre whose clock is right."""
    boot_id = lane.centre.state()["boot_id"]
    ends = datetime.now(UTC) + timedelta(seconds=life_s)
    command = {"id": str(uuid.uuid4()), "boot_id": boot_id, "action": "open", "expires_at": ends.isoformat()}
    lane.centre.command(command)

    def answers() -> list[dict[str, Any]]:
        return [one for one in lane.centre.documents("command/result") if one["id"] == command["id"]]

    return until(answers, PATIENCE_S)[0]


def pass_through(lane: Lane, count: int) -> dict[str, Any]:
    lane.truck_comes()
    lane.wait_for_phase("clearing")
    lane.truck_goes_under_the_boom()
    record = lane.wait_for_passages(count)[count - 1]
    lane.truck_is_away()
    lane.wait_for_phase("idle")
    return record


def moments(record: dict[str, Any]) -> list[datetime]:
    return [datetime.fromisoformat(record[key]) for key in ("arrived_at", "decided_at", "open_pulse_at", "ended_at")]


@pytest.mark.long
def test_the_order_holds_whatever_the_clock_does(tmp_path: Path) -> None:
    with lying_lane(tmp_path) as (lane, clock):
        records = [pass_through(lane, 1)]
        for count, ahead_s in ((2, HOUR_S), (3, -2 * HOUR_S)):
            clock.set(ahead_s)
            lane.wait_for_event("fault", "clock")
            records.append(pass_through(lane, count))
        clock.set(0)
        lane.wait_for_event("recovered", "clock")

    assert [one["seq"] for one in records] == [1, 2, 3]
    told = [moment for one in records for moment in moments(one)]
    assert told == sorted(told), "times went back"
    assert told[-1] - told[0] < timedelta(minutes=10), "times jumped"
    assert all(one["unsynchronised"] is True for one in records)
    assert [one["event"] for one in lane.centre.documents("event") if one.get("device") == "clock"] == [
        "fault",
        "recovered",
    ]


@pytest.mark.parametrize("ahead_s", [HOUR_S, -HOUR_S])
def test_a_jump_neither_revives_nor_ends_a_command(ahead_s: int, tmp_path: Path) -> None:
    with lying_lane(tmp_path) as (lane, clock):
        clock.set(ahead_s)
        lane.wait_for_event("fault", "clock")
        late = answer_to_open(lane, -5)
        assert lane.barrier.pulses(OPEN) == ()
        fresh = answer_to_open(lane, 30)
        until(lambda: len(lane.barrier.pulses(OPEN)) == 1)
    assert (late["accepted"], fresh["accepted"]) == (False, True)


def test_a_lane_whose_clock_is_unset_opens_by_no_command_until_a_time_service_sets_it(tmp_path: Path) -> None:
    with lying_lane(tmp_path, -40 * 365 * 24 * HOUR_S) as (lane, clock):
        lane.wait_for_event("fault", "clock")
        refused = answer_to_open(lane, 30)
        assert refused["accepted"] is False
        assert "can't be told whether this command has expired" in refused["reason"]
        assert lane.barrier.pulses(OPEN) == ()
        clock.set(0, kept=True)
        lane.wait_for_event("recovered", "clock")
        assert answer_to_open(lane, 30)["accepted"] is True
        assert answer_to_open(lane, -5)["accepted"] is False


def test_a_kept_clock_is_not_marked_and_what_it_was_before_is(tmp_path: Path) -> None:
    with lying_lane(tmp_path, kept=True) as (lane, clock):
        kept = pass_through(lane, 1)
        clock.set(0)
        assert pass_through(lane, 2)["unsynchronised"] is True
        clock.set(0, kept=True)
        assert "unsynchronised" not in pass_through(lane, 3)
    assert "unsynchronised" not in kept
    heads = [one for one in lane.centre.documents("event") if one["passage_id"] == kept["passage_id"]]
    assert heads
    assert not any("unsynchronised" in one for one in heads)
