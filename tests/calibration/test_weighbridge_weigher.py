"""Waiting for an indication to stand still, with a clock that goes on by the readings alone."""

from __future__ import annotations

import queue
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from edge.calibration.weighbridge_weigher import Weigher
from edge.errors import DeviceError
from edge.values import DeviceStatus, Event, WeightReading, WeightStatus

FRAME_S = 0.1


class Played(queue.SimpleQueue[Event]):
    """Events that come one by one, each as late as it says; the clock is that of the newest one."""

    def __init__(self, events: Iterable[Event]) -> None:
        super().__init__()
        self.now_s = 0.0
        for one in events:
            self.put(one)

    def empty(self) -> bool:
        return True  # what is to come has not come yet

    def get(self, block: bool = True, timeout: float | None = None) -> Event:  # noqa: ARG002 - as the queue has it
        try:
            event = super().get(block=False)
        except queue.Empty:
            self.now_s += timeout or 0.0
            raise
        self.now_s = event.at_s if isinstance(event, WeightReading) else self.now_s
        return event

    def monotonic_s(self) -> float:
        return self.now_s

    def utc(self) -> datetime:
        return datetime(2026, 11, 24, tzinfo=UTC)


def readings(figures: Iterable[float | None], *, stable_after: int = 3) -> list[Event]:
    """Ten a second; stable from the `stable_after`-th equal one on."""
    found: list[Event] = []
    run, last = 0, None
    for number, kg in enumerate(figures):
        run = run + 1 if kg == last else 1
        last = kg
        status: WeightStatus = "overload" if kg is None else "ok"
        found.append(WeightReading(kg, status, run >= stable_after, "", number * FRAME_S))
    return found


def weigher(events: Iterable[Event], shown: list[str] | None = None) -> Weigher:
    played = Played(events)
    return Weigher(played, played, (shown if shown is not None else []).append)


def test_it_waits_until_one_figure_has_lasted() -> None:
    rest = weigher(readings([0, 4000, 9000, 10_000, 10_020] + [10_000] * 30)).rest(1.0, 30)
    assert (rest.shown_kg, rest.steady) == (10_000, True)
    assert rest.trace.seconds == pytest.approx(0.5 + 0.2 + 1.0)
    assert rest.trace.rest_kg == 10_000


def test_a_short_rest_on_the_way_is_not_taken() -> None:
    rest = weigher(readings([0] + [7200] * 8 + [31_480] * 30)).rest(1.0, 30)
    assert rest.shown_kg == 31_480


def test_what_never_stands_still_is_given_with_how_much_it_moved() -> None:
    rest = weigher(readings([10_000, 10_040] * 200)).rest(1.0, 10)
    assert (rest.steady, rest.moved_kg, rest.trace.rest_kg) == (False, 40, None)
    assert rest.shown_kg in (10_000, 10_040)


def test_a_watch_lasts_as_long_as_was_asked_for() -> None:
    trace = weigher(readings([0, 20] * 100)).watch(2.0)
    assert trace.seconds == pytest.approx(2.0)
    assert trace.spread_kg == 20


def test_what_came_before_is_forgotten() -> None:
    events: queue.SimpleQueue[Event] = queue.SimpleQueue()
    for one in readings([10_000] * 5):
        events.put(one)
    played = Played(())
    Weigher(events, played, lambda _line: None).forget()
    assert events.empty()


def test_the_figure_is_shown_while_it_moves() -> None:
    shown: list[str] = []
    weigher(readings([0, 4000] + [10_000] * 20), shown).rest(0.5, 30)
    assert "4000 kg" in shown[1]
    assert "moving" in shown[1]
    assert "stands still" in shown[-1]


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ([], "the indicator"),
        (readings([None] * 5), "overload"),
        ([DeviceStatus("indicator", "unreachable", "/dev/ttyX can't be opened")], "/dev/ttyX can't be opened"),
        ([DeviceStatus("indicator", "no-frames", "bytes but no frames")], "bytes but no frames"),
    ],
)
def test_an_indicator_that_shows_no_weight_is_told(events: list[Event], words: str) -> None:
    with pytest.raises(DeviceError, match=words):
        weigher(events).rest(1.0, 30)


def test_weights_after_an_overload_are_taken() -> None:
    rest = weigher(readings([None, None] + [5000] * 20)).rest(0.5, 30)
    assert rest.shown_kg == 5000
