from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest

from edge.sim.display import Display
from edge.sim.frames_mettler import encode_sics
from edge.sim.frames_toledo import encode_8217, encode_continuous, encode_short
from edge.sim.frames_yaohua import encode_a12, encode_a12_bare, encode_plain, encode_polled, encode_reversed
from edge.sim.frames_yaohua import encode_continuous as encode_yaohua


@pytest.mark.parametrize(
    ("shows", "figure"),
    [
        (Display(32460), "32460"),
        (Display(32460.4, decimals=1), "32460.4"),
        (Display(32460, unit="t", decimals=2), "32.46"),
        (Display(453.59237, unit="lb"), "1000"),
        (Display(32460, 14200), "32460"),
        (Display(32460, 14200, net=True), "18260"),
        (Display(14180, 14200, net=True), "-20"),
        (Display(-20), "-20"),
    ],
)
def test_the_figure_is_the_weight_in_the_unit_and_decimals_of_the_display(shows: Display, figure: str) -> None:
    assert str(shows.figure()) == figure


def test_gross_and_tare_are_shown_whatever_the_digits_show() -> None:
    shows = Display(32460, 14200, unit="t", decimals=1, net=True)
    assert (shows.gross(), shows.tare(), shows.figure()) == (Decimal("32.5"), Decimal("14.2"), Decimal("18.3"))


@pytest.mark.parametrize(
    ("encode", "kg"),
    [
        (encode_yaohua, 1_000_000),
        (encode_polled, -1_000_000),
        (encode_reversed, 10_000_000),
        (encode_plain, 10_000_000),
        (encode_a12, 1_000_000),
        (encode_a12_bare, -100_000_000),
        (encode_continuous, 1_000_000),
        (encode_short, -1_000_000),
        (encode_8217, 100_000),
        (encode_sics, 10_000_000_000),
    ],
)
def test_a_weight_beyond_the_digits_is_refused(encode: Callable[[Display], bytes], kg: int) -> None:
    with pytest.raises(ValueError, match="does not fit"):
        encode(Display(kg))


@pytest.mark.parametrize("encode", [encode_yaohua, encode_polled, encode_reversed, encode_plain, encode_a12_bare])
@pytest.mark.parametrize("shows", [Display(1, overload=True), Display(-1, underload=True)])
def test_a_format_without_a_frame_for_out_of_range_sends_nothing(
    encode: Callable[[Display], bytes], shows: Display
) -> None:
    assert encode(shows) == b""
