from __future__ import annotations

import pytest

from edge.errors import FrameError
from edge.wire.a_and_d import AAndD
from tests.wire.feeding import counts, fed, indicator, seen

# as printed in the AD-4402 manual, p. 80: net, stable, 12.34 kg; and the same as a gross weight
NET = b"ST,NT,+0012.34kg\r\n"
GROSS = b"ST,GS,+0012.34kg\r\n"


@pytest.mark.parametrize(
    ("sent", "gross_kg", "status", "stable"),
    [
        (NET, None, "invalid", False),
        (GROSS, 12.34, "ok", True),
        (b"US,GS,+0012.34kg\r\n", 12.34, "motion", False),
        (b"ST,GS,+0012,34kg\r\n", 12.34, "ok", True),
        (b"ST,GS,-0012.34kg\r\n", -12.34, "negative", True),
        (b"US,GS,-0012.34kg\r\n", -12.34, "negative", False),
        (b"ST,GS,-0000.00kg\r\n", 0, "ok", True),
        (b"ST,GS,+0032460kg\r\n", 32460, "ok", True),
        (b"ST,GS,+  32460kg\r\n", 32460, "ok", True),
        (b"ST,GS,   32460kg\r\n", 32460, "ok", True),
        (b"ST,GS,000013.5kg\r\n", 13.5, "ok", True),
        (b"ST,GS,+032.460 t\r\n", 32460, "ok", True),
        (b"ST,GS,+032.460  t\r\n", 32460, "ok", True),
        (b"ST,GS,+01000.0lb\r\n", 453.59237, "ok", True),
        (b"ST,GS,+0012340 g\r\n", 12.34, "ok", True),
        (b"ST,G ,+0012.34kg\r\n", 12.34, "ok", True),
        (b"ST,N ,+0012.34kg\r\n", None, "invalid", False),
        (b"ST,TR,+0012.34kg\r\n", None, "invalid", False),
        (b"ST,PT,+0012.34kg\r\n", None, "invalid", False),
        (b"HD,GS,+0012.34kg\r\n", None, "invalid", False),
        (b"ST,GS,+0012.34oz\r\n", None, "invalid", False),
        (b"ST,GS,+    .  kg\r\n", None, "invalid", False),
        (b"OL,GS,+    .  kg\r\n", None, "overload", False),
        (b"OL,GS,+9999999kg\r\n", None, "overload", False),
        (b"OL,GS,-    .  kg\r\n", None, "underload", False),
        (b"LO,NT,        kg\r\n", None, "overload", False),
    ],
)
def test_a_frame_is_what_it_says(sent: bytes, gross_kg: float | None, status: str, stable: bool) -> None:
    assert seen(indicator("and"), sent) == [(gross_kg, status, stable)]


def test_a_frame_may_end_without_a_line_feed() -> None:
    parser = indicator("and")
    short = GROSS[:-1]
    assert fed(parser, short) == []
    assert [one.raw for one in fed(parser, b"")] == [short.hex()]
    assert [one.raw for one in fed(parser, short * 2, b"")] == [short.hex()] * 2
    assert counts(parser) == (3, 0, 0)


def test_a_line_feed_that_comes_late_belongs_to_its_frame() -> None:
    parser = indicator("and")
    assert [one.raw for one in fed(parser, GROSS[:-1], b"\n")] == [GROSS.hex()]
    assert counts(parser) == (1, 0, 0)


@pytest.mark.parametrize("field", [b"+0.12.34", b"+0,12.34", b"+-012.34", b"+0 12.34", b"0012.34+"])
def test_what_is_no_number_is_refused_and_counted(field: bytes) -> None:
    parser = indicator("and")
    assert [one.gross_kg for one in fed(parser, b"ST,GS," + field + b"kg\r\n" + GROSS)] == [12.34]
    assert counts(parser) == (1, 1, 18)


@pytest.mark.parametrize("broken", [b"", GROSS[1:], GROSS[:-2], GROSS * 2, b"ST;GS,+0012.34kg\r\n", b"\xff" * 18])
def test_what_has_not_the_form_of_a_frame_is_refused(broken: bytes) -> None:
    with pytest.raises(FrameError, match="not an A&D frame"):
        AAndD().parse(broken)
