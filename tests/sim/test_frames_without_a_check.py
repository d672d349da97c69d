"""CAS, A&D, Rinstrum and SMA: read back by the parsers, which were written apart from these encoders."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sim.display import Display
from edge.sim.frames_a_and_d import encode_a_and_d
from edge.sim.frames_cas import encode_cas
from edge.sim.frames_rinstrum import encode_long, encode_short
from edge.sim.frames_sma import encode_sma
from edge.wire.indicators import FormatOptions, new_indicator

Unit = Literal["kg", "t", "lb"]
Encoder = tuple[str, Callable[[Display], bytes]]
ENCODERS: Mapping[str, Encoder] = {
    "cas": ("cas", encode_cas),
    "and": ("and", encode_a_and_d),
    "rinstrum short": ("rinstrum", encode_short),
    "rinstrum long": ("rinstrum", encode_long),
    "sma": ("sma", encode_sma),
}
FACTOR = {"kg": 1, "t": 1000, "lb": 0.45359237}


def shown(encoder: Encoder, shows: Display) -> tuple[float | None, str, bool]:
    """Gross weight, status and stable of the one frame that the display sends."""
    protocol, encode = encoder
    parser = new_indicator(protocol, FormatOptions(unit=shows.unit), 4)
    (reading,) = parser.feed(encode(shows), 0.0)
    return reading.gross_kg, reading.status, reading.stable


@pytest.mark.parametrize("encoder", ENCODERS.values(), ids=ENCODERS)
@given(st.integers(-99_999, 99_999), st.integers(0, 3), st.booleans(), st.sampled_from(["kg", "t", "lb"]))
def test_what_a_simulated_indicator_sends_is_what_it_shows(
    encoder: Encoder, steps: int, decimals: int, stable: bool, unit: Unit
) -> None:
    kg = steps / 10**decimals * FACTOR[unit]
    gross_kg, status, flag = shown(encoder, Display(kg, stable=stable, unit=unit, decimals=decimals))
    assert gross_kg == pytest.approx(kg, abs=1e-6)
    assert flag is stable
    assert status == ("negative" if steps < 0 else "ok" if stable else "motion")


@pytest.mark.parametrize("encoder", ENCODERS.values(), ids=ENCODERS)
def test_net_and_overload_have_no_gross_weight(encoder: Encoder) -> None:
    assert shown(encoder, Display(32460, tare_kg=8000, net=True)) == (None, "invalid", False)
    assert shown(encoder, Display(99999, overload=True)) == (None, "overload", False)


@pytest.mark.parametrize("name", ["and", "rinstrum short", "rinstrum long", "sma"])
def test_underload_is_told_from_overload_where_the_format_can(name: str) -> None:
    assert shown(ENCODERS[name], Display(-500, underload=True)) == (None, "underload", False)


@pytest.mark.parametrize("encoder", ENCODERS.values(), ids=ENCODERS)
def test_a_weight_too_long_for_the_digits_is_refused(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        encoder[1](Display(123_456_789_012))


def test_the_documented_bytes_are_sent() -> None:
    assert encode_cas(Display(13.5, decimals=1)) == b"ST,GS,\x01\xc4,000013.5 kg\r\n"
    assert encode_a_and_d(Display(12.34, net=True, decimals=2)) == b"ST,NT,+0012.34kg\r\n"
    assert encode_a_and_d(Display(0, overload=True, decimals=2)) == b"OL,GS,+    .  kg\r\n"
    assert encode_short(Display(32460)) == b"\x02   32460G\x03"
    assert encode_long(Display(32460, stable=False)) == b"\x02   32460GM -   \x03"
    assert encode_sma(Display(7.025, decimals=3)) == b"\n 1G       7.025kg \r"
    assert encode_sma(Display(0, decimals=3, unit="lb")) == b"\nZ1G       0.000lb \r"
