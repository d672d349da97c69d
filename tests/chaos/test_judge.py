"""The judge finds each thing that may be wrong, in what two vehicles left behind."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.chaos.arrivals import seconds
from tests.chaos.judge import given_up, judge
from tests.chaos.truth import Arrived, Stay, Truth

JPEG = b"\xff\xd8 invented picture \xff\xd9"
FIRST, SECOND = "0193-1", "0193-2"
Change = Callable[[Truth, list[Arrived]], None]


def _at(second: float) -> str:
    return f"2026-01-02T03:04:{second:06.3f}Z"


def _arrived(level: str, payload: bytes) -> Arrived:
    kept = b"" if level.startswith("image/") else payload
    return Arrived(0.0, level, kept, hashlib.sha256(payload).hexdigest(), len(payload))


def _record(seq: int, passage_id: str, second: float, gross_kg: int, previous: str | None, **more: Any) -> bytes:
    record = {
        "passage_id": passage_id, "seq": seq, "arrived_at": _at(second), "open_pulse_at": _at(second + 1),
        "weight": {"gross_kg": gross_kg, "stable": True}, "previous_sha256": previous,
        "images": [{"name": "front.jpg", "sha256": hashlib.sha256(JPEG).hexdigest()}], **more,
    }  # fmt: skip
    return json.dumps(record).encode()


def _events(passage_id: str, second: float) -> list[Arrived]:
    names = ("arrived", "identified", "decided", "pulsed", "cleared")
    return [
        _arrived("event", json.dumps({
            "event": name, "event_id": f"{passage_id} {name}", "passage_id": passage_id, "at": _at(second + place / 2)
        }).encode())
        for place, name in enumerate(names)
    ]  # fmt: skip


def _good() -> tuple[Truth, list[Arrived]]:
    """Two vehicles in good order, ten seconds apart; records are at places 5 and 12, pictures behind them."""
    truth = Truth("lane-01", ("front",), starts=[seconds(_at(0))])
    heard = []
    previous = None
    for number, (passage_id, second, gross_kg) in enumerate(((FIRST, 10.0, 20_000), (SECOND, 20.0, 30_000)), 1):
        begin_s = seconds(_at(second))
        truth.stays.append(Stay(number, gross_kg, begin_s - 0.2, begin_s + 3))
        truth.pulses.append(begin_s + 1.1)
        record = _record(number, passage_id, second, gross_kg, previous)
        previous = hashlib.sha256(record).hexdigest()
        heard += [*_events(passage_id, second), _arrived("passage", record)]
        heard.append(_arrived(f"image/{passage_id}/front.jpg", JPEG))
    return truth, heard


def _drop(place: int) -> Change:
    return lambda _truth, heard: heard.__delitem__(place)


def _put_first(place: int) -> Change:
    return lambda _truth, heard: heard.insert(0, heard.pop(place))


def _put(message: Arrived) -> Change:
    return lambda _truth, heard: heard.append(message)


def _alter_record(place: int, **changes: Any) -> Change:
    def alter(_truth: Truth, heard: list[Arrived]) -> None:
        record = {**json.loads(heard[place].payload), **changes}
        heard[place] = _arrived("passage", json.dumps(record).encode())

    return alter


def _started_meanwhile(truth: Truth, _heard: list[Arrived]) -> None:
    truth.ends.append(truth.pulses[0] - 0.9)
    truth.starts.append(truth.pulses[0] - 0.5)


def _pulse(second: float) -> Change:
    return lambda truth, _heard: truth.pulses.append(seconds(_at(second)))


def _ended(truth: Truth, _heard: list[Arrived]) -> None:
    truth.exits.append(seconds(_at(30)))


def _repeated_otherwise(_truth: Truth, heard: list[Arrived]) -> None:
    heard.append(_arrived("passage", heard[5].payload + b" "))


BREACHES: dict[str, tuple[Change, str]] = {
    "the first record is lost": (_drop(5), "absent seq \\[1\\]|vehicle 1 .* has no record"),
    "the last record is lost": (_drop(12), "vehicle 2 .* has no record"),
    "a record is altered": (_alter_record(5, lane="altered"), "seq 2 is not chained to seq 1"),
    "a repeat differs": (_repeated_otherwise, "a repeat of passage 0193-1 differs"),
    "the records change places": (_put_first(12), "seq 1 came first behind seq 2"),
    "the events change places": (_put_first(11), "event arrived .* came first behind cleared"),
    "an event is lost": (_drop(2), "vehicle 1, .* has the events arrived, identified, pulsed, cleared"),
    "a picture is lost": (_drop(6), "1 pictures did not come, 0 were told of"),
    "a picture is another one": (_alter_record(12, images=[{"name": "front.jpg", "sha256": "ab"}]), "seq 2"),
    "a weight is another vehicle's": (_alter_record(12, weight={"gross_kg": 1, "stable": True}), "says 1, not"),
    "a record of nobody": (
        _put(_arrived("passage", _record(3, "0193-3", 40, 30_000, "00"))), "seq 3 .* belongs to no vehicle",
    ),
    "a vehicle has two records": (
        _put(_arrived("passage", _record(3, "0193-3", 20.5, 30_000, "00"))), "vehicle 2 has 2 records where 1",
    ),
    "a pulse before the record": (_alter_record(12, open_pulse_at=None), "without a record stored before"),
    "a second pulse": (_pulse(21.5), "more than one pulse for vehicle 2"),
    "a pulse for nobody": (_pulse(40), "with nobody on the platform"),
    "a pulse after a start": (_started_meanwhile, "who stood there when the lane was started"),
    "it ends by itself": (_ended, "the lane ended by itself"),
}  # fmt: skip


def test_good_order_has_no_breach_and_is_counted() -> None:
    truth, heard = _good()
    verdict = judge(truth, [*heard, *heard[:6]])
    assert verdict.breaches == ()
    assert {name: verdict.counts[name] for name in ("vehicles", "passages", "passage repeats", "event repeats")} == {
        "vehicles": 2, "passages": 2, "passage repeats": 1, "event repeats": 5,
    }  # fmt: skip


@pytest.mark.parametrize(("change", "said"), BREACHES.values(), ids=BREACHES.keys())
def test_a_breach_is_found_and_named(change: Change, said: str) -> None:
    truth, heard = _good()
    change(truth, heard)
    found = "\n".join(judge(truth, heard).breaches)
    assert re.search(said, found), found or "nothing was found"


def test_a_vehicle_that_came_to_a_full_disk_and_a_kill_is_excused() -> None:
    truth, heard = _good()
    del heard[7:]
    truth.pulses.pop()
    truth.full.append((seconds(_at(19)), seconds(_at(25))))
    truth.ends.append(seconds(_at(24)))
    assert judge(truth, heard).breaches == ()


def test_pictures_that_gave_way_are_added_up_over_restarts() -> None:
    told = [
        f"so far {count} pictures of 2 passages, {unsent} of them unsent" for count, unsent in ((3, 1), (5, 2), (1, 1))
    ]
    assert given_up(told) == 3
