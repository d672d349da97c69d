"""What a person at the lane decides: judged, recorded and told as a word of the centre is, under the person's name."""

from __future__ import annotations

from dataclasses import replace

from edge.lane.settings import Settings
from edge.lane.state import Answer, Effect, Phase, Publish
from edge.values import DeviceStatus
from tests.lane.builders import Lane, Ordered, command, only, plate_read, reasons, the_answer
from tests.lane.situations import deciding, rolls_off

OLD_PASSAGE = "0195504c-8c00-7000-8000-000000009999"


def decides(lane: Lane, outcome: Ordered, number: int = 1, passage_id: str | None = None) -> tuple[Effect, ...]:
    order = command(
        "decide",
        lane.now_s,
        number,
        passage_id=passage_id or lane.passage.passage_id,
        outcome=outcome,
        reason="papers checked",
        by="operator",
    )
    return lane.feed(replace(order, operator="an"))


def refusal(effects: tuple[Effect, ...]) -> str:
    answer = the_answer(effects)
    assert not answer.accepted
    return answer.reason


def test_an_operators_word_opens_once_and_is_told_with_name_and_reason() -> None:
    lane = deciding()
    effects = decides(lane, "open")
    answer = the_answer(effects)
    assert (answer.accepted, answer.to) == (True, "operator")
    assert lane.pulses() == ["open"]
    (told,) = [one for one in only(Publish, effects) if one.event == "decided"]
    assert told.particulars == {
        "outcome": "open", "authority": "operator", "operator": "an", "reasons": ["papers checked"],
    }  # fmt: skip
    assert refusal(decides(lane, "open", 2)) == "decide is not possible in phase opening"
    assert lane.pulses() == ["open"]


def test_an_operators_refusal_is_recorded_and_outlasts_what_the_rules_find_later() -> None:
    lane = deciding()
    decides(lane, "refuse")
    lane.look(plate_read(), frames=5)
    rolls_off(lane)
    (record,) = lane.records()
    assert record.decision is not None
    assert (record.decision.outcome, record.decision.authority, record.decision.operator) == (
        "refuse",
        "operator",
        "an",
    )
    assert lane.pulses() == []


def test_an_operator_may_open_after_all_for_whom_an_operator_has_refused() -> None:
    lane = deciding()
    decides(lane, "refuse")
    assert the_answer(decides(lane, "open", 2)).accepted
    assert lane.pulses() == ["open"]


def test_the_evidence_of_another_passage_decides_nothing_here() -> None:
    lane = deciding()
    assert refusal(decides(lane, "open", passage_id=OLD_PASSAGE)) == "not the passage in the lane"
    assert lane.pulses() == []


def test_an_operator_opens_nothing_in_monitor_mode() -> None:
    lane = deciding(Settings(mode="monitor"))
    assert refusal(decides(lane, "open")) == "monitor mode: the barrier is not driven"
    assert lane.pulses() == []


def test_an_operator_opens_nothing_while_no_record_can_be_stored() -> None:
    lane = deciding()
    lane.feed(DeviceStatus("storage", "failed", "disk full"))
    assert refusal(decides(lane, "open")) == "the record can't be stored"
    assert lane.pulses() == []


def test_the_centres_word_stands_against_an_operators_but_not_the_other_way_round() -> None:
    lane = deciding(Settings(mode="central"))
    lane.order("decide", outcome="refuse")
    assert "overrule" in refusal(decides(lane, "open", 2))
    assert lane.pulses() == []
    other = deciding(Settings(mode="central"))
    decides(other, "refuse")
    assert the_answer(other.order("decide", 7, outcome="open")).accepted
    assert other.pulses() == ["open"]


def test_an_operator_may_decide_where_the_centre_has_not_in_time() -> None:
    lane = deciding(Settings(mode="central"))
    lane.wait(21)
    assert reasons(lane.passage)[0] == "no decision from the centre within 20 s"
    assert the_answer(decides(lane, "open")).accepted


def test_an_operators_repeated_or_late_word_moves_nothing() -> None:
    lane = deciding()
    late = command("decide", lane.now_s - 10, passage_id=lane.passage.passage_id, outcome="open", by="operator")
    assert the_answer(lane.feed(late)) == Answer(
        "decide-1", accepted=False, reason="expired", reply_to="centre/answers", correlation=b"7", to="operator"
    )
    decides(lane, "refuse", 2)
    assert refusal(decides(lane, "open", 2)).startswith("repeated")
    assert lane.is_in(Phase.DECIDING)
    assert lane.pulses() == []
