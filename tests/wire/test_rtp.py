"""Compressed pictures cut into RTP packets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from edge.wire.rtp import MOST_PAYLOAD, Codec, Packetiser, nal_units

SPS, PPS, SLICE = bytes.fromhex("6742c01e"), bytes.fromhex("68ce3c80"), bytes.fromhex("65b80400")
LONG = {"h264": b"\x65", "hevc": b"\x26\x01"}
"""First bytes of a key picture's slice: H.264 type 5, H.265 type 19 (IDR_W_RADL)."""


def put_together(packets: list[bytes], codec: Codec) -> list[bytes]:
    """The NAL units of the packets of one picture, as RFC 6184 (5.8) and RFC 7798 (4.4.3) have it."""
    units: list[bytes] = []
    for packet in packets:
        payload = packet[12:]
        if codec == "h264" and payload[0] & 0x1F == 28:
            head, flags, body = bytes([payload[0] & 0xE0 | payload[1] & 0x1F]), payload[1], payload[2:]
        elif codec == "hevc" and payload[0] >> 1 & 0x3F == 49:
            head = bytes([payload[0] & 0x81 | (payload[2] & 0x3F) << 1, payload[1]])
            flags, body = payload[2], payload[3:]
        else:
            units.append(payload)
            continue
        if flags & 0x80:
            units.append(head)
        units[-1] += body
    return units


def test_units_are_found_between_start_codes_of_three_and_four_bytes() -> None:
    stream = b"\x00\x00\x00\x01" + SPS + b"\x00\x00\x00\x01" + PPS + b"\x00\x00\x01" + SLICE
    assert list(nal_units(stream)) == [SPS, PPS, SLICE.rstrip(b"\x00")]


@pytest.mark.parametrize("stream", [b"", b"\x00\x00", SPS, b"\x00\x00\x01", b"\x00\x00\x01\x00\x00\x01"])
def test_where_no_unit_is_none_is_found(stream: bytes) -> None:
    assert list(nal_units(stream)) == []


def test_a_packet_has_the_head_of_rfc_3550() -> None:
    (packet,) = Packetiser("h264", ssrc=0x01020304, sequence=0xFFFF).packets([PPS], timestamp=2**32 + 9000)
    assert packet == bytes.fromhex("80e0 ffff 00002328 01020304") + PPS


def test_packets_are_counted_and_the_last_of_a_picture_is_marked() -> None:
    packetiser = Packetiser("h264", ssrc=1, sequence=0xFFFE)
    packets = packetiser.packets([SPS, PPS, SLICE], 0)
    assert [int.from_bytes(one[2:4], "big") for one in packets] == [0xFFFE, 0xFFFF, 0]
    assert [one[1] for one in packets] == [96, 96, 96 | 0x80]


@pytest.mark.parametrize("codec", ["h264", "hevc"])
@pytest.mark.parametrize("size", [MOST_PAYLOAD, MOST_PAYLOAD + 1, 2 * MOST_PAYLOAD, 100_000])
def test_a_long_unit_goes_in_pieces_that_fit_and_make_it_whole_again(codec: Codec, size: int) -> None:
    unit = (LONG[codec] + bytes(range(256)) * (size // 256 + 1))[:size]
    packets = Packetiser(codec, ssrc=1).packets([unit], 0)
    assert all(len(one) <= 12 + MOST_PAYLOAD for one in packets)
    assert put_together(packets, codec) == [unit]


def test_a_piece_of_h264_carries_importance_and_type_of_its_unit() -> None:
    packets = Packetiser("h264", ssrc=1).packets([b"\x65" + bytes(3000)], 0)
    assert [one[12:14].hex() for one in packets] == ["7c85", "7c05", "7c45"]


def test_a_piece_of_h265_carries_layer_and_type_of_its_unit() -> None:
    packets = Packetiser("hevc", ssrc=1).packets([b"\x26\x01" + bytes(3000)], 0)
    assert [one[12:15].hex() for one in packets] == ["620193", "620113", "620153"]


@given(st.lists(st.binary(min_size=3, max_size=5000), min_size=1, max_size=4), st.sampled_from(["h264", "hevc"]))
def test_any_units_come_out_as_they_went_in(bodies: list[bytes], codec: Codec) -> None:
    units = [LONG[codec] + body for body in bodies]
    assert put_together(Packetiser(codec, ssrc=1).packets(units, 0), codec) == units
