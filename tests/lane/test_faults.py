"""A record that can not be stored, a relay that can not be driven."""

from __future__ import annotations

from typing import Any

from edge.lane.standing import state_document
from edge.lane.state import Log, Phase, Publish
from edge.values import DeviceStatus, PulseDone, PulseFailed, StoreFailed, Tick
from tests.lane.builders import Lane, plate_read, reasons, said, the_answer
from tests.lane.situations import (
    fault,
    identifying,
    idle,
    opening,
    rolls_off,
    settled,
)


def test_a_passage_that_could_not_be_stored_gets_no_pulse_and_says_why() -> None:
    lane = opening()
    lane.feed(DeviceStatus("storage", "failed", "disk full"))
    lane.feed(StoreFailed("disk full"))
    assert (lane.phase, lane.state.pulsing) == (Phase.FAULT, None)
    assert lane.passage.open_pulse_at is None
    assert the_answer(lane.order("open")).reason == "the record can't be stored"
    rolls_off(lane)
    (record,) = lane.records()
    assert "the record can't be stored: disk full" in reasons(record)


def test_a_note_that_could_not_be_stored_while_the_pulse_runs_does_not_deny_the_pulse() -> None:
    lane = opening()
    lane.feed(StoreFailed("disk full", pulse_dropped=False))
    assert (lane.phase, lane.state.pulsing) == (Phase.OPENING, "open")
    assert lane.passage.open_pulse_at is not None


def test_nothing_opens_by_itself_while_the_storage_fault_stands() -> None:
    lane = identifying()
    lane.feed(DeviceStatus("storage", "failed", "disk full"))
    lane.look(plate_read(), frames=3)
    settled(lane)
    assert lane.is_in(Phase.DECIDING)
    assert reasons(lane.passage)[0] == "the record can't be stored"
    lane.feed(DeviceStatus("storage", "ok", "the disk takes records again"))
    settled(lane)
    assert lane.is_in(Phase.OPENING)


def test_a_relay_that_could_not_be_driven_is_a_fault_until_the_truck_is_gone() -> None:
    lane = fault()
    assert lane.is_in(Phase.FAULT)
    settled(lane)
    lane.wait(200)
    assert lane.pulses() == ["open"]
    rolls_off(lane)
    assert lane.is_in(Phase.IDLE)
    (record,) = lane.records()
    assert "the relay could not be driven: no answer from the board" in reasons(record)


def test_a_fault_does_not_outlast_a_truck_that_left_during_the_pulse() -> None:
    lane = opening()
    rolls_off(lane)
    lane.feed(PulseFailed("open", "no answer"))
    lane.feed(Tick())
    assert lane.is_in(Phase.IDLE)
    assert len(lane.records()) == 1


def test_a_truck_that_left_during_the_pulse_is_cleared() -> None:
    lane = opening()
    rolls_off(lane)
    lane.feed(PulseDone("open"))
    lane.feed(Tick())
    assert lane.is_in(Phase.IDLE)
    assert len(lane.records()) == 1


def _lines(lane: Lane) -> list[Log]:
    return [one for one in lane.all_of(Log) if one.text.startswith("indicator ")]


def test_a_fault_is_told_in_the_words_of_the_list_with_what_to_check() -> None:
    lane = idle()
    lane.feed(DeviceStatus("indicator", "silent", "for 3 s"))
    (event,) = [one for one in lane.all_of(Publish) if one.event == "fault"]
    (now,) = state_document(lane.state, "")["faults"]
    for document in (said(event), dict[str, Any](now)):
        assert document["text"] == "no bytes from the indicator: for 3 s"
        assert document["words"] == {
            "vi": "Đầu cân không gửi số liệu", "en": "no bytes from the indicator", "zh": "称重仪表没有发来数据",
        }  # fmt: skip
        assert document["checks"]["en"][0] == "is the indicator switched on, and does it show a weight?"
        assert len({len(checks) for checks in document["checks"].values()}) == 1


def test_the_journal_has_one_line_when_a_fault_begins_and_one_when_it_ends() -> None:
    lane = idle()
    for text in ("for 3 s", "for 3 s"):
        lane.feed(DeviceStatus("indicator", "silent", text))
    lane.feed(DeviceStatus("indicator", "ok", "streaming"))
    assert _lines(lane) == [
        Log(
            "indicator silent: no bytes from the indicator: for 3 s; "
            "check: is the indicator switched on, and does it show a weight?",
            warns=True,
        ),
        Log("indicator ok: streaming; it was silent"),
    ]


def test_a_device_that_works_from_the_start_is_a_line_and_no_event() -> None:
    lane = idle()
    lane.feed(DeviceStatus("indicator", "ok", "streaming"))
    assert _lines(lane) == [Log("indicator ok: streaming")]
    assert "recovered" not in lane.events()


def test_a_fault_that_the_list_lacks_is_told_in_its_own_words_and_the_journal_says_so() -> None:
    lane = idle()
    lane.feed(DeviceStatus("indicator", "melted", "it is too hot"))
    assert _lines(lane) == [
        Log("indicator melted: it is too hot", warns=True),
        Log("indicator melted is not in the list of faults", warns=True),
    ]
    (now,) = state_document(lane.state, "")["faults"]
    assert (now["text"], now["words"]["vi"], now["checks"]["zh"]) == ("it is too hot", "it is too hot", [])
