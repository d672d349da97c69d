"""Packets of a live stream put together to whole pictures.

Some servers (GStreamer's payloader with `config-interval`, cameras with several slices a picture) repeat the parameter
sets before each slice of a key picture. By the letter of H.264 a parameter set begins a new picture, so FFmpeg's parser
cuts the key picture in pieces: half of it, and all that follows it, then stays empty. The pieces still have the same
time stamp, or the first one none yet. Only key pictures are held back for the next packet to show; the rest passes at
once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, cast

from av.packet import Packet
from av.video.stream import VideoStream

if TYPE_CHECKING:
    VideoPacket = Packet[VideoStream]


def whole_pictures(packets: Iterable[VideoPacket], stream: VideoStream) -> Iterator[VideoPacket]:
    """The same packets, pieces of one key picture joined; an empty packet (the end) comes out as it went in."""
    held: VideoPacket | None = None
    for packet in packets:
        if held is not None and packet.size and held.pts in (None, packet.pts):
            held = _joined(held, packet, stream)
            continue
        if held is not None:
            yield held
            held = None
        if packet.size and (packet.is_keyframe or packet.pts is None):
            held = packet
        else:
            yield packet
    if held is not None:
        yield held


def _joined(first: VideoPacket, second: VideoPacket, stream: VideoStream) -> VideoPacket:
    packet = cast("VideoPacket", Packet(bytes(first) + bytes(second)))
    packet.stream = stream
    packet.pts, packet.dts, packet.time_base = second.pts, second.dts, second.time_base
    packet.is_keyframe = True
    return packet
