"""What a camera says over RTSP 1.0 (RFC 2326) to one who plays it over TCP: requests in, answers out; pure.

    DESCRIBE rtsp://127.0.0.1:8554/front RTSP/1.0\\r\\n       RTSP/1.0 200 OK\\r\\n
    CSeq: 2\\r\\n                                             CSeq: 2\\r\\n
    Accept: application/sdp\\r\\n                             Content-Type: application/sdp\\r\\n
    \\r\\n                                                    Content-Length: 187\\r\\n\\r\\nv=0…

Pictures then come on the same connection as `$`, a channel byte, the length in two bytes, and an RTP packet (10.12).
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from edge.errors import FrameError
from edge.wire.rtp import CLOCK_HZ, PAYLOAD_TYPE, Codec

MOST_REQUEST = 16_384
METHODS = "OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER, TEARDOWN"
_SETS: Mapping[Codec, tuple[tuple[str, frozenset[int]], ...]] = {
    "h264": (("sprop-parameter-sets", frozenset({7, 8})),),
    "hevc": (
        ("sprop-vps", frozenset({32})),
        ("sprop-sps", frozenset({33})),
        ("sprop-pps", frozenset({34})),
    ),
}
_NAMES: Mapping[Codec, str] = {"h264": "H264", "hevc": "H265"}


@dataclass(frozen=True, slots=True)
class Request:
    """One request; names of the headers in lower case."""

    method: str
    url: str
    headers: Mapping[str, str]


def parse_request(received: bytes) -> tuple[Request | None, int]:
    """The first request in what was received, and how many bytes it took; None where it is not whole yet.

    Interleaved packets of the client (its RTCP reports) are skipped. Raises `FrameError` for what is no RTSP.
    """
    if received[:1] == b"$":
        if len(received) < 4:
            return None, 0
        size = 4 + int.from_bytes(received[2:4], "big")
        return None, size if len(received) >= size else 0
    head, found, _ = received.partition(b"\r\n\r\n")
    if not found:
        if len(received) > MOST_REQUEST:
            raise FrameError(f"no end of an RTSP request in {len(received)} bytes")
        return None, 0
    request = _request(head.decode("utf-8", errors="replace").split("\r\n"))
    size = len(head) + 4 + _length(request)
    return (request, size) if len(received) >= size else (None, 0)


def _request(lines: Sequence[str]) -> Request:
    words = lines[0].split(" ")
    if len(words) != 3 or not words[2].startswith("RTSP/1."):
        raise FrameError(f"no RTSP request: {lines[0][:80]!r}")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    return Request(words[0], words[1], headers)


def _length(request: Request) -> int:
    text = request.headers.get("content-length", "0")
    if not text.isdecimal() or int(text) > MOST_REQUEST:
        raise FrameError(f"an RTSP request of length {text[:20]!r}")
    return int(text)


def encode_answer(
    request: Request, status: HTTPStatus, headers: Mapping[str, str] | None = None, body: bytes = b""
) -> bytes:
    """The answer to a request, with its CSeq."""
    lines = [f"RTSP/1.0 {status.value} {status.phrase}", f"CSeq: {request.headers.get('cseq', '0')}"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    lines += [f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def describe(codec: Codec, units: Sequence[bytes]) -> bytes:
    """The session description (SDP, RFC 4566) of one video stream; `units`: NAL units with its parameter sets."""
    parameters = ["packetization-mode=1"] if codec == "h264" else []
    for name, kinds in _SETS[codec]:
        sets = [base64.b64encode(unit).decode() for unit in units if _kind(codec, unit) in kinds]
        parameters += [f"{name}={','.join(sets)}"] if sets else []
    lines = (
        "v=0",
        "o=- 0 0 IN IP4 127.0.0.1",
        "s=lanegate",
        "c=IN IP4 0.0.0.0",
        "t=0 0",
        "a=control:*",
        f"m=video 0 RTP/AVP {PAYLOAD_TYPE}",
        f"a=rtpmap:{PAYLOAD_TYPE} {_NAMES[codec]}/{CLOCK_HZ}",
        f"a=fmtp:{PAYLOAD_TYPE} {';'.join(parameters)}",
        "a=control:video",
    )
    return "\r\n".join([*lines, ""]).encode()


def _kind(codec: Codec, unit: bytes) -> int:
    return unit[0] & 0x1F if codec == "h264" else unit[0] >> 1 & 0x3F


def interleaved(channel: int, packet: bytes) -> bytes:
    """A packet as it goes over the request's own connection."""
    return struct.pack(">cBH", b"$", channel, len(packet)) + packet
