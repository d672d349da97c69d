from __future__ import annotations

from edge.recording.values import Heard, Spoken
from edge.replay.weighing import Weighing
from edge.values import WeightReading
from edge.wire.indicators import FormatOptions, new_indicator

FRAME = bytes.fromhex("022b30333234363030313803")  # Yaohua, 32460 kg


def _weighing() -> Weighing:
    return Weighing(lambda _spoken: new_indicator("yaohua", FormatOptions(), 6))


def _recorded(at_s: float, gross_kg: float = 32460) -> WeightReading:
    return WeightReading(gross_kg, "ok", False, FRAME.hex(), at_s)


def test_the_weight_is_the_one_that_the_bytes_say_now() -> None:
    weighing = _weighing()
    weighing.speak(Spoken(0.0))
    weighing.hear(Heard(1.0, FRAME[:5]))
    weighing.hear(Heard(1.1, FRAME[5:]))
    assert [one.gross_kg for one in weighing.weigh(_recorded(1.1, gross_kg=1.0))] == [32460]


def test_a_weight_that_the_bytes_no_longer_say_is_none() -> None:
    weighing = _weighing()
    weighing.speak(Spoken(0.0))
    weighing.hear(Heard(1.0, FRAME.replace(b"18", b"19")))
    assert weighing.weigh(_recorded(1.0)) == []


def test_a_weight_that_nobody_saw_live_comes_before_the_next_one() -> None:
    weighing = _weighing()
    weighing.speak(Spoken(0.0))
    weighing.hear(Heard(1.0, FRAME))
    weighing.hear(Heard(1.1, FRAME))
    assert [one.at_s for one in weighing.weigh(_recorded(1.1))] == [1.0, 1.1]


def test_a_new_connection_begins_with_a_fresh_parser() -> None:
    weighing = _weighing()
    weighing.speak(Spoken(0.0))
    weighing.hear(Heard(1.0, FRAME[:5]))
    weighing.speak(Spoken(2.0))
    weighing.hear(Heard(2.1, FRAME[5:]))
    assert weighing.weigh(_recorded(2.1)) == []


def test_where_the_bytes_are_gone_the_recorded_weight_stands() -> None:
    assert _weighing().weigh(_recorded(1.0)) == [_recorded(1.0)]
