from __future__ import annotations

import pytest

from edge.errors import FrameError
from edge.wire.toledo_8217 import Toledo8217
from tests.wire.feeding import counts, fed, indicator, seen


@pytest.mark.parametrize(
    ("sent", "kg"),
    [
        (b"\x0212.34\r", 12.34),
        (b"\x0212.345\r", 12.345),
        (b"\x0200.00\r", 0),
        (b"\x02  1.25\r", 1.25),
        (b"\x0232460\r", 32460),
    ],
)
def test_a_weight_that_is_sent_stands_still(sent: bytes, kg: float) -> None:
    assert seen(indicator("toledo-8217"), sent) == [(kg, "ok", True)]


def test_figures_are_in_the_unit_of_the_site() -> None:
    assert Toledo8217("lb").parse(b"\x0212.34\r").gross_kg == pytest.approx(12.34 * 0.45359237)


@pytest.mark.parametrize("sent", [b"\x0212.34N\r", b"\x0212.345N\r"])
def test_a_net_weight_has_no_gross_weight(sent: bytes) -> None:
    assert seen(indicator("toledo-8217"), sent) == [(None, "invalid", False)]


@pytest.mark.parametrize(
    ("status", "named"),
    [
        (0b1000001, "motion"),
        (0b1000010, "overload"),
        (0b1000100, "underload"),
        (0b1001001, "motion"),
        (0b1100001, "motion"),
        (0b0100001, "motion"),
        (0b11000001, "motion"),
        (0b1000011, "overload"),
        (0b1000101, "underload"),
        (0b1000000, "invalid"),
        (0b1010000, "invalid"),
    ],
)
def test_a_status_byte_says_why_there_is_no_weight(status: int, named: str) -> None:
    assert seen(indicator("toledo-8217"), b"\x02?" + bytes([status]) + b"\r") == [(None, named, False)]


def test_a_weight_after_motion_is_believed_at_once() -> None:
    readings = seen(indicator("toledo-8217"), b"\x02?A\r", b"\x0212.34\r", b"\x0212.35\r", b"\x0212.35\r")
    assert readings == [
        (None, "motion", False),
        (12.34, "ok", True),
        (12.35, "motion", False),
        (12.35, "ok", True),
    ]


@pytest.mark.parametrize("sent", [b"\x021.2.3\r", b"\x02     \r", b"\x02.\r", b"\x0212 34\r"])
def test_a_frame_without_a_figure_is_refused_and_counted(sent: bytes) -> None:
    parser = indicator("toledo-8217")
    assert [one.gross_kg for one in fed(parser, sent + b"\x0212.34\r")] == [12.34]
    assert counts(parser) == (1, 1, len(sent))


@pytest.mark.parametrize("broken", [b"", b"\x02\r", b"12.34\r", b"\x0212.34", b"\x02123456789\r", b"\x02?AB\r"])
def test_what_has_not_the_form_of_a_frame_is_refused(broken: bytes) -> None:
    with pytest.raises(FrameError, match="not an 8217 frame"):
        Toledo8217().parse(broken)
