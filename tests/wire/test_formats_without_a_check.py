"""What CAS, A&D, Rinstrum and SMA owe alike: found wherever a stream is cut, and never confused by what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.wire.indicators import FORMATS
from tests.wire.feeding import counts, fed, in_pieces, indicator, kept_bytes

LONGEST = 22
SAMPLES: dict[str, tuple[bytes, ...]] = {
    "cas": (b"ST,GS,\x01\xc4,000013.5 kg\r\n", b"US,NT,\x01\x82,-   13.5 kg\r\n"),
    "and": (b"ST,GS,+0012.34kg\r\n", b"OL,GS,+    ,   t\r\n"),
    "rinstrum": (b"\x02   32460G\x03", b"\x02-  32.46GM -   \x03"),
    "sma": (b"\n 1G       7.025kg \r", b"\nO1GM ----------t  \r"),
}
OTHERS = {
    "yaohua": b"\x02+000085016\x03",
    "yaohua-polled": b"\x02AB+0000850" + b"15\x03",
    "yaohua-reversed": b"=000.3000",
    "yaohua-a12": b"WG004.139kg3D\r\n",
    "toledo": b"\x02\x2a0  12500     0\r\x0f",
    "toledo-8217": b"\x0212.34\r",
    "mt-sics": b"S S     100.00 kg\r\n",
}


@pytest.mark.parametrize("protocol", SAMPLES)
def test_frames_are_found_wherever_a_stream_is_cut(protocol: str) -> None:
    one, other = SAMPLES[protocol]
    stream = one + other + one
    for place in range(1, len(stream)):
        readings = fed(indicator(protocol), stream[:place], stream[place:])
        assert [reading.raw for reading in readings] == [one.hex(), other.hex(), one.hex()], f"cut at {place}"


@pytest.mark.parametrize("protocol", SAMPLES)
def test_frames_are_found_byte_by_byte(protocol: str) -> None:
    one, other = SAMPLES[protocol]
    parser = indicator(protocol)
    pieces = [bytes((byte,)) for byte in one + other]
    assert [reading.raw for reading in fed(parser, *pieces)] == [one.hex(), other.hex()]
    assert counts(parser) == (2, 0, 0)


@pytest.mark.parametrize("protocol", SAMPLES)
def test_reading_begins_in_the_middle_of_a_frame(protocol: str) -> None:
    one, other = SAMPLES[protocol]
    for place in range(1, len(one)):
        assert [reading.raw for reading in fed(indicator(protocol), one[place:] + other)] == [other.hex()], place


@pytest.mark.parametrize("protocol", SAMPLES)
@pytest.mark.parametrize("noise", [b"\x00", b"\xff\xfe", b"noise\n", b"\x03\x15\x06", b"\x02\x02"])
def test_noise_before_and_between_frames_is_skipped_and_counted(protocol: str, noise: bytes) -> None:
    one, _ = SAMPLES[protocol]
    parser = indicator(protocol)
    assert [reading.raw for reading in fed(parser, noise + one + noise + one)] == [one.hex()] * 2
    assert counts(parser) == (2, 0, 2 * len(noise))


@pytest.mark.parametrize("protocol", SAMPLES)
@pytest.mark.parametrize("other", FORMATS)
def test_frames_of_one_protocol_give_another_nothing(protocol: str, other: str) -> None:
    if other == protocol:
        return
    theirs = SAMPLES.get(other) or (OTHERS[other],)
    assert fed(indicator(protocol), *(one * 5 for one in theirs), b"") == []
    assert fed(indicator(other), *(one * 5 for one in SAMPLES[protocol]), b"") == []


def streams(protocol: str) -> st.SearchStrategy[bytes]:
    """Noise of any bytes, noise of the format's own characters, beginnings of frames and whole ones, in any order."""
    frames = st.sampled_from(SAMPLES[protocol])
    own = st.lists(st.sampled_from(sorted(set(b"".join(SAMPLES[protocol])))), max_size=40).map(bytes)
    begun = st.builds(lambda frame, length: frame[:length], frames, st.integers(1, 21))
    return st.lists(st.binary(max_size=40) | own | begun | frames, max_size=12).map(b"".join)


@pytest.mark.parametrize("protocol", SAMPLES)
@given(st.data())
def test_any_bytes_in_any_pieces_give_the_same_readings_or_nothing(protocol: str, chosen: st.DataObject) -> None:
    stream = chosen.draw(streams(protocol))
    pieces = in_pieces(stream, chosen.draw(st.lists(st.integers(0, 300), max_size=20)))
    whole, parted = indicator(protocol), indicator(protocol)
    expected = fed(whole, stream) if stream else []
    found = fed(parted, *pieces)
    assert [one.raw for one in found] == [one.raw for one in expected]
    assert counts(parted)[:2] == counts(whole)[:2]
    assert kept_bytes(stream, parted, found) < LONGEST
    assert all(bytes.fromhex(one.raw) in stream for one in [*found, *fed(parted, b"", b"")])
