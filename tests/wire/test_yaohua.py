from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.errors import FrameError
from edge.values import WeightReading
from edge.wire.indicator import StreamIndicator
from edge.wire.indicators import FormatOptions, new_indicator
from edge.wire.yaohua import Yaohua
from tests.wire.feeding import NEEDED, counts, fed, in_pieces, kept_bytes

# as captured, literally; the names of the sites stand in the domain notes
ZERO = bytes.fromhex("022b303030303030303142 03")
KG_85 = b"\x02+000085016\x03"
KG_50 = b"\x02+00005001E\x03"
KG_70 = b"\x02+00007001C\x03"
KG_1560 = bytes.fromhex("022b30303135363030313903")
KG_1650 = bytes.fromhex("022b30303136353030313903")
KG_3290 = b"\x02+003290013\x03"
CAPTURED = [(ZERO, 0), (KG_85, 85), (KG_50, 50), (KG_70, 70), (KG_1560, 1560), (KG_1650, 1650), (KG_3290, 3290)]
POLLS = [bytes.fromhex("024142303303"), bytes.fromhex("024143303203"), bytes.fromhex("024144303503")]
A12 = bytes.fromhex("574730302e343133396b6733440d0a")
LONGEST_PART = 11  # of a frame that is not whole yet


def yaohua(stable_frames: int) -> StreamIndicator:
    return new_indicator("yaohua", FormatOptions(), stable_frames)


def parse_frame(one: bytes) -> float | None:
    return Yaohua().parse(one).gross_kg


def frame(body: bytes) -> bytes:
    """A frame around sign, digits and decimals, its check worked out here by hand."""
    check = 0
    for byte in body:
        check ^= byte
    return b"\x02" + body + f"{check:02X}".encode() + b"\x03"


def weights(*chunks: bytes) -> list[float | None]:
    return [one.gross_kg for one in fed(yaohua(NEEDED), *chunks)]


@pytest.mark.parametrize(("captured", "kg"), CAPTURED)
def test_a_captured_frame_is_the_weight_that_was_on_the_display(captured: bytes, kg: int) -> None:
    assert parse_frame(captured) == kg
    assert isinstance(parse_frame(captured), int)
    reading = yaohua(NEEDED).feed(captured, 7.5)
    assert reading == [WeightReading(kg, "ok", False, captured.hex(), 7.5)]


@pytest.mark.parametrize(
    ("body", "kg"),
    [
        (b"+0012340", 1234),
        (b"+0012341", 123.4),
        (b"+0012342", 12.34),
        (b"+0012343", 1.234),
        (b"+0012344", 0.1234),
        (b"-0000200", -20),
        (b"-0000051", -0.5),
        (b"+9999990", 999999),
    ],
)
def test_the_eighth_digit_tells_the_decimals_and_is_no_digit_of_the_weight(body: bytes, kg: float) -> None:
    assert parse_frame(frame(body)) == kg


@pytest.mark.parametrize(
    "body", [b"+0012345", b"+0012349", b"+001234 ", b"*0012340", b" 0012340", b"+00123 0", b"+00A2340", b"+ 123400"]
)
def test_a_frame_with_a_right_check_and_wrong_characters_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError, match="out of range"):
        parse_frame(frame(body))


@pytest.mark.parametrize("broken", [b"", KG_85[:-1], KG_85 + b"\x03", b"\x03" + KG_85[1:], KG_85[:-1] + b"\x02"])
def test_what_has_not_the_form_of_a_frame_is_refused(broken: bytes) -> None:
    with pytest.raises(FrameError, match="not a Yaohua frame"):
        parse_frame(broken)


@pytest.mark.parametrize("place", range(1, 9))
@pytest.mark.parametrize("bit", range(8))
def test_one_wrong_bit_under_the_check_is_refused(place: int, bit: int) -> None:
    broken = bytearray(KG_3290)
    broken[place] ^= 1 << bit
    with pytest.raises(FrameError, match="check"):
        parse_frame(bytes(broken))


def test_the_check_is_in_upper_case() -> None:
    with pytest.raises(FrameError, match="check"):
        parse_frame(KG_50.replace(b"1E", b"1e"))


@pytest.mark.parametrize("place", range(13))
def test_frames_are_found_wherever_the_chunks_are_cut(place: int) -> None:
    stream = KG_85 + KG_50
    assert weights(stream[:place], stream[place:]) == [85, 50]


def test_frames_are_found_byte_by_byte() -> None:
    stream = KG_85 + b"\xff" + KG_50 + KG_50
    assert weights(*(bytes((byte,)) for byte in stream)) == [85, 50, 50]


