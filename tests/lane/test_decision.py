"""The local rules, and the words they are given in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge.lane.decision import decide_locally, is_complete, is_expected, known, missing
from edge.lane.passage import Passage, with_reads, with_weight
from edge.lane.settings import Settings
from edge.values import Expected, Read, WeightStatus
from tests.lane.builders import CONTAINER, EPOCH, PLATE, container_read, frame, plate_read, utc_at, weight

ALL = Settings(require=("plate", "container", "weight"))
NEW = Passage("passage-1", EPOCH, 0.0)


def seen(*reads: Read, frames: int = 2, before: Passage = NEW) -> Passage:
    for at in range(frames):
        before = with_reads(before, frame(at, *reads))
    return before


def weighed(before: Passage, status: WeightStatus = "ok", *, lasting_s: float = 2) -> Passage:
    for at_s in (0.0, lasting_s):
        before = with_weight(before, weight(at_s, 32460, stable=True, status=status), utc_at(at_s), settle_s=2)
    return before


COMPLETE = weighed(seen(plate_read(), container_read()))


def announced(plate: str | None = None, *containers: str, until_s: float | None = None) -> tuple[Expected, ...]:
    return (Expected(plate, containers, None, None, None if until_s is None else utc_at(until_s)),)


def test_everything_known_opens_and_says_so() -> None:
    decision = decide_locally(COMPLETE, ALL, (), (), EPOCH)
    assert (decision.outcome, decision.authority, decision.operator) == ("open", "local", None)
    assert decision.reasons == ("plate read", "container read", "weight stable")
    assert is_complete(COMPLETE, ALL)


def test_nothing_known_is_referred_with_one_reason_each() -> None:
    decision = decide_locally(NEW, ALL, (), (), EPOCH)
    assert decision.outcome == "refer"
    assert decision.reasons == ("no plate read", "no container number read", "no weight from the indicator")
    assert known(NEW, ALL) == ()


def test_only_what_the_lane_requires_is_asked_for() -> None:
    assert missing(NEW, Settings(require=())) == ()
    assert missing(NEW, Settings(require=("container",))) == ("no container number read",)


@pytest.mark.parametrize(
    ("passage", "reason"),
    [
        (seen(plate_read(), frames=1), "plate needs review"),
        (seen(plate_read(sure=0.3)), "plate needs review"),
        (seen(plate_read("AB1234")), "plate needs review"),
        (seen(container_read(CONTAINER[:-1] + "0")), "container number needs review"),
        (seen(container_read(), frames=1), "container number needs review"),
        (weighed(NEW, lasting_s=1), "weight did not settle"),
        (weighed(NEW, "underload"), "indicator reports underload"),
        (weighed(NEW, "invalid"), "indicator reports invalid"),
    ],
)
def test_what_is_not_sure_is_named(passage: Passage, reason: str) -> None:
    assert reason in missing(passage, ALL)


def test_hindrances_come_first() -> None:
    decision = decide_locally(COMPLETE, ALL, (), ("the lane is held",), EPOCH)
    assert decision.outcome == "refer"
    assert decision.reasons[0] == "the lane is held"


def test_a_vehicle_found_at_the_start_is_never_opened_for() -> None:
    decision = decide_locally(replace(COMPLETE, found_at_start=True), ALL, (), (), EPOCH)
    assert decision.outcome == "refer"
    assert decision.reasons[0] == "the vehicle was in the lane when the daemon started"


def test_monitor_mode_only_says_what_would_have_been() -> None:
    monitor = replace(ALL, mode="monitor")
    would = decide_locally(COMPLETE, monitor, (), (), EPOCH)
    would_not = decide_locally(NEW, monitor, (), (), EPOCH)
    assert {would.outcome, would_not.outcome} == {"none"}
    assert would.reasons[1] == "the rules would have opened"
    assert would_not.reasons[1:3] == ("the rules would have referred", "no plate read")


@pytest.mark.parametrize(
    ("expected", "is_one"),
    [
        ((), False),
        (announced(PLATE), True),
        (announced("24c-123.45"), True),
        (announced("24C12346"), False),
        (announced(None, CONTAINER), True),
        (announced(None, "CSQU 305438 3"), True),
        (announced("51D99999", "TGHU8913889"), False),
        (announced(PLATE, until_s=0), True),
        (announced(PLATE, until_s=-1), False),
        (announced(None), False),
        (announced(""), False),
    ],
)
def test_a_vehicle_is_announced_by_its_plate_or_a_container_while_that_is_valid(
    expected: tuple[Expected, ...], is_one: bool
) -> None:
    assert is_expected(COMPLETE, expected, EPOCH) is is_one
    decision = decide_locally(COMPLETE, replace(ALL, open_for="expected"), expected, (), EPOCH)
    assert decision.outcome == ("open" if is_one else "refer")
    assert ("vehicle not announced" in decision.reasons) is not is_one


def test_a_stroke_through_the_d_that_readers_drop_does_not_matter() -> None:
    assert is_expected(seen(plate_read("24TD12345")), announced("24TĐ-123.45"), EPOCH)


def test_a_vehicle_of_which_nothing_is_read_is_not_announced() -> None:
    assert not is_expected(NEW, announced(PLATE, CONTAINER), EPOCH)
