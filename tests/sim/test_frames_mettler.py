"""Read back by the parser, which was written apart from this encoder."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sim.display import Display
from edge.sim.frames_mettler import encode_sics
from tests.wire.feeding import indicator, seen


@given(st.integers(-999_999, 999_999), st.integers(0, 3), st.booleans(), st.sampled_from(["kg", "t", "lb"]))
def test_what_a_simulated_indicator_sends_is_what_it_shows(
    steps: int, decimals: int, stable: bool, unit: Literal["kg", "t", "lb"]
) -> None:
    factor = {"kg": 1, "t": 1000, "lb": 0.45359237}[unit]
    kg = steps / 10**decimals * factor
    shows = Display(kg, stable=stable, unit=unit, decimals=decimals)
    ((gross_kg, status, flag),) = seen(indicator("mt-sics"), encode_sics(shows))
    assert gross_kg == pytest.approx(kg, abs=1e-6)
    assert flag is stable
    assert status == ("negative" if steps < 0 else "ok" if stable else "motion")


def test_a_simulated_indicator_sends_the_documented_bytes() -> None:
    assert encode_sics(Display(32460)) == b"S S      32460 kg\r\n"
    assert encode_sics(Display(0, overload=True)) == b"S +\r\n"
    assert encode_sics(Display(0, underload=True)) == b"S -\r\n"
