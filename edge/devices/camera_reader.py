"""Inside a camera's child: opens a stream or file with PyAV, decodes it and publishes each picture to the ring.

Network streams are drained as fast as they come, so that no picture waits in a queue; files run at the speed of their
own time stamps. Whatever ends the reading is raised as a `Fault` inside `ReadFailed`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import av
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError, InvalidDataError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange
from av.video.stream import VideoStream

from edge.devices.camera_diagnosis import open_fault, words_of
from edge.devices.camera_packets import whole_pictures
from edge.devices.camera_rest import Coming, LiveStream, stamp_of
from edge.devices.camera_time import Pace
from edge.devices.camera_watch import Fault
from edge.devices.frame_ring import FrameRing
from edge.values import Image

if TYPE_CHECKING:
    from edge.recording.tape import Tape

EnterStage = Callable[[str], None]


class ReadFailed(Exception):  # noqa: N818 (it also tells that a file has come to its end)
    """Reading is over."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code, fault.detail)
        self.fault = fault


@dataclass(frozen=True, slots=True)
class Source:
    """What to read: `url` is rtsp:// or a file's path; times in seconds."""

    url: str
    loop: bool
    open_s: float
    stall_s: float

    @property
    def live(self) -> bool:
        return "://" in self.url and not self.url.startswith("file:")


def open_source(source: Source) -> tuple[InputContainer, VideoStream]:
    """Connect or open the file; ReadFailed where that fails or there is no video in it."""
    try:
        container = av.open(
            source.url,
            options=live_options(source) if source.live else {},
            timeout=(source.open_s, source.stall_s),
        )
    except (FFmpegError, OSError, ValueError) as error:
        raise ReadFailed(open_fault(error, source.url, source.live, source.open_s)) from error
    if not container.streams.video:
        container.close()
        raise ReadFailed(Fault("not-video", "no video in it"))
    stream = container.streams.video[0]
    stream.codec_context.thread_count = 2
    stream.codec_context.thread_type = "SLICE" if source.live else "AUTO"  # frame threads delay by a picture each
    return container, stream


def live_options(source: Source) -> dict[str, str]:
    """FFmpeg's options: TCP only, and its own time-out behind PyAV's, should that one not be asked."""
    return {
        "rtsp_transport": "tcp",
        "allowed_media_types": "video",
        "timeout": str(int((max(source.open_s, source.stall_s) + 2) * 1e6)),
        "fflags": "genpts+discardcorrupt",
    }


def planes_of(frame: VideoFrame) -> tuple[Image, bool]:
    """A picture as it lies in the ring, and whether it has the full range of a byte.

    I420 as most cameras send it, without a conversion; BGR where width or height is odd.
    """
    if frame.width % 2 or frame.height % 2:
        return frame.to_ndarray(format="bgr24").view(np.uint8), False
    if frame.format.name in ("yuv420p", "yuvj420p"):
        full_range = frame.format.name == "yuvj420p" or frame.color_range == ColorRange.JPEG
        return frame.to_ndarray().view(np.uint8), full_range
    return frame.to_ndarray(format="yuv420p").view(np.uint8), False


CORRUPT_S = 2.0  # so long pictures with holes are held back; a camera that sends no others is better than none


