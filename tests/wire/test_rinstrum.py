from __future__ import annotations

import pytest

from edge.errors import FrameError
from edge.wire.rinstrum import Rinstrum
from tests.wire.feeding import counts, fed, indicator, seen

# built after the R320 reference manual, p. 44, formats 1 and 2
SHORT = b"\x02   32460G\x03"
LONG = b"\x02   32460G  - kg\x03"


@pytest.mark.parametrize(
    ("sent", "gross_kg", "status", "stable"),
    [
        (SHORT, 32460, "ok", True),
        (b"\x02   32460M\x03", 32460, "motion", False),
        (b"\x02   32460N\x03", None, "invalid", False),
        (b"\x02 -------O\x03", None, "overload", False),
        (b"\x02--------U\x03", None, "underload", False),
        (b"\x02        E\x03", None, "invalid", False),
        (b"\x02-     20G\x03", -20, "negative", True),
        (b"\x02-   20.5M\x03", -20.5, "negative", False),
        (b"\x02 32460.5G\x03", 32460.5, "ok", True),
        (LONG, 32460, "ok", True),
        (b"\x02   32460GM -   \x03", 32460, "motion", False),
        (b"\x02   32460N  - kg\x03", None, "invalid", False),
        (b"\x02-     20G Z- kg\x03", -20, "negative", True),
        (b"\x02  32.460G  -  t\x03", 32460, "ok", True),
        (b"\x02  1000.0G  1 lb\x03", 453.59237, "ok", True),
        (b"\x02   12340G  2  g\x03", 12.34, "ok", True),
        (b"\x02   32460G  - oz\x03", None, "invalid", False),
        (b"\x02 ^^^^^^^O  -   \x03", None, "overload", False),
    ],
)
def test_a_frame_is_what_it_says(sent: bytes, gross_kg: float | None, status: str, stable: bool) -> None:
    assert seen(indicator("rinstrum"), sent) == [(gross_kg, status, stable)]


@pytest.mark.parametrize(
    ("sent", "gross_kg"),
    [
        (b"\x02  32.460G\x03", 32460),
        (b"\x02  32.460GM -   \x03", 32460),
        (b"\x02   32460G  - kg\x03", 32460),
    ],
    ids=["the short form has none", "blank in motion", "the frame's own"],
)
def test_the_unit_of_the_site_counts_where_the_frame_names_none(sent: bytes, gross_kg: int) -> None:
    assert Rinstrum("t").parse(sent).gross_kg == gross_kg


@pytest.mark.parametrize(
    "sent",
    [
        b"\x02 3.2.460G\x03",
        b"\x02        G\x03",
        b"\x02   32460X\x03",
        b"\x02+  32460G\x03",
        b"\x02   32460G  -1kg\x03",
        b"\x02   32460GX - kg\x03",
        b"\x02  -32460G\x03",
    ],
)
def test_fields_out_of_range_are_refused_and_counted(sent: bytes) -> None:
    parser = indicator("rinstrum")
    assert [one.gross_kg for one in fed(parser, sent + SHORT)] == [32460]
    assert counts(parser) == (1, 1, len(sent))


@pytest.mark.parametrize("broken", [b"", SHORT[1:], SHORT[:-1], SHORT + b"\x03", LONG[:-1] + b"\r", b"\xff" * 11])
def test_what_has_not_the_form_of_a_frame_is_refused(broken: bytes) -> None:
    with pytest.raises(FrameError, match="not a Rinstrum frame"):
        Rinstrum().parse(broken)
