from __future__ import annotations

import pytest

from edge.errors import FrameError
from edge.wire.yaohua_reversed import DigitOrder, YaohuaReversed
from tests.wire.feeding import counts, fed, indicator, seen

# as printed in the A26 manual, p. 10-11
REVERSED_3 = b"=000.3000"
REVERSED_MINUS_1 = b"=00.1000-"
PLAIN_3 = b"=0003.000"
PLAIN_MINUS_1 = b"=-0001.00"


@pytest.mark.parametrize(
    ("digits", "frame", "kg", "status"),
    [
        ("reversed", REVERSED_3, 3, "ok"),
        ("reversed", REVERSED_MINUS_1, -1, "negative"),
        ("plain", PLAIN_3, 3, "ok"),
        ("plain", PLAIN_MINUS_1, -1, "negative"),
        ("reversed", b"=06423000", 32460, "ok"),
        ("reversed", b"=0642300", 32460, "ok"),
        ("reversed", b"=5.432100", 1234.5, "ok"),
        ("reversed", b"=.0642300", 32460, "ok"),
        ("plain", b"=00032460", 32460, "ok"),
        ("plain", b"=0032460", 32460, "ok"),
        ("plain", b"=-003246.", -3246, "negative"),
    ],
)
def test_a_frame_is_the_weight_on_the_display(digits: DigitOrder, frame: bytes, kg: float, status: str) -> None:
    shown = YaohuaReversed("kg", digits).parse(frame)
    assert (shown.gross_kg, shown.status, shown.stable) == (kg, status, None)


@pytest.mark.parametrize(
    ("digits", "frame"), [("plain", REVERSED_MINUS_1), ("reversed", PLAIN_MINUS_1), ("reversed", b"=00-.1000")]
)
def test_a_minus_that_contradicts_the_order_of_the_digits_is_refused(digits: DigitOrder, frame: bytes) -> None:
    with pytest.raises(FrameError, match="out of place"):
        YaohuaReversed("kg", digits).parse(frame)


@pytest.mark.parametrize("broken", [b"=00.30.00", b"=.-------", b"=--------", b"=........"])
def test_what_is_no_figure_is_refused(broken: bytes) -> None:
    with pytest.raises(FrameError, match="out of place"):
        YaohuaReversed().parse(broken)


@pytest.mark.parametrize("broken", [b"", b"=000.30", b"=000.30000", b"000.3000=", b"=00A.3000"])
def test_what_has_not_the_form_of_a_frame_is_refused(broken: bytes) -> None:
    with pytest.raises(FrameError, match="not a Yaohua = frame"):
        YaohuaReversed().parse(broken)


def test_a_stream_as_in_the_manual_is_read() -> None:
    parser = indicator("yaohua-reversed")
    assert seen(parser, *[REVERSED_MINUS_1] * 5) == [(-1, "negative", False)] * 3 + [(-1, "negative", True)] * 2
    assert counts(parser) == (5, 0, 0)


def test_the_last_frame_waits_for_the_next_one_or_for_silence() -> None:
    parser = indicator("yaohua-reversed")
    assert fed(parser, REVERSED_3) == []
    assert [one.gross_kg for one in fed(parser, b"=")] == [3]
    assert fed(parser, b"000.400", b"0") == []
    assert [one.gross_kg for one in fed(parser, b"")] == [4]


def test_half_a_frame_is_none_however_long_it_stays() -> None:
    parser = indicator("yaohua-reversed")
    assert fed(parser, b"=000.3", b"", b"", b"=000.30", REVERSED_3[:3]) == []
    assert counts(parser) == (0, 0, 13)


def test_more_characters_than_a_frame_has_are_none() -> None:
    parser = indicator("yaohua-reversed")
    assert fed(parser, b"=000.30000=000.300", b"000=", b"") == []
    assert parser.frames == 0


def test_a_lost_digit_is_not_stable() -> None:
    readings = fed(indicator("yaohua-reversed"), *[REVERSED_3] * 6, REVERSED_3[:-1], REVERSED_3, b"")
    assert [(one.gross_kg, one.stable) for one in readings][-3:] == [(3, True), (3, False), (3, False)]


def test_a_refused_frame_is_counted() -> None:
    parser = indicator("yaohua-reversed")
    assert [one.gross_kg for one in fed(parser, PLAIN_MINUS_1 + REVERSED_3, b"")] == [3]
    assert counts(parser) == (1, 1, len(PLAIN_MINUS_1))


def test_figures_are_in_the_unit_of_the_site() -> None:
    assert YaohuaReversed("t").parse(REVERSED_3).gross_kg == 3000
