"""A camera's film, decoded again: the picture that the lane had under a number, pixel for pixel."""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from av.codec.codec import UnknownCodecError
from av.codec.context import CodecContext
from av.error import FFmpegError
from av.packet import Packet as CodedPacket
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from edge.devices.camera_reader import planes_of
from edge.devices.frame_ring import FrameRing
from edge.errors import FrameError
from edge.recording.film import FilmEntry, FilmHead, Packet, Shown, parse_film_line
from edge.recording.values import Lost
from edge.values import Image

MOST_AHEAD = 64  # packets behind the one that is looked for: a picture that is not out by then never comes
MOST_READY = 64


@dataclass(frozen=True, slots=True)
class Place:
    """Where a packet lies."""

    head: FilmHead
    path: Path
    offset: int
    size: int
    key: bool


class Index:
    """All parts of one camera's film: packets in order, and which of them became which frame."""

    def __init__(self, folder: Path) -> None:
        self.packets: list[Place] = []
        self.frames: dict[int, int] = {}
        self.lost = 0
        self.broken = 0
        self._newest_of: dict[int | None, int] = {}
        for path in sorted(folder.glob("*.jsonl")):
            self._read(path)

    def _read(self, path: Path) -> None:
        head, offset = None, 0
        for entry in self._entries(path):
            match entry:
                case FilmHead(extradata=extradata):
                    head, offset = entry, len(extradata)
                case Packet(size=size, key=key, pts=pts) if head is not None:
                    self._newest_of[pts] = self._newest_of[None] = len(self.packets)
                    self.packets.append(Place(head, path.with_suffix(f".{head.codec}"), offset, size, key))
                    offset += size
                case Shown(number=number, pts=pts) if pts in self._newest_of:
                    self.frames[number] = self._newest_of[pts]
                case Lost(count):
                    self.lost += count

    def _entries(self, path: Path) -> Iterator[FilmEntry]:
        try:
            lines = path.read_bytes().splitlines(keepends=True)
        except OSError:
            self.broken += 1
            return
        for line in lines:
            try:
                yield parse_film_line(line)
            except FrameError:
                self.broken += line.endswith(b"\n")


class Film:
    """Pictures by their number, best asked for in their order."""

    def __init__(self, folder: Path) -> None:
        self.index = Index(folder)
        self._keys = [number for number, one in enumerate(self.index.packets) if one.key]
        self._decoder: VideoCodecContext | None = None
        self._head: FilmHead | None = None
        self._next = 0
        self._ready: dict[int, VideoFrame] = {}
        self._ring = FrameRing.create()
        self._writer = FrameRing.attach(os.dup(self._ring.fd))

    def picture(self, number: int) -> Image | None:
        """(H, W, 3) BGR; None where the film lacks it."""
        place = self.index.frames.get(number)
        frame = None if place is None else self._frame(place)
        return None if frame is None else self._as_the_lane_saw(frame)

    def close(self) -> None:
        self._ring.close()
        self._writer.close()

    def _as_the_lane_saw(self, frame: VideoFrame) -> Image | None:
        """Through the same ring, which converts it as it did there."""
        try:
            image, full_range = planes_of(frame)
            number = self._writer.publish(image, 0.0, full_range=full_range)
        except (ValueError, FFmpegError):  # larger than any camera's, or in no form that one sends
            return None
        found = self._ring.newest(number - 1)
        return found.image if found else None

    def _frame(self, place: int) -> VideoFrame | None:
        if place not in self._ready:
            self._decode_to(place)
        frame = self._ready.pop(place, None)
        self._ready = {one: kept for one, kept in self._ready.items() if one > place}
        return frame

    def _decode_to(self, place: int) -> None:
        """Decodes until that packet's picture is out, from the key picture before it where that is nearer."""
        key = self._keys[bisect_right(self._keys, place) - 1] if self._keys and self._keys[0] <= place else 0
        if self._decoder is None or not key <= self._next <= place:
            self._begin(key)
        while place not in self._ready and self._next < len(self.index.packets):
            if self._next > place + MOST_AHEAD:
                return
            self._decode_next()
        if place not in self._ready:
            self._take(None)
            self._decoder = None

    def _begin(self, key: int) -> None:
        self._decoder, self._next = None, key
        self._ready.clear()

    def _decode_next(self) -> None:
        place = self.index.packets[self._next]
        if self._decoder is None or place.head != self._head:
            self._decoder, self._head = _new_decoder(place.head), place.head
        content = _read(place)
        if content:
            packet = cast("CodedPacket[VideoStream]", CodedPacket(content))
            packet.pts = self._next  # a picture comes out with the stamp that its packet went in with
            self._take(packet)
        self._next += 1

    def _take(self, packet: CodedPacket[VideoStream] | None) -> None:
        if self._decoder is None:
            return
        try:
            frames = self._decoder.decode(packet)
        except (FFmpegError, EOFError):
            return
        for frame in frames:
            if frame.pts is not None and len(self._ready) < MOST_READY:
                self._ready[frame.pts] = frame


def _new_decoder(head: FilmHead) -> VideoCodecContext | None:
    try:
        decoder = CodecContext.create(head.codec, "r")
        if not isinstance(decoder, VideoCodecContext):
            return None
        if head.extradata:
            decoder.extradata = head.extradata
        decoder.thread_type = "SLICE"
        decoder.thread_count = 2
    except (FFmpegError, ValueError, UnknownCodecError):
        return None
    return decoder


def _read(place: Place) -> bytes:
    """Less, or nothing, where the film was cut short."""
    try:
        with place.path.open("rb") as file:
            file.seek(place.offset)
            return file.read(place.size)
    except OSError:
        return b""
