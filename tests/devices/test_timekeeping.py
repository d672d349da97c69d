from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from edge.devices.timekeeping import ClockReading, Timekeeping, begin, follow, in_lane_time, trouble

NOON = datetime(2027, 3, 4, 12, tzinfo=UTC)
FLOOR_S = datetime(2026, 11, 1, tzinfo=UTC).timestamp()
HOUR_S = 3600.0


def at(after_s: float, *, ahead_s: float = 0.0, kept: bool = False) -> ClockReading:
    """The machine's clocks `after_s` after noon, its wall clock ahead by so much."""
    return ClockReading(NOON.timestamp() + after_s + ahead_s, 1000.0 + after_s, kept)


def shown(known: Timekeeping, reading: ClockReading) -> datetime:
    return datetime.fromtimestamp(known.posix_s(reading), UTC)


def lived(*readings: ClockReading) -> Timekeeping:
    known = begin(readings[0], FLOOR_S)
    for one in readings[1:]:
        known = follow(known, one)
    return known


@pytest.mark.parametrize("ahead_s", [HOUR_S, -HOUR_S, 86_400 * 400, 2.0])
def test_the_lane_keeps_its_time_when_a_clock_that_nobody_keeps_jumps(ahead_s: float) -> None:
    known = lived(at(0), at(10, ahead_s=ahead_s))
    assert shown(known, at(10, ahead_s=ahead_s)) == NOON + timedelta(seconds=10)
    code, text = trouble(known, at(10, ahead_s=ahead_s))
    assert code == "jumped"
    assert f"{ahead_s:+.0f} s" in text


def test_a_jump_that_is_undone_is_over() -> None:
    known = lived(at(0), at(10, ahead_s=HOUR_S), at(20))
    assert trouble(known, at(20))[0] == "ok"


def test_a_time_service_that_sets_the_clock_is_believed() -> None:
    known = lived(at(0), at(10, ahead_s=-HOUR_S, kept=True))
    assert shown(known, at(10, ahead_s=-HOUR_S, kept=True)) == NOON + timedelta(seconds=10) - timedelta(hours=1)
    assert trouble(known, at(10, ahead_s=-HOUR_S, kept=True))[0] == "ok"
    assert known.synchronised_since_s == 1010.0


def test_the_time_is_kept_evenly_from_when_the_service_began_until_it_ends() -> None:
    began = lived(at(0), at(5, kept=True), at(30, kept=True))
    assert began.synchronised_since_s == 1005.0
    assert follow(began, at(40)).synchronised_since_s is None


def test_a_correction_by_the_service_begins_anew() -> None:
    assert lived(at(0, kept=True), at(9, ahead_s=0.4, kept=True)).synchronised_since_s == 1009.0


def test_a_clock_that_was_unset_at_the_start_is_believed_once_it_is_set_by_hand() -> None:
    unset = lived(at(0, ahead_s=-NOON.timestamp()))
    code, text = trouble(unset, at(1, ahead_s=-NOON.timestamp()))
    assert code == "unset"
    assert "1970-01-01 00:00" in text
    known = follow(unset, at(60))
    assert (shown(known, at(60)), trouble(known, at(60))[0]) == (NOON + timedelta(seconds=60), "ok")


def test_a_clock_that_stands_in_the_past_is_believed_where_a_service_keeps_it() -> None:
    early = at(0, ahead_s=-86_400 * 365, kept=True)
    assert trouble(lived(early), early)[0] == "ok"


def centre(left_s: float, now_s: float = 10.0) -> datetime:
    """The end of a command that the centre, whose clock is right, sends `now_s` after noon."""
    return NOON + timedelta(seconds=now_s + left_s)


def left_s(known: Timekeeping, reading: ClockReading, until: datetime) -> float | None:
    ends = in_lane_time(known, reading, until)
    return None if ends is None else (ends - shown(known, reading)).total_seconds()


@pytest.mark.parametrize("ahead_s", [HOUR_S, -HOUR_S])
@pytest.mark.parametrize("life_s", [30.0, -30.0])
def test_after_a_jump_of_the_lane_alone_a_command_has_what_the_centre_gave_it(ahead_s: float, life_s: float) -> None:
    known = lived(at(0), at(10, ahead_s=ahead_s))
    found = left_s(known, at(10, ahead_s=ahead_s), centre(life_s))
    if life_s < 0 and ahead_s < 0:
        assert found is None  # by the wall clock it lives for an hour: neither carried out nor called expired
    else:
        assert found == pytest.approx(life_s)


def test_where_the_centre_goes_by_the_new_time_a_fresh_command_is_fresh() -> None:
    behind = lived(at(0), at(10, ahead_s=-HOUR_S))
    assert left_s(behind, at(10, ahead_s=-HOUR_S), centre(30.0 - HOUR_S)) == pytest.approx(30.0)
    before = lived(at(0), at(10, ahead_s=HOUR_S))
    assert left_s(before, at(10, ahead_s=HOUR_S), centre(30.0 + HOUR_S)) == pytest.approx(30.0 + HOUR_S)


def test_what_can_be_mixed_up_is_not_told() -> None:
    known = lived(at(0), at(10, ahead_s=-60.0))
    assert left_s(known, at(10, ahead_s=-60.0), centre(-30.0)) is None


def test_a_lane_whose_clock_is_unset_can_only_tell_what_is_past_or_was_just_sent_by_a_clock_like_its_own() -> None:
    reading = at(0, ahead_s=-NOON.timestamp())
    known = lived(reading)
    assert left_s(known, reading, centre(30.0)) is None
    assert left_s(known, reading, datetime(1970, 1, 1, 0, 0, 20, tzinfo=UTC)) == pytest.approx(20.0)


def test_a_sound_clock_is_taken_at_its_word() -> None:
    assert left_s(lived(at(0)), at(10), centre(86_400.0)) == pytest.approx(86_400.0)
    assert left_s(lived(at(0)), at(10), centre(-1.0)) == pytest.approx(-1.0)
