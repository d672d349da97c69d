from __future__ import annotations

import pytest

from edge.errors import FrameError
from edge.wire.toledo import Toledo
from tests.wire.feeding import counts, fed, indicator, seen

# 12500 kg: standing still, in motion, out of range, negative, net without tare; checks as the domain notes give them
STILL = bytes.fromhex("022A3020203132353030202020202030 0D0F")
MOVING = b"\x02\x2a\x38\x20 12500     0\r\x07"
OVER = b"\x02\x2a\x34\x20 12500     0\r\x0b"
NEGATIVE = b"\x02\x2a\x32\x20 12500     0\r\x0d"
NET = b"\x02\x2a\x31\x20 12500     0\r\x0e"
# a Toledo Jaguar showing 200 x 10 lb, printed byte by byte in a scoreboard maker's manual (ScaleResource, p. 119)
JAGUAR = bytes([2, 49, 32, 32, 32, 32, 32, 50, 48, 48, 32, 32, 32, 32, 32, 32, 13])


def frame(words: bytes, weight: bytes = b" 12500", tare: bytes = b"     0") -> bytes:
    """A frame with its check worked out here by hand; an empty `tare` makes the short form."""
    body = b"\x02" + words + weight + tare + b"\r"
    return body + bytes([(128 - sum(body) % 128) % 128])


@pytest.mark.parametrize(
    ("sent", "gross_kg", "status", "stable"),
    [
        (STILL, 12500, "ok", True),
        (MOVING, 12500, "ok", False),
        (OVER, None, "overload", False),
        (NEGATIVE, -12500, "negative", True),
        (NET, 12500, "ok", True),
    ],
)
def test_a_documented_frame_is_what_it_says(sent: bytes, gross_kg: int | None, status: str, stable: bool) -> None:
    for one in (sent, sent[:-1]):
        shown = Toledo().parse(one)
        assert (shown.gross_kg, shown.status, shown.stable) == (gross_kg, status, stable)


def test_a_frame_captured_of_a_jaguar_is_its_weight() -> None:
    assert Toledo().parse(JAGUAR).gross_kg == pytest.approx(2000 * 0.45359237)


@pytest.mark.parametrize(
    ("point", "kg"),
    [(0, 1_250_000), (1, 125_000), (2, 12_500), (3, 1250), (4, 125), (5, 12.5), (6, 1.25), (7, 0.125)],
)
def test_status_word_a_places_the_decimal_point(point: int, kg: float) -> None:
    assert Toledo().parse(frame(bytes([0x28 | point]) + b"0 ")).gross_kg == kg


@pytest.mark.parametrize("increment", [0b00, 0b01, 0b10, 0b11])
def test_the_increment_changes_no_figure(increment: int) -> None:
    assert Toledo().parse(frame(bytes([0x22 | increment << 3]) + b"0 ")).gross_kg == 12500


@pytest.mark.parametrize(
    ("words", "gross_kg"),
    [
        (b"\x2a\x30\x20", 12500),
        (b"\x2a\x20\x20", 12500 * 0.45359237),
        (b"\x2a\x20\x21", 12.5),
        (b"\x2a\x30\x21", 12.5),
        (b"\x2d\x20\x22", 12500),
        (b"\x2a\x30\x28", 12500),
        (b"\x2b\x30\x30", 1250),
        (b"\x2a\x70\x20", 12500),
    ],
    ids=["kg", "lb", "g", "g whatever the kg bit", "t", "print requested", "x10 expanded", "not zeroed yet"],
)
def test_units_and_flags_of_words_b_and_c_are_honoured(words: bytes, gross_kg: float) -> None:
    shown = Toledo().parse(frame(words))
    assert shown.gross_kg == pytest.approx(gross_kg)
    assert shown.status == "ok"


@pytest.mark.parametrize("unit", [3, 4, 5, 6, 7])
def test_a_unit_that_is_unknown_gives_no_weight(unit: int) -> None:
    shown = Toledo().parse(frame(b"\x2a\x30" + bytes([0x20 | unit])))
    assert (shown.gross_kg, shown.status) == (None, "invalid")


@pytest.mark.parametrize(
    ("words", "weight", "tare", "gross_kg", "status"),
    [
        (b"\x2a1 ", b" 12500", b"  8000", 20500, "ok"),
        (b"\x2a1 ", b" 12500", b"      ", None, "invalid"),
        (b"\x2a3 ", b"  8000", b"  8000", 0, "ok"),
        (b"\x2a3 ", b"  8020", b"  8000", -20, "negative"),
        (b"\x2b1 ", b" 12500", b"  8000", 2050, "ok"),
        (b"\x2a0 ", b" 12500", b"  8000", 12500, "ok"),
    ],
    ids=["net", "no tare", "net of nothing", "less than nothing", "decimals of both", "gross beside a tare"],
)
def test_a_net_weight_and_its_tare_make_the_gross_weight(
    words: bytes, weight: bytes, tare: bytes, gross_kg: float | None, status: str
) -> None:
    shown = Toledo().parse(frame(words, weight, tare))
    assert (shown.gross_kg, shown.status) == (gross_kg, status)


