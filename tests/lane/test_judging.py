"""A lane that holds its trucks against a list: events at once, lines in the record, and what it means for the boom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from edge.lane.settings import Settings
from edge.lane.state import Phase, Publish
from edge.values import Expected, ExpectedChanged, PulseDone, Read
from tests.lane.builders import CONTAINER, PLATE, Lane, container_read, plate_read, reasons, said
from tests.lane.situations import identifying, rolls_off, settled
from tests.lane.vehicles import vehicle

ANNOUNCED = vehicle(PLATE, CONTAINER, name="customs-7")
OTHER = vehicle("51D99999", "NYKU2938412", name="customs-8")
REPEATED = ("repeated", "announcement customs-7 was used by passage ")


def violations(lane: Lane) -> list[tuple[str, str]]:
    found: list[dict[str, Any]] = [said(one) for one in lane.all_of(Publish) if one.event == "violation"]
    return [(one["violation"], one["text"]) for one in found]


def listing(*vehicles: Expected, settings: Settings | None = None) -> Lane:
    """A truck has rolled on in a lane with a list."""
    lane = identifying(settings)
    lane.feed(ExpectedChanged(vehicles))
    return lane


def identified(lane: Lane, *reads: Read) -> Lane:
    lane.look(*(reads or (plate_read(), container_read())), frames=4)
    settled(lane)
    return lane


def leaves(lane: Lane) -> None:
    if lane.is_in(Phase.OPENING):
        lane.feed(PulseDone("open"), 0.7)
    rolls_off(lane)
    lane.wait(15)


def comes_again(lane: Lane) -> None:
    lane.weigh(*[0.0] * 30)
    lane.weigh(7000, 7040, 16100, 24800)
    identified(lane)


def test_the_announced_vehicle_is_opened_for_and_its_record_names_the_announcement() -> None:
    lane = identified(listing(ANNOUNCED, OTHER))
    assert lane.is_in(Phase.OPENING)
    leaves(lane)
    (record,) = lane.records()
    assert record.announcement is not None
    assert record.announcement.entry.key == "customs-7"
    assert (record.violations, violations(lane)) == ((), [])


def test_a_vehicle_that_is_not_announced_is_referred_with_an_event_and_a_line_each() -> None:
    lane = identified(listing(OTHER))
    assert lane.is_in(Phase.DECIDING)
    lane.wait(5)
    lane.look(plate_read(), container_read(), frames=10)
    told = [
        ("not-announced", f"plate {PLATE} is not announced"),
        ("not-announced", f"container {CONTAINER} is not announced"),
    ]
    assert violations(lane) == told
    assert lane.pulses() == []
    leaves(lane)
    (record,) = lane.records()
    assert record.violations == tuple(f"{code}: {text}" for code, text in told)
    assert "vehicle not announced" in reasons(record)


def test_the_event_comes_with_the_identification_and_before_the_decision() -> None:
    lane = identified(listing(OTHER), plate_read())
    assert lane.events() == ["arrived", "identified", "violation", "decided"]
    (event,) = [one for one in lane.all_of(Publish) if one.event == "identified"]
    assert said(event)["violations"] == [f"not-announced: plate {PLATE} is not announced"]


def test_a_vehicle_announced_while_it_waits_is_opened_for_and_the_record_keeps_the_line() -> None:
    lane = identified(listing(OTHER), plate_read())
    lane.feed(ExpectedChanged((vehicle(PLATE), OTHER)))
    lane.look(plate_read())
    assert lane.is_in(Phase.OPENING)
    leaves(lane)
    (record,) = lane.records()
    assert record.violations == (f"not-announced: plate {PLATE} is not announced",)


def test_a_container_seen_late_is_judged_too() -> None:
    lane = identified(listing(vehicle(PLATE, "NYKU2938412")), plate_read())
    lane.feed(PulseDone("open"), 0.7)
    assert lane.is_in(Phase.CLEARING)
    lane.look(container_read(), view="right", frames=3)
    assert [code for code, _ in violations(lane)] == ["mismatch", "not-announced"]
    leaves(lane)
    assert len(lane.records()[0].violations) == 2


def test_the_second_passage_of_an_announcement_is_referred() -> None:
    lane = identified(listing(ANNOUNCED))
    leaves(lane)
    comes_again(lane)
    first = lane.records()[0]
    assert violations(lane) == [(REPEATED[0], REPEATED[1] + first.passage_id)]
    assert lane.is_in(Phase.DECIDING)
    assert lane.pulses() == ["open"]


def test_a_vehicle_that_was_not_let_through_has_not_used_its_announcement() -> None:
    lane = listing(ANNOUNCED)
    lane.order("hold")
    identified(lane)
    leaves(lane)
    lane.order("release")
    comes_again(lane)
    assert violations(lane) == []
    assert lane.is_in(Phase.OPENING)


def test_what_a_person_lets_through_is_judged_all_the_same_and_used_up() -> None:
    lane = listing(vehicle(PLATE, CONTAINER, name="customs-7", until_s=-1))
    lane.order("open")
    lane.look(plate_read(), container_read(), frames=4)
    assert [code for code, _ in violations(lane)] == ["expired"]
    leaves(lane)
    assert lane.state.served == {"customs-7": lane.records()[0].passage_id}


def test_a_look_alike_is_matched_and_noted_and_goes_to_a_person() -> None:
    lane = identified(listing(vehicle("24C1234S")), plate_read())
    assert lane.is_in(Phase.DECIDING)
    assert violations(lane) == []
    doubt = f"plate {PLATE} was read, the look-alike 24C1234S is announced"
    assert lane.passage.notes == (doubt,)
    assert reasons(lane.passage)[0] == doubt


@pytest.mark.parametrize("mode", ["monitor", "central"])
def test_violations_are_told_in_the_other_modes_too_and_nothing_opens(mode: str) -> None:
    settings = Settings(mode="monitor" if mode == "monitor" else "central", max_gross_kg=30000)
    lane = identified(listing(OTHER, settings=settings), plate_read())
    assert [code for code, _ in violations(lane)] == ["overweight", "not-announced"]
    lane.wait(30)
    assert lane.pulses() == []
    assert len(lane.passage.violations) == 2


def test_the_centre_may_open_in_spite_of_a_violation() -> None:
    lane = identified(listing(OTHER, settings=Settings(mode="central")))
    lane.order("decide", outcome="open")
    assert lane.is_in(Phase.OPENING)
    leaves(lane)
    assert len(lane.records()[0].violations) == 2


def test_the_centre_hears_of_the_lanes_own_refuse_list() -> None:
    lane = identified(listing(settings=Settings(mode="central", refuse=(PLATE,))))
    (event,) = [one for one in lane.all_of(Publish) if one.event == "identified"]
    assert said(event)["notes"] == [f"plate {PLATE} is on the refuse list"]


def test_monitor_mode_counts_every_identified_vehicle_as_let_through() -> None:
    lane = identified(listing(ANNOUNCED, settings=Settings(mode="monitor")))
    leaves(lane)
    comes_again(lane)
    assert [code for code, _ in violations(lane)] == ["repeated"]


def test_a_refused_vehicle_is_refused_by_the_lane_and_a_person_may_still_open() -> None:
    lane = identified(identifying(replace(Settings(), refuse=(PLATE,))))
    assert lane.is_in(Phase.DECIDING)
    decision = lane.passage.decision
    assert decision is not None
    assert (decision.outcome, decision.authority) == ("refuse", "local")
    lane.order("open")
    assert lane.is_in(Phase.OPENING)