def test_reading_begins_in_the_middle_of_a_frame() -> None:
    indicator = yaohua(NEEDED)
    assert [one.gross_kg for one in fed(indicator, KG_85[5:] + KG_50)] == [50]
    assert counts(indicator) == (1, 0, 7)


def test_noise_between_frames_is_skipped_and_counted() -> None:
    indicator = yaohua(NEEDED)
    noise = b"\x00\xffnoise\x03\r\n"
    assert [one.gross_kg for one in fed(indicator, noise + KG_85 + noise + KG_50 + noise)] == [85, 50]
    assert counts(indicator) == (2, 0, 3 * len(noise))


def test_a_frame_whose_check_is_wrong_is_skipped_and_counted() -> None:
    indicator = yaohua(NEEDED)
    wrong = KG_85.replace(b"16", b"17")
    assert [one.gross_kg for one in fed(indicator, KG_50 + wrong + KG_70)] == [50, 70]
    assert counts(indicator) == (2, 1, len(wrong))


def test_a_lost_byte_costs_one_frame_and_is_no_wrong_check() -> None:
    indicator = yaohua(NEEDED)
    assert [one.gross_kg for one in fed(indicator, KG_50[:4] + KG_50[5:] + KG_70 + KG_85)] == [70, 85]
    assert indicator.bad_frames == 0


def test_a_start_byte_that_is_noise_hides_no_frame() -> None:
    assert weights(b"\x02", KG_50) == [50]
    assert weights(b"\x02\x02+00", KG_50, b"\x02") == [50]


@pytest.mark.parametrize("other", [*POLLS, A12], ids=["poll B", "poll C", "poll D", "A12"])
def test_frames_of_other_protocols_give_nothing(other: bytes) -> None:
    indicator = yaohua(NEEDED)
    assert fed(indicator, other * 5) == []
    assert indicator.frames == 0


def test_a_weight_is_stable_from_the_fourth_identical_frame_on() -> None:
    readings = fed(yaohua(4), *[KG_1560] * 6)
    assert [one.stable for one in readings] == [False, False, False, True, True, True]
    assert {one.status for one in readings} == {"ok"}


def test_swapped_digits_pass_the_check_but_are_not_stable() -> None:
    assert KG_1560[9:11] == KG_1650[9:11]
    readings = fed(yaohua(3), KG_1560, KG_1560, KG_1650, KG_1560, KG_1560)
    assert not any(one.stable for one in readings)
    assert [one.status for one in readings] == ["ok", "ok", "motion", "motion", "ok"]


def test_frames_more_than_a_second_apart_say_nothing_of_each_other() -> None:
    indicator = yaohua(3)
    times = [0.0, 0.5, 2.0, 2.5, 3.5, 9.0]
    found = [indicator.feed(KG_85, at_s)[0] for at_s in times]
    assert [one.stable for one in found] == [False, False, False, False, True, False]
    assert indicator.feed(KG_50, 20.0)[0].status == "ok"


def test_a_negative_weight_is_named_so_however_still_it_is() -> None:
    readings = fed(yaohua(3), *[frame(b"-0000200")] * 4)
    assert [(one.gross_kg, one.status, one.stable) for one in readings][-1] == (-20, "negative", True)


bodies = st.from_regex(rb"[+-][0-9]{6}[0-4]", fullmatch=True)
good_frames = bodies.map(frame)
junk = st.binary(max_size=40)
streams = st.lists(junk | good_frames | st.sampled_from([one for one, _ in CAPTURED]), max_size=12).map(b"".join)


@given(streams, st.lists(st.integers(0, 300), max_size=20))
@example(b"\x02" * 200, [])
def test_any_bytes_in_any_chunks_give_readings_or_nothing(stream: bytes, cuts: list[int]) -> None:
    indicator, whole = yaohua(NEEDED), yaohua(NEEDED)
    found = fed(indicator, *in_pieces(stream, cuts))
    assert [one.raw for one in found] == [one.raw for one in fed(whole, stream)]
    assert kept_bytes(stream, indicator, found) <= LONGEST_PART
    assert counts(whole) == counts(indicator)
    assert all(bytes.fromhex(one.raw) in stream for one in found)


@given(st.binary(max_size=60).map(lambda noise: noise.replace(b"\x02", b"")), good_frames, good_frames)
def test_a_good_frame_is_found_after_any_garbage_without_a_start_byte(noise: bytes, one: bytes, other: bytes) -> None:
    found = fed(yaohua(NEEDED), noise + one + noise + other)
    assert [reading.raw for reading in found] == [one.hex(), other.hex()]