class Reader:
    """Reads one source until it fails or ends; `enter_stage` is told what it is about, so that a hang can be named.

    `tape`: films what comes.
    """

    def __init__(self, source: Source, ring: FrameRing, enter_stage: EnterStage, tape: Tape | None = None) -> None:
        self._tape = tape
        self._source = source
        self._ring = ring
        self._enter_stage = enter_stage
        self._undecodable = 0

    def run(self, container: InputContainer, stream: VideoStream) -> None:
        """Never returns but by ReadFailed."""
        try:
            if self._source.live:
                self._run_live(container, stream)
            self._run_file(container, stream)
        except (FFmpegError, OSError) as error:
            code = "lost" if self._source.live else "not-video"
            raise ReadFailed(Fault(code, words_of(error))) from error

    def _run_live(self, container: InputContainer, stream: VideoStream) -> None:
        began_s = time.monotonic()
        live = LiveStream(began_s, began_s)
        for packet in whole_pictures(self._packets(container, stream), stream):
            if packet.size == 0:  # PyAV ends with an empty packet
                raise ReadFailed(Fault("lost", "end of stream"))
            now_s = time.monotonic()
            at_s = live.arrival.at(now_s, stamp_of(packet))
            coming = Coming(packet, self._ring.receive(at_s), at_s)
            self._film(packet, at_s)
            if live.rest.holds_back(coming, resting=self._ring.is_resting):
                live.picture_s = live.sound_s = now_s  # none is missed that nobody decodes
                continue
            for one in live.rest.left_over(coming):
                self._show(one, live)
            self._check_pictures(time.monotonic() - live.picture_s)

    def _show(self, coming: Coming, live: LiveStream) -> None:
        for frame in self._decode(coming.packet):
            live.picture_s = time.monotonic()
            live.broken = frame.is_corrupt or (live.broken and not frame.key_frame)
            live.sound_s = live.sound_s if live.broken else live.picture_s
            if live.broken and live.picture_s - live.sound_s <= CORRUPT_S:
                continue  # half a picture reads as half a plate
            self._publish(frame, coming.arrival_of(frame), coming.number)

    def _packets(self, container: InputContainer, stream: VideoStream) -> Iterator[Packet[VideoStream]]:
        """Packets, the empty one at the end included; ReadFailed where a live source was silent for too long."""
        packets = container.demux(stream)
        while True:
            self._enter_stage("read")
            began_s = time.monotonic()
            try:
                packet = next(packets, None)
            except FFmpegError as error:
                self._check_silence(time.monotonic() - began_s, error)
                raise
            # FFmpeg meets a time-out by handing out the half packet it has, once, as if nothing were wrong.
            self._check_silence(time.monotonic() - began_s, None)
            if packet is None:
                return
            yield packet

    def _check_silence(self, waited_s: float, cause: Exception | None) -> None:
        if self._source.live and waited_s >= self._source.stall_s:
            raise ReadFailed(Fault("stalled", f"no packet for {waited_s:.1f} s")) from cause

    def _check_pictures(self, without_s: float) -> None:
        if without_s < self._source.stall_s:
            return
        if self._undecodable:
            raise ReadFailed(Fault("not-video", f"{self._undecodable} packets that can't be decoded"))
        raise ReadFailed(Fault("stalled", f"packets, but no picture for {without_s:.1f} s"))

    def _decode(self, packet: Packet[VideoStream]) -> list[VideoFrame]:
        self._enter_stage("decode")
        try:
            frames = [frame for frame in packet.decode() if isinstance(frame, VideoFrame)]
        except InvalidDataError:  # a packet was lost; the next key picture mends it
            self._undecodable += 1
            return []
        if frames:
            self._undecodable = 0
        return frames

    def _film(self, packet: Packet[VideoStream], at_s: float) -> None:
        if self._tape is not None:
            self._tape.packet(bytes(packet), at_s, key=packet.is_keyframe, pts=packet.pts)

    def _publish(self, frame: VideoFrame, at_s: float, number: int | None = None) -> None:
        image, full_range = planes_of(frame)
        try:
            number = self._ring.publish(image, at_s, number, full_range=full_range)
        except ValueError as error:
            raise ReadFailed(Fault("too-large", str(error))) from error
        if self._tape is not None:
            self._tape.shown(number, at_s, frame.pts)

    def _run_file(self, container: InputContainer, stream: VideoStream) -> None:
        pace = Pace(float(1 / (stream.average_rate or 25)))
        while True:
            before = self._ring.number
            for packet in self._packets(container, stream):
                self._film(packet, time.monotonic())
                for frame in self._decode(packet):
                    self._enter_stage("wait")
                    pace.wait(frame.time)
                    self._publish(frame, time.monotonic())
            if self._ring.number == before:
                raise ReadFailed(Fault("not-video", "no picture in it"))
            if not self._source.loop:
                raise ReadFailed(Fault("ended"))
            container.seek(stream.start_time or 0, stream=stream)
            pace.next_round()
