"""Read back by the parsers, which were written apart from these encoders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sim import frames_toledo
from edge.sim.display import Display
from tests.wire.feeding import fed, indicator, seen

ENCODERS = {
    "long": frames_toledo.encode_continuous_unchecked,
    "long with check": frames_toledo.encode_continuous,
    "short": frames_toledo.encode_short_unchecked,
    "short with check": frames_toledo.encode_short,
}


@pytest.mark.parametrize("encode", ENCODERS.values(), ids=ENCODERS)
@given(st.integers(-99_999, 99_999), st.integers(0, 5), st.booleans(), st.sampled_from(["kg", "t", "lb"]))
def test_what_a_simulated_indicator_sends_is_what_it_shows(
    encode: Callable[[Display], bytes], steps: int, decimals: int, stable: bool, unit: Literal["kg", "t", "lb"]
) -> None:
    factor = {"kg": 1, "t": 1000, "lb": 0.45359237}[unit]
    shows = Display(steps / 10**decimals * factor, stable=stable, unit=unit, decimals=decimals)
    (reading,) = fed(indicator("toledo"), encode(shows), b"")
    assert reading.gross_kg == pytest.approx(steps / 10**decimals * factor, abs=1e-6)
    assert reading.stable is stable
    assert reading.status == ("negative" if steps < 0 else "ok" if stable else "motion")


@pytest.mark.parametrize("encode", ENCODERS.values(), ids=ENCODERS)
@pytest.mark.parametrize(
    ("shows", "status"),
    [(Display(1, overload=True), "overload"), (Display(-1, underload=True), "underload")],
)
def test_a_simulated_display_out_of_range_is_read_so(
    encode: Callable[[Display], bytes], shows: Display, status: str
) -> None:
    assert seen(indicator("toledo"), encode(shows)) == [(None, status, False)]


def test_a_simulated_net_weight_has_its_gross_weight_in_the_long_form_alone() -> None:
    shows = Display(32460, 14200, net=True)
    assert seen(indicator("toledo"), frames_toledo.encode_continuous(shows)) == [(32460, "ok", True)]
    assert seen(indicator("toledo"), frames_toledo.encode_short(shows)) == [(None, "invalid", False)]


def test_a_simulated_indicator_sends_the_documented_bytes() -> None:
    assert frames_toledo.encode_continuous(Display(12500)) == b"\x02\x2a\x30\x20 12500     0\r\x0f"
    assert frames_toledo.encode_continuous(Display(12500, stable=False)) == b"\x02\x2a\x38\x20 12500     0\r\x07"
    assert frames_toledo.encode_continuous(Display(-12500)) == b"\x02\x2a\x32\x20 12500     0\r\x0d"
    assert frames_toledo.encode_continuous(Display(12500, net=True)) == b"\x02\x2a\x31\x20 12500     0\r\x0e"
    assert frames_toledo.encode_short_unchecked(Display(12500)) == b"\x02\x2a\x30\x20 12500\r"
    assert frames_toledo.encode_8217(Display(12.34, decimals=2)) == b"\x0212.34\r"


@pytest.mark.parametrize("decimals", [0, 2, 3])
@pytest.mark.parametrize("kg", [0, 12.5, 85, 0.5, 99])
def test_what_a_simulated_8217_sends_is_what_it_shows(kg: float, decimals: int) -> None:
    sent = frames_toledo.encode_8217(Display(kg, decimals=decimals))
    assert seen(indicator("toledo-8217"), sent) == [(round(kg, decimals), "ok", True)]


@pytest.mark.parametrize(
    ("shows", "status"),
    [
        (Display(85, stable=False), "motion"),
        (Display(85, overload=True), "overload"),
        (Display(-20), "underload"),
        (Display(0, underload=True), "underload"),
        (Display(85, 20, net=True), "invalid"),
    ],
)
def test_a_simulated_8217_without_a_gross_weight_is_read_so(shows: Display, status: str) -> None:
    assert seen(indicator("toledo-8217"), frames_toledo.encode_8217(shows)) == [(None, status, False)]
