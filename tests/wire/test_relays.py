from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.errors import FrameError
from edge.wire.relays import BoardSettings, SiteBoard, new_board
from edge.wire.templates import BitOrder, parse_answer, parse_order

LCUS_BY_HAND = SiteBoard(on="A0 {channel} 01", off="A0 {channel} 00", check="sum8")
MODBUS_BY_HAND = SiteBoard(
    on="01 05 {channel0:2} FF 00",
    off="01 05 {channel0:2} 00 00",
    flash="01 05 02 {channel0} {tenths:2}",
    check="crc16-modbus",
    echo=True,
    ask="01 02 00 00 00 08",
    reply="01 02 01 {bits:1}",
)
WORDS = SiteBoard(on="on {channel}\r", off="off {channel}\r", form="text", echo=True, prompt="OK")


def by_hand(site: SiteBoard) -> BoardSettings:
    return BoardSettings("custom", site=site)


@pytest.mark.parametrize("channel", [1, 2, 16])
@pytest.mark.parametrize(("driver", "site"), [("lcus", LCUS_BY_HAND), ("modbus-rtu", MODBUS_BY_HAND)])
def test_a_site_can_write_down_a_board_that_is_known(driver: str, site: SiteBoard, channel: int) -> None:
    known, own = (new_board(one, [1, 2]) for one in (BoardSettings(driver), by_hand(site)))  # type: ignore[arg-type]
    for board_frame, own_frame in (
        (known.switch(channel, True), own.switch(channel, True)),
        (known.switch(channel, False), own.switch(channel, False)),
        (known.timed_on(channel, 700), own.timed_on(channel, 700)),
    ):
        assert board_frame == own_frame
    assert [one.frame for one in known.questions([1, 2])] == [one.frame for one in own.questions([1, 2])]


def test_a_board_of_words_is_switched_and_confirms() -> None:
    board = new_board(by_hand(WORDS), [])
    assert board.switch(12, True) == b"on 12\r"
    assert board.is_taken(b"on 12\r", b"on 12\r\nOK\r\n")
    assert not board.is_taken(b"on 12\r", b"on 12\r\n")


@pytest.mark.parametrize(
    ("bits", "found"),
    [
        ("low-first", {1: False, 2: True, 9: True}),
        ("high-first", {1: False, 7: True, 16: True}),
        ("big-endian", {1: True, 2: False, 10: True}),
    ],
)
def test_bits_stand_in_the_order_that_the_site_says(bits: BitOrder, found: dict[int, bool]) -> None:
    site = replace(LCUS_BY_HAND, ask="55", reply="AA {bits:2}", bits=bits)
    (question,) = new_board(by_hand(site), range(1, 17)).questions(range(1, 17))
    contacts = question.parse(bytes.fromhex("AA 02 01 4C"))  # AA + 02 + 01 and noise: the sum is AD
    assert contacts is None
    contacts = question.parse(bytes.fromhex("AA 02 01 AD"))
    assert contacts is not None
    assert {channel: contacts[channel] for channel in found} == found


@pytest.mark.parametrize(
    ("frame", "wrong"),
    [
        ("A0 {channel 01", "a brace without its other half"),
        ("A0 {weight}", "{weight} has no meaning here"),
        ("A0 {any}", "{any} has no meaning here"),
        ("A0 1", "is not pairs of hex digits"),
        ("zz", "is not pairs of hex digits"),
        ("", "the frame is empty"),
    ],
)
def test_a_wrong_frame_is_refused_with_words(frame: str, wrong: str) -> None:
    with pytest.raises(FrameError, match=wrong.replace("{", r"\{")):
        new_board(by_hand(replace(LCUS_BY_HAND, on=frame)), [])


def test_a_channel_that_has_no_room_is_our_error() -> None:
    with pytest.raises(FrameError, match="256 has no room"):
        new_board(by_hand(LCUS_BY_HAND), []).switch(256, True)


def test_a_custom_board_without_frames_is_our_error() -> None:
    with pytest.raises(FrameError, match="needs its frames"):
        new_board(BoardSettings("custom"), [])


PIECES = st.sampled_from(
    ["A0", " ", "{channel}", "{channel0:2}", "{bit}", "{bits:2}", "{words:1}", "{any}", "{tenths}", "{", "}", "x", "é"]
)


@given(st.lists(PIECES).map("".join) | st.text(), st.sampled_from(["hex", "text"]), st.binary(max_size=40))
def test_any_template_and_any_bytes_give_a_value_or_our_error(text: str, form: str, received: bytes) -> None:
    try:
        frame = parse_order(text, form, "sum8").fill(3, 7)  # type: ignore[arg-type]
        assert frame
    except FrameError:
        pass
    try:
        outline = parse_answer(text, form, "xor")  # type: ignore[arg-type]
    except FrameError:
        return
    found = outline.find(received, 3)
    assert found is None or isinstance(found, tuple)
