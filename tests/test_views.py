from __future__ import annotations

from datetime import timedelta

from edge.lane.settings import Settings
from edge.lane.state import Phase
from edge.values import DeviceStatus
from edge.views import current_passage, fault_view, past_passage, words_for
from edge.web.source import CurrentPassage, PictureView, ViolationView
from tests.lane.builders import EPOCH, Lane, plate_read
from tests.lane.situations import deciding, identifying

FRONT = PictureView("front.jpg", "frame", "1")


def shown(lane: Lane) -> CurrentPassage:
    view = current_passage(lane.state, (FRONT,))
    assert view is not None
    return view


def test_an_empty_lane_shows_nobody() -> None:
    assert current_passage(Lane().state, ()) is None


def test_a_referred_truck_calls_and_may_be_decided_with_what_is_known_of_it() -> None:
    lane = deciding()
    view = shown(lane)
    assert (view.referred, view.may_decide) == (True, True)
    assert view.passage_id == lane.passage.passage_id
    assert view.decision is not None
    assert (view.decision.outcome, view.decision.authority) == ("refer", "local")
    assert view.images == (FRONT,)


def test_a_truck_that_is_still_identified_does_not_call() -> None:
    lane = identifying()
    lane.look(plate_read())
    view = shown(lane)
    assert (view.referred, view.may_decide, view.plate) == (False, False, "24C12345")


def test_the_centres_refusal_is_not_an_operators_to_change_but_an_operators_is() -> None:
    lane = deciding(Settings(mode="central"))
    assert not shown(lane).may_decide, "it is the centre's turn"
    lane.order("decide", outcome="refuse")
    assert (shown(lane).referred, shown(lane).may_decide) == (False, False)
    local = deciding(Settings(refuse=("24C12345",)))
    assert shown(local).may_decide


def test_in_monitor_mode_nobody_is_called_for() -> None:
    lane = deciding(Settings(mode="monitor"))
    assert (shown(lane).referred, shown(lane).may_decide) == (False, False)


def test_a_truck_that_is_let_go_calls_no_more() -> None:
    lane = deciding()
    lane.order("decide", outcome="open")
    assert lane.is_in(Phase.OPENING)
    assert (shown(lane).referred, shown(lane).may_decide) == (False, False)


def test_a_past_passage_tells_its_decision_and_each_violation_by_its_code() -> None:
    record = {
        "passage_id": "a", "arrived_at": "2026-03-01T06:00:00.000Z", "plate": {"text": "24C12345"},
        "trailer_plate": None, "containers": [{"number": "CSQU3054383"}], "weight": {"gross_kg": 32460.4},
        "decision": {"outcome": "refuse", "authority": "operator", "operator": "an", "reasons": ["papers missing"]},
        "violations": ["overweight: 52140 kg, allowed: 48000 kg", "odd"],
        "images": [{"name": "front.jpg", "kind": "frame", "sha256": "0123456789abcdef", "width": 2, "height": 2}],
    }  # fmt: skip
    view = past_passage(record)
    assert view.violations == (
        ViolationView("overweight", "52140 kg, allowed: 48000 kg"),
        ViolationView("odd", ""),
    )
    assert view.decision is not None
    assert (view.decision.operator, view.decision.reasons) == ("an", ("papers missing",))
    assert (view.gross_kg, view.interrupted) == (32460, False)
    assert view.images == (PictureView("front.jpg", "frame", "0123456789ab"),)
    assert past_passage({**record, "decision": None, "weight": None, "plate": None}).decision is None


def test_a_fault_comes_with_words_and_checks_in_three_languages() -> None:
    lane = Lane()
    lane.feed(DeviceStatus("camera:front", "stalled", "no packet for 5.0 s"))
    view = fault_view(lane.state.faults[0])
    assert view.since >= (EPOCH + timedelta(seconds=10)).isoformat()[:19]
    assert set(view.words) == set(view.checks) == {"vi", "en", "zh"}
    assert "picture" in view.words["en"]
    assert view.checks["vi"]


def test_a_device_that_works_has_no_words_of_faults() -> None:
    assert words_for("broker", "ok", "") == {}
    assert set(words_for("camera:front", "stalled", "")) == {"vi", "en", "zh"}
