from __future__ import annotations

import pytest

from edge.errors import FrameError
from edge.wire.yaohua_a12 import YaohuaA12
from tests.wire.feeding import counts, fed, indicator, seen

# as printed in the A12(E) manual, p. 13
GROSS_4 = bytes.fromhex("57473030342E3133396B6733440D0A")
OVERLOAD = b"         OL23\r\n"
UNDERLOAD = b"         LO23\r\n"
# as users of the other firmware describe it
BARE_GROSS = b"ww0003.17kg"
BARE_NET = b"wn-003.17kg"


def frame(body: bytes) -> bytes:
    """A frame with its check worked out here by hand."""
    check = 0
    for byte in body:
        check ^= byte
    return body + f"{check:02X}".encode() + b"\r\n"


def test_the_manual_s_own_frame_is_its_weight() -> None:
    assert YaohuaA12().parse(GROSS_4).gross_kg == 4.139


@pytest.mark.parametrize(
    ("body", "kg", "status"),
    [
        (b"WG032460 kg", 32460, "ok"),
        (b"WG-00020 kg", -20, "negative"),
        (b"WG-00.500kg", -0.5, "negative"),
        (b"WG012.345kg", 12.345, "ok"),
        (b"WG0000.00kg", 0, "ok"),
        (b"WN032460 kg", None, "invalid"),
        (b"WN-00020 kg", None, "invalid"),
    ],
)
def test_sign_point_and_net_are_honoured(body: bytes, kg: float | None, status: str) -> None:
    shown = YaohuaA12().parse(frame(body))
    assert (shown.gross_kg, shown.status, shown.stable) == (kg, status, None)


@pytest.mark.parametrize(("sent", "status"), [(OVERLOAD, "overload"), (UNDERLOAD, "underload")])
def test_overload_and_underload_have_frames_of_their_own(sent: bytes, status: str) -> None:
    assert seen(indicator("yaohua-a12"), *[sent] * 5) == [(None, status, False)] * 5


@pytest.mark.parametrize(
    ("sent", "kg", "status"),
    [
        (BARE_GROSS, 3.17, "ok"),
        (BARE_NET, None, "invalid"),
        (b"ww-003.17kg", -3.17, "negative"),
        (b"wn0003.17kg", None, "invalid"),
        (b"ww032460 kg", 32460, "ok"),
    ],
)
@pytest.mark.parametrize("end", [b"", b"\r\n"])
def test_the_other_firmware_is_read_with_and_without_line_ends(
    sent: bytes, end: bytes, kg: float | None, status: str
) -> None:
    parser = indicator("yaohua-a12")
    assert [one[:2] for one in seen(parser, (sent + end) * 3)] == [(kg, status)] * 3
    assert counts(parser) == (3, 0, 0)


def test_the_last_bare_frame_waits_for_its_line_end_or_for_silence() -> None:
    parser = indicator("yaohua-a12")
    assert fed(parser, BARE_GROSS, b"\r") == []
    assert [one.raw for one in fed(parser, b"\n")] == [(BARE_GROSS + b"\r\n").hex()]
    assert fed(parser, BARE_GROSS) == []
    assert [one.raw for one in fed(parser, b"")] == [BARE_GROSS.hex()]


def test_a_weight_is_stable_from_the_fourth_identical_frame_on() -> None:
    readings = seen(indicator("yaohua-a12"), *[GROSS_4] * 5)
    assert readings == [(4.139, "ok", False)] * 3 + [(4.139, "ok", True)] * 2


def test_a_frame_whose_check_is_wrong_is_skipped_and_counted() -> None:
    parser = indicator("yaohua-a12")
    wrong = GROSS_4.replace(b"3D", b"3E")
    assert [one.gross_kg for one in fed(parser, GROSS_4 + wrong + GROSS_4)] == [4.139, 4.139]
    assert counts(parser) == (2, 1, len(wrong))


@pytest.mark.parametrize("place", range(11))
def test_one_wrong_bit_under_the_check_is_refused(place: int) -> None:
    wrong = bytearray(GROSS_4)
    wrong[place] ^= 1
    with pytest.raises(FrameError):
        YaohuaA12().parse(bytes(wrong))


@pytest.mark.parametrize("body", [b"WG0.4.139kg", b"WG       kg", b"WG00-.139kg", b"WG 04.139kg"])
def test_a_frame_with_a_right_check_and_no_figure_is_refused(body: bytes) -> None:
    with pytest.raises(FrameError, match="not a figure"):
        YaohuaA12().parse(frame(body))


@pytest.mark.parametrize("broken", [b"", GROSS_4[:-1], GROSS_4[1:], BARE_GROSS[:-1], BARE_GROSS + b"\n"])
def test_what_has_not_the_form_of_a_frame_is_refused(broken: bytes) -> None:
    with pytest.raises(FrameError, match="not an A12 frame"):
        YaohuaA12().parse(broken)
