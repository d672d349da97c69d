from __future__ import annotations

import pytest

from edge.errors import FrameError
from edge.wire.sma import Sma
from tests.wire.feeding import counts, fed, indicator, seen

# the examples of the Sartorius PR 5220 manual, p. 130
LB_5 = b"\n 1G       5.025lb \r"
NET_LB = b"\n 1N      100000lb \r"
HIGH_RESOLUTION = b"\n 1g      5.0025lb \r"
ZERO = b"\nZ1G       0.000lb \r"
KG_7 = b"\n 1G       7.025kg \r"
KG_7_MOVING = b"\n 1GM      7.650kg \r"
POUND = 0.45359237


@pytest.mark.parametrize(
    ("sent", "gross_kg", "status", "stable"),
    [
        (LB_5, 5.025 * POUND, "ok", True),
        (NET_LB, None, "invalid", False),
        (HIGH_RESOLUTION, 5.0025 * POUND, "ok", True),
        (ZERO, 0, "ok", True),
        (KG_7, 7.025, "ok", True),
        (KG_7_MOVING, 7.65, "motion", False),
        (b"\n 1T       7.025kg \r", None, "invalid", False),
        (b"\n 1n       7.025kg \r", None, "invalid", False),
        (b"\n 2G       32460kg \r", 32460, "ok", True),
        (b"\n 1G      32.460t  \r", 32460, "ok", True),
        (b"\n 1G       12340g  \r", 12.34, "ok", True),
        (b"\n 1G      32.460ton\r", None, "invalid", False),
        (b"\n 1G         -20kg \r", -20, "negative", True),
        (b"\n 1GM   -   20.5KG \r", -20.5, "negative", False),
        (b"\nO1G       99999kg \r", None, "overload", False),
        (b"\nU1G        -999kg \r", None, "underload", False),
        (b"\nE1G  ----------kg \r", None, "invalid", False),
        (b"\nT1G  ----------kg \r", None, "invalid", False),
        (b"\nI1G  ----------   \r", None, "invalid", False),
        (b"\ne1G            kg \r", None, "invalid", False),
        (b"\n 1G  ----------   \r", None, "invalid", False),
        (b"\n?\r", None, "invalid", False),
    ],
)
def test_an_answer_is_what_it_says(sent: bytes, gross_kg: float | None, status: str, stable: bool) -> None:
    ((found_kg, found_status, found_stable),) = seen(indicator("sma"), sent)
    assert found_kg == (gross_kg if gross_kg is None else pytest.approx(gross_kg))
    assert (found_status, found_stable) == (status, stable)


def test_the_displayed_weight_is_asked_for() -> None:
    assert indicator("sma").poll == b"\nW\r"


def test_an_echo_of_the_question_and_other_answers_are_skipped() -> None:
    parser = indicator("sma")
    other = b"\nW\r" + b"\nSMA:2/1.0\r"
    assert [one.gross_kg for one in fed(parser, other + KG_7)] == [7.025]
    assert counts(parser) == (1, 0, len(other))


@pytest.mark.parametrize(
    "sent",
    [
        b"\nX1G       7.025kg \r",
        b"\n 1X       7.025kg \r",
        b"\n 1GX      7.025kg \r",
        b"\n 1G      7.0.25kg \r",
        b"\n 1G       7,025kg \r",
        b"\n 1G       7 025kg \r",
    ],
)
def test_fields_out_of_range_are_refused_and_counted(sent: bytes) -> None:
    parser = indicator("sma")
    assert [one.gross_kg for one in fed(parser, sent + KG_7)] == [7.025]
    assert counts(parser) == (1, 1, 20)


@pytest.mark.parametrize("broken", [b"", KG_7[1:], KG_7[:-1], KG_7 + b"\r", b"\n??\r", b"\xff" * 20])
def test_what_has_not_the_form_of_an_answer_is_refused(broken: bytes) -> None:
    with pytest.raises(FrameError, match="not an SMA answer"):
        Sma().parse(broken)
