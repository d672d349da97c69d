"""The local rules, and the words they are given in."""

from __future__ import annotations

from dataclasses import replace

import pytest

from edge.lane.announcement import Entry
from edge.lane.decision import decide_locally, is_complete, known, missing
from edge.lane.passage import Decision, Passage
from edge.lane.settings import Settings
from edge.lane.violations import Violation
from tests.lane.builders import CONTAINER, PLATE, TRAILER_PLATE, container_read, plate_read
from tests.lane.vehicles import COMPLETE, NEW, listed, matched, seen, vehicle, weighed

ALL = Settings(require=("plate", "container", "weight"))
OVERWEIGHT = ("overweight", "32460 kg, allowed: 30000 kg")


def decided(
    passage: Passage,
    settings: Settings = ALL,
    expected: tuple[Entry, ...] = (),
    violations: tuple[Violation, ...] = (),
    hindrances: tuple[str, ...] = (),
) -> Decision:
    return decide_locally(passage, settings, expected, violations, hindrances)


def test_everything_known_opens_and_says_so() -> None:
    decision = decided(COMPLETE)
    assert (decision.outcome, decision.authority, decision.operator) == ("open", "local", None)
    assert decision.reasons == ("plate read", "container read", "weight stable")
    assert is_complete(COMPLETE, ALL)


def test_nothing_known_is_referred_with_one_reason_each() -> None:
    decision = decided(NEW)
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


def test_the_least_sure_character_of_a_required_mark_must_reach_the_border() -> None:
    strict = replace(ALL, min_confidence=0.999)
    hesitant = weighed(seen(plate_read(seconds={4: ("9", 0.2)}), container_read()))
    assert missing(hesitant, ALL) == missing(COMPLETE, strict) == ()
    (lack,) = missing(hesitant, strict)
    assert lack.startswith("plate read with confidence 0.")
    assert lack.endswith("required: 0.999")
    assert decided(hesitant, strict).outcome == "refer"
    assert missing(hesitant, replace(strict, require=("weight",))) == ()


def test_hindrances_come_first() -> None:
    decision = decided(COMPLETE, hindrances=("the lane is held",))
    assert decision.outcome == "refer"
    assert decision.reasons[0] == "the lane is held"


def test_a_vehicle_found_at_the_start_is_never_opened_for() -> None:
    decision = decided(replace(COMPLETE, found_at_start=True))
    assert decision.outcome == "refer"
    assert decision.reasons[0] == "the vehicle was in the lane when the daemon started"


@pytest.mark.parametrize(
    ("passage", "settings", "verdict"),
    [
        (COMPLETE, ALL, "the rules would have opened"),
        (NEW, ALL, "the rules would have referred"),
        (COMPLETE, replace(ALL, refuse=(PLATE,)), "the rules would have refused"),
    ],
)
def test_monitor_mode_only_says_what_would_have_been(passage: Passage, settings: Settings, verdict: str) -> None:
    would = decided(passage, replace(settings, mode="monitor"))
    assert (would.outcome, would.authority) == ("none", "none")
    assert would.reasons[1] == verdict


def test_a_violation_refers_with_its_words() -> None:
    decision = decided(COMPLETE, violations=(OVERWEIGHT,))
    assert decision.outcome == "refer"
    assert decision.reasons[0] == "overweight: 32460 kg, allowed: 30000 kg"


def test_a_violation_that_the_centre_has_put_right_does_not_refer_for_ever() -> None:
    assert decided(replace(COMPLETE, violations=("not-announced: plate 24C12345 is not announced",))).outcome == "open"


@pytest.mark.parametrize("open_for", ["any", "expected"])
def test_an_announced_vehicle_opens_and_says_by_what(open_for: str) -> None:
    settings = replace(ALL, open_for="any" if open_for == "any" else "expected")
    expected = listed(vehicle(PLATE, CONTAINER))
    decision = decided(matched(COMPLETE, vehicle(PLATE, CONTAINER)), settings, expected)
    assert decision.outcome == "open"
    assert decision.reasons[-1] == f"announced by plate {PLATE} and container {CONTAINER}"


def test_who_is_not_on_the_list_is_referred_but_only_where_lists_are_kept() -> None:
    others = listed(vehicle("51D99999"))
    assert decided(COMPLETE, ALL, others).reasons[0] == "vehicle not announced"
    assert decided(COMPLETE, replace(ALL, open_for="expected")).reasons[0] == "vehicle not announced"
    assert decided(COMPLETE, ALL).outcome == "open"


def test_a_look_alike_of_the_announced_is_referred() -> None:
    decision = decided(matched(COMPLETE, vehicle("24C1234S")), ALL, listed(vehicle("24C1234S")))
    assert decision.outcome == "refer"
    assert decision.reasons[0] == f"plate {PLATE} was read, the look-alike 24C1234S is announced"


def test_the_allow_list_opens_unannounced_but_not_unread() -> None:
    settings = replace(ALL, open_for="expected", allow=("24c-123.45",))
    decision = decided(COMPLETE, settings)
    assert (decision.outcome, decision.reasons[-1]) == ("open", "on the allow list")
    assert decided(seen(plate_read()), settings).outcome == "refer"


def test_the_refuse_list_wins_and_says_why() -> None:
    settings = replace(ALL, allow=(PLATE,), refuse=(PLATE, "51D99999"))
    decision = decided(COMPLETE, settings, hindrances=("the lane is held",))
    assert (decision.outcome, decision.authority) == ("refuse", "local")
    assert decision.reasons[0] == f"plate {PLATE} is on the refuse list"


def test_a_look_alike_of_the_refused_is_referred_and_never_opened() -> None:
    decision = decided(COMPLETE, replace(ALL, refuse=("24C1234S",), allow=(PLATE,)))
    assert decision.outcome == "refer"
    assert decision.reasons[0] == f"plate {PLATE} may be 24C1234S of the refuse list"


def test_an_announced_trailer_is_waited_for_where_a_camera_can_see_it() -> None:
    passage = matched(COMPLETE, vehicle(PLATE, trailer=TRAILER_PLATE))
    seeing = replace(ALL, sees_trailers=True)
    assert missing(passage, ALL) == ()
    assert missing(passage, seeing) == ("no trailer plate read",)
    assert missing(seen(plate_read(TRAILER_PLATE), frames=1, before=passage), seeing) == ("trailer plate needs review",)
    assert missing(seen(plate_read(TRAILER_PLATE), before=passage), seeing) == ()
    near = matched(seen(plate_read(TRAILER_PLATE), before=COMPLETE), vehicle(PLATE, trailer="24R07234"))
    assert missing(near, seeing) == (f"trailer plate {TRAILER_PLATE} looks like the announced 24R07234",)
