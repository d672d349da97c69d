"""RTSP as cameras speak it. The requests are FFmpeg's own."""

from __future__ import annotations

from http import HTTPStatus

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from edge.errors import FrameError
from edge.wire.rtsp import MOST_REQUEST, Request, describe, encode_answer, interleaved, parse_request

DESCRIBE = (
    b"DESCRIBE rtsp://127.0.0.1:8554/front RTSP/1.0\r\nAccept: application/sdp\r\nCSeq: 2\r\n"
    b"User-Agent: Lavf61.7.100\r\n\r\n"
)
SETUP = (
    b"SETUP rtsp://127.0.0.1:8554/front/video RTSP/1.0\r\nTransport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n"
    b"CSeq: 3\r\nUser-Agent: Lavf61.7.100\r\n\r\n"
)
REPORT = b"$\x01\x00\x04" + bytes.fromhex("80c90001")


def test_a_request_is_read() -> None:
    request, used = parse_request(DESCRIBE + SETUP)
    assert used == len(DESCRIBE)
    assert request is not None
    assert (request.method, request.url) == ("DESCRIBE", "rtsp://127.0.0.1:8554/front")
    assert request.headers["cseq"] == "2"


def test_a_request_that_is_not_whole_is_waited_for() -> None:
    for end in range(len(DESCRIBE)):
        assert parse_request(DESCRIBE[:end]) == (None, 0)


def test_a_body_belongs_to_its_request() -> None:
    asked = b"GET_PARAMETER rtsp://a/ RTSP/1.0\r\nCSeq: 9\r\nContent-Length: 5\r\n\r\n"
    assert parse_request(asked + b"ping") == (None, 0)
    assert parse_request(asked + b"ping!" + SETUP)[1] == len(asked) + 5


def test_reports_of_the_client_are_skipped() -> None:
    assert parse_request(REPORT + SETUP) == (None, len(REPORT))
    assert parse_request(REPORT[:-1]) == (None, 0)


@pytest.mark.parametrize(
    "received",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"\r\n\r\n",
        b"PLAY rtsp://a/ RTSP/1.0\r\nContent-Length: many\r\n\r\n",
        b"PLAY rtsp://a/ RTSP/1.0\r\nContent-Length: 99999999\r\n\r\n",
        b"x" * (MOST_REQUEST + 1),
    ],
)
def test_what_is_no_request_is_refused(received: bytes) -> None:
    with pytest.raises(FrameError):
        parse_request(received)


@given(st.binary(max_size=200))
@example(b"$")
@example(b"PLAY \xff RTSP/1.0\r\nContent-Length: \xb2\r\n\r\n")
def test_any_bytes_are_a_request_or_refused(received: bytes) -> None:
    try:
        request, used = parse_request(received)
    except FrameError:
        return
    assert 0 <= used <= len(received)
    assert request is None or used > 0


def test_an_answer_has_the_number_of_its_request() -> None:
    request = Request("OPTIONS", "*", {"cseq": "7"})
    answer = encode_answer(request, HTTPStatus.OK, {"Public": "PLAY"}, b"body")
    assert answer == b"RTSP/1.0 200 OK\r\nCSeq: 7\r\nPublic: PLAY\r\nContent-Length: 4\r\n\r\nbody"


def test_h264_is_described_with_its_parameter_sets() -> None:
    told = describe("h264", [bytes.fromhex("6742c01e"), bytes.fromhex("68ce3c80"), bytes.fromhex("65b8")]).decode()
    assert "a=rtpmap:96 H264/90000\r\n" in told
    assert "a=fmtp:96 packetization-mode=1;sprop-parameter-sets=Z0LAHg==,aM48gA==\r\n" in told


def test_h265_is_described_with_its_parameter_sets() -> None:
    told = describe("hevc", [bytes.fromhex("40010c"), bytes.fromhex("420101"), bytes.fromhex("4401c1")]).decode()
    assert "a=rtpmap:96 H265/90000\r\n" in told
    assert "a=fmtp:96 sprop-vps=QAEM;sprop-sps=QgEB;sprop-pps=RAHB\r\n" in told


def test_a_packet_is_interleaved_by_channel_and_length() -> None:
    assert interleaved(0, b"\x80\x60") == b"$\x00\x00\x02\x80\x60"
