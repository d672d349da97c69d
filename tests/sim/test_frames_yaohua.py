"""Read back by the parsers, which were written apart from these encoders."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.sim import frames_yaohua
from edge.sim.display import Display
from edge.wire.yaohua_reversed import DigitOrder
from tests.wire.feeding import fed, indicator, seen

Encode = Callable[[Display], bytes]
FORMATS: list[tuple[str, DigitOrder, Encode]] = [
    ("yaohua", "reversed", frames_yaohua.encode_continuous),
    ("yaohua-polled", "reversed", frames_yaohua.encode_polled),
    ("yaohua-reversed", "reversed", frames_yaohua.encode_reversed),
    ("yaohua-reversed", "plain", frames_yaohua.encode_plain),
    ("yaohua-a12", "reversed", frames_yaohua.encode_a12),
    ("yaohua-a12", "reversed", frames_yaohua.encode_a12_bare),
]


@pytest.mark.parametrize(("protocol", "digits", "encode"), FORMATS)
@given(st.integers(-9999, 9999), st.integers(0, 4), st.booleans())
def test_what_a_simulated_indicator_sends_is_what_it_shows(
    protocol: str, digits: DigitOrder, encode: Encode, steps: int, decimals: int, tared: bool
) -> None:
    kg = steps / 10**decimals
    shows = Display(kg, 20 if tared else 0, decimals=decimals)
    (reading,) = fed(indicator(protocol, digits=digits), encode(shows), b"")
    assert (reading.gross_kg, reading.status) == (kg, "negative" if steps < 0 else "ok")


@pytest.mark.parametrize("encode", [frames_yaohua.encode_a12, frames_yaohua.encode_a12_bare])
def test_a_simulated_net_weight_has_no_gross_weight(encode: Encode) -> None:
    assert seen(indicator("yaohua-a12"), encode(Display(85, 20, net=True))) == [(None, "invalid", False)]


def test_a_simulated_indicator_sends_the_documented_bytes() -> None:
    assert frames_yaohua.encode_continuous(Display(85)) == b"\x02+000085016\x03"
    assert frames_yaohua.encode_continuous(Display(1560)) == bytes.fromhex("022b30303135363030313903")
    assert frames_yaohua.encode_polled(Display(85)) == b"\x02AB+000085015\x03"
    assert frames_yaohua.encode_reversed(Display(3, decimals=3)) == b"=000.3000"
    assert frames_yaohua.encode_reversed(Display(-1, decimals=2)) == b"=00.1000-"
    assert frames_yaohua.encode_plain(Display(3, decimals=3)) == b"=0003.000"
    assert frames_yaohua.encode_plain(Display(-1, decimals=2)) == b"=-0001.00"
    assert frames_yaohua.encode_a12(Display(4.139, decimals=3)) == b"WG004.139kg3D\r\n"
    assert frames_yaohua.encode_a12(Display(0, overload=True)) == b"         OL23\r\n"
    assert frames_yaohua.encode_a12(Display(0, underload=True)) == b"         LO23\r\n"
    assert frames_yaohua.encode_a12_bare(Display(3.17, decimals=2)) == b"ww0003.17kg\r\n"
    assert frames_yaohua.encode_a12_bare(Display(0, 3.17, decimals=2, net=True)) == b"wn-003.17kg\r\n"
