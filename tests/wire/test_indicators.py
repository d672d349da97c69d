"""What every format owes, whatever its frames: tested for all of them alike."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.wire.indicators import FORMATS, FormatOptions
from tests.wire.feeding import counts, fed, in_pieces, indicator, kept_bytes
from tests.wire.samples import SAMPLES

LONGEST = 40  # no format keeps more than this while it waits for the rest of a frame


def test_every_format_is_held_to_what_all_owe() -> None:
    assert SAMPLES.keys() == FORMATS.keys()


@pytest.mark.parametrize("protocol", SAMPLES)
def test_frames_are_found_wherever_a_stream_is_cut(protocol: str) -> None:
    one, other = SAMPLES[protocol]
    stream = one + other + one
    for place in range(1, len(stream)):
        readings = fed(indicator(protocol), stream[:place], stream[place:], b"")
        assert [reading.raw for reading in readings] == [one.hex(), other.hex(), one.hex()], f"cut at {place}"


@pytest.mark.parametrize("protocol", SAMPLES)
def test_frames_are_found_byte_by_byte(protocol: str) -> None:
    one, other = SAMPLES[protocol]
    parser = indicator(protocol)
    pieces = [bytes((byte,)) for byte in one + other]
    assert [reading.raw for reading in fed(parser, *pieces, b"")] == [one.hex(), other.hex()]
    assert counts(parser) == (2, 0, 0)


@pytest.mark.parametrize("protocol", SAMPLES)
@pytest.mark.parametrize("noise", [b"\x00", b"\xff\xfe", b"noise\n", b"\x03\x15\x06", b"\x02\x02"])
def test_noise_before_and_after_frames_is_skipped_and_counted(protocol: str, noise: bytes) -> None:
    one, _ = SAMPLES[protocol]
    parser = indicator(protocol)
    readings = fed(parser, noise, one, b"", noise, one, b"")
    assert [reading.raw for reading in readings] == [one.hex(), one.hex()]
    assert counts(parser) == (2, 0, 2 * len(noise))


@pytest.mark.parametrize("protocol", SAMPLES)
def test_reading_begins_in_the_middle_of_a_frame(protocol: str) -> None:
    one, other = SAMPLES[protocol]
    for place in range(1, len(one)):
        readings = fed(indicator(protocol), one[place:] + other, b"")
        assert [reading.raw for reading in readings] == [other.hex()], f"begun at {place}"


@pytest.mark.parametrize("protocol", SAMPLES)
def test_noise_alone_is_not_kept(protocol: str) -> None:
    parser = indicator(protocol)
    noise = bytes(range(0x80, 0x100)) * 20
    assert fed(parser, noise) == []
    assert parser.skipped_bytes == len(noise)


@pytest.mark.parametrize("protocol", SAMPLES)
def test_a_start_that_never_ends_is_not_kept_either(protocol: str) -> None:
    parser = indicator(protocol)
    begun = SAMPLES[protocol][0][:3] * 1000
    assert kept_bytes(begun, parser, fed(parser, begun)) <= LONGEST


@pytest.mark.parametrize("protocol", SAMPLES)
@pytest.mark.parametrize("other", SAMPLES)
def test_frames_of_one_protocol_give_another_nothing(protocol: str, other: str) -> None:
    if protocol != other:
        assert fed(indicator(protocol), *SAMPLES[other] * 5, b"") == []


def streams(protocol: str) -> st.SearchStrategy[bytes]:
    """Noise of any bytes, noise of the format's own characters, beginnings of frames and whole ones, in any order."""
    frames = SAMPLES[protocol]
    own = st.lists(st.sampled_from(sorted(set(b"".join(frames)))), max_size=40).map(bytes)
    begun = st.builds(lambda frame, length: frame[:length], st.sampled_from(frames), st.integers(1, 21))
    parts = st.binary(max_size=40) | own | begun | st.sampled_from(frames)
    return st.lists(parts, max_size=12).map(b"".join)


@pytest.mark.parametrize("protocol", SAMPLES)
@given(st.data())
def test_any_bytes_in_any_pieces_give_the_same_readings_or_nothing(protocol: str, chosen: st.DataObject) -> None:
    stream = chosen.draw(streams(protocol))
    pieces = in_pieces(stream, chosen.draw(st.lists(st.integers(0, 300), max_size=20)))
    whole, parted = indicator(protocol), indicator(protocol)
    expected = fed(whole, stream) if stream else []
    found = fed(parted, *pieces)
    assert [one.raw for one in found] == [one.raw for one in expected]
    assert (parted.frames, parted.bad_frames) == (whole.frames, whole.bad_frames)
    assert kept_bytes(stream, parted, found) <= LONGEST
    last = fed(parted, b"", b"")
    assert all(bytes.fromhex(one.raw) in stream for one in found + last)


@pytest.mark.parametrize("protocol", SAMPLES)
@given(st.data())
def test_a_frame_with_one_byte_changed_gives_at_most_one_reading(protocol: str, chosen: st.DataObject) -> None:
    frame = bytearray(chosen.draw(st.sampled_from(SAMPLES[protocol])))
    frame[chosen.draw(st.integers(0, len(frame) - 1))] = chosen.draw(st.integers(0, 255))
    assert len(fed(indicator(protocol), bytes(frame), b"")) <= 1


@pytest.mark.parametrize(
    ("protocol", "question"),
    [("yaohua-polled", b"\x02AB03\x03"), ("toledo-8217", b"W"), ("mt-sics", b"SI\r\n"), ("sma", b"\nW\r")],
)
def test_a_polled_indicator_is_asked_for_its_gross_weight(protocol: str, question: bytes) -> None:
    assert indicator(protocol).poll == question


@pytest.mark.parametrize("protocol", ["yaohua", "yaohua-reversed", "yaohua-a12", "toledo", "cas", "and", "rinstrum"])
def test_an_indicator_that_talks_by_itself_is_never_asked(protocol: str) -> None:
    assert FORMATS[protocol](FormatOptions()).poll is None