@pytest.mark.parametrize(
    ("words", "gross_kg", "status"),
    [(b"\x2a0 ", 12500, "ok"), (b"\x2a2 ", -12500, "negative"), (b"\x2a1 ", None, "invalid")],
)
def test_the_short_form_has_no_tare_for_a_net_weight(words: bytes, gross_kg: int | None, status: str) -> None:
    shown = Toledo().parse(frame(words, tare=b""))
    assert (shown.gross_kg, shown.status) == (gross_kg, status)


@pytest.mark.parametrize(("word", "status"), [(0x34, "overload"), (0x36, "underload"), (0x3E, "underload")])
def test_out_of_range_needs_no_digits_and_is_never_stable(word: int, status: str) -> None:
    shown = Toledo().parse(frame(b"\x2a" + bytes([word]) + b" ", b"      "))
    assert (shown.gross_kg, shown.status, shown.stable) == (None, status, False)


@pytest.mark.parametrize(
    "sent",
    [STILL, STILL[:-1], frame(b"\x2a0 ", tare=b""), frame(b"\x2a0 ", tare=b"")[:-1], JAGUAR],
    ids=["long with check", "long", "short with check", "short", "captured"],
)
def test_all_four_forms_are_told_apart_in_a_stream_and_at_its_end(sent: bytes) -> None:
    parser = indicator("toledo")
    readings = fed(parser, sent * 5, b"")
    assert [one.raw for one in readings] == [sent.hex()] * 5
    assert counts(parser) == (5, 0, 0)


def test_a_frame_without_check_waits_for_the_next_byte_or_for_silence() -> None:
    parser = indicator("toledo")
    assert fed(parser, STILL[:-1]) == []
    assert [one.raw for one in fed(parser, b"")] == [STILL[:-1].hex()]
    assert fed(parser, STILL[:-1]) == []
    assert [one.raw for one in fed(parser, b"\x02")] == [STILL[:-1].hex()]


# 104 kg standing still, short form: the check is 02, the byte with which frames begin
CHECK_IS_STX = b"\x02\x2a0    104\r\x02"


def test_a_check_that_looks_like_the_start_of_a_frame_is_told_by_the_byte_behind_it() -> None:
    for sent in (CHECK_IS_STX, CHECK_IS_STX[:-1]):
        parser = indicator("toledo")
        assert [one.raw for one in fed(parser, *(bytes((byte,)) for byte in sent * 3), b"")] == [sent.hex()] * 3
        assert counts(parser) == (3, 0, 0)


@pytest.mark.parametrize("place", range(1, 18))
@pytest.mark.parametrize("bit", range(7))
def test_one_wrong_bit_gives_no_weight_but_the_right_one(place: int, bit: int) -> None:
    wrong = bytearray(STILL)
    wrong[place] ^= 1 << bit
    parser = indicator("toledo")
    readings = fed(parser, bytes(wrong) + STILL, b"")
    assert {one.gross_kg for one in readings} == {12500}


def test_only_a_frame_whose_check_fails_is_counted_as_bad() -> None:
    parser = indicator("toledo")
    wrong = STILL[:-1] + b"\x10"
    assert [one.gross_kg for one in fed(parser, STILL + wrong + STILL[:-1] + STILL)] == [12500] * 3
    assert counts(parser) == (3, 1, len(wrong))


@pytest.mark.parametrize("words", [b"\x0a0 ", b"\x2a\x50 ", b"\x2a0\x40"])
def test_words_without_the_bit_that_is_always_set_are_refused(words: bytes) -> None:
    body = b"\x02" + words + b" 12500     0\r"
    with pytest.raises(FrameError, match=r"out of range|not a Toledo frame"):
        Toledo().parse(body)


@pytest.mark.parametrize("weight", [b"12 500", b"12.500", b"-12500", b"      ", b"12500 "])
def test_what_is_no_number_is_refused(weight: bytes) -> None:
    with pytest.raises(FrameError, match="six digits"):
        Toledo().parse(frame(b"\x2a0 ", weight))


@pytest.mark.parametrize("broken", [b"", b"\x02", STILL[1:], STILL[:-2], STILL + b"\x02", b"\x02\x2a0  12500\n"])
def test_what_has_not_the_form_of_a_frame_is_refused(broken: bytes) -> None:
    with pytest.raises(FrameError, match="not a Toledo frame"):
        Toledo().parse(broken)


def test_motion_outranks_a_weight_and_is_outranked_by_its_sign() -> None:
    moving_down = frame(b"\x2a\x3a\x20")
    readings = seen(indicator("toledo"), STILL, MOVING, STILL, OVER, moving_down)
    assert readings == [
        (12500, "ok", True),
        (12500, "motion", False),
        (12500, "ok", True),
        (None, "overload", False),
        (-12500, "negative", False),
    ]
