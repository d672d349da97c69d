"""Pictures from a camera's child process to the daemon, through shared memory, neither side ever waiting.

An anonymous memfd holds a header and three slots. The writer fills the slot after the newest one; a slot's sequence
number is odd while it is being written and goes up by two with each picture, so a reader that was overtaken, or that
meets the half-written slot of a killed writer, sees it and looks again. Header words are 8 bytes, aligned, stored at
once. The order of the stores is the processor's: x86-64 keeps it; elsewhere the reader's copy is only as ordered as
the interpreter makes it. The file is sealed against resizing: a broken child can spoil pictures, never the daemon.
Memory is used only as far as pictures reach into it.

A picture lies there as the decoder gave it, I420 (a plane of brightness, then two of colour at half the size), which is
half as long as BGR and costs the child no conversion: only what somebody takes is converted, while it is copied.
"""

from __future__ import annotations

import fcntl
import mmap
import os
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from edge.values import Image

SLOTS = 3
MAX_PIXELS = 4096 * 3072
SLOT_BYTES = MAX_PIXELS * 3
HEADER_BYTES = 4096
RING_BYTES = HEADER_BYTES + SLOTS * SLOT_BYTES
TRIES = 4

# 8-byte words of the header; a slot's own words follow from SLOT_WORDS on, SLOT_STRIDE apart.
NEWEST, NEWEST_AT, FIRST_AT, NEWEST_SLOT, RECEIVED, RECEIVED_AT, RESTING = 0, 1, 2, 3, 4, 5, 6
SLOT_WORDS, SLOT_STRIDE = 8, 8
SEQUENCE, NUMBER, WIDTH, HEIGHT, AT, LAYOUT = 0, 1, 2, 3, 4, 5
BGR, I420, I420_FULL = 0, 1, 2

_VIDEO_RANGE = np.round(np.arange(256) * 219 / 255 + 16).astype(np.uint8)
_COLOUR_RANGE = np.round((np.arange(256) - 128) * 224 / 255 + 128).astype(np.uint8)
"""From the full range of a byte to what video keeps of it (ITU-R BT.601): OpenCV converts that only."""


def _bgr(slot: NDArray[np.uint8], height: int, width: int, layout: int) -> Image:
    """A (H, W, 3) BGR copy."""
    if layout == BGR:
        return slot[: height * width * 3].reshape(height, width, 3).copy()
    import cv2  # noqa: PLC0415 - the writers, a process for each camera, do without it and its memory

    planes = slot[: height * width * 3 // 2].reshape(height * 3 // 2, width)
    if layout == I420_FULL:
        planes = np.concatenate([cv2.LUT(planes[:height], _VIDEO_RANGE), cv2.LUT(planes[height:], _COLOUR_RANGE)])
    return cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420).astype(np.uint8, copy=False)


@dataclass(frozen=True, slots=True)
class RingPicture:
    """A copy of one picture, (H, W, 3) uint8 BGR, with its number and its arrival in monotonic seconds."""

    image: Image
    number: int
    at_s: float


class FrameRing:
    """Three slots in a memfd; one process at a time writes, any thread of the other reads."""

    def __init__(self, fd: int, writable: bool) -> None:
        protection = mmap.PROT_READ | (mmap.PROT_WRITE if writable else 0)
        memory = mmap.mmap(fd, RING_BYTES, flags=mmap.MAP_SHARED, prot=protection)
        # the reader writes one word only, by which it tells the writer whether it may rest
        header = mmap.mmap(fd, HEADER_BYTES, flags=mmap.MAP_SHARED, prot=mmap.PROT_READ | mmap.PROT_WRITE)
        self.fd = fd
        self._words = np.frombuffer(header, np.uint64, HEADER_BYTES // 8)
        self._times = self._words.view(np.float64)
        self._slots = [
            np.frombuffer(memory, np.uint8, SLOT_BYTES, HEADER_BYTES + slot * SLOT_BYTES) for slot in range(SLOTS)
        ]

    @classmethod
    def create(cls) -> FrameRing:
        """A new, empty ring, read-only here. Its descriptor is to be handed to the writer, and closed by `close`."""
        fd = os.memfd_create("lanegate-frames", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
        os.ftruncate(fd, RING_BYTES)
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL)
        return cls(fd, writable=False)

    @classmethod
    def attach(cls, fd: int) -> FrameRing:
        """The writer's side of a descriptor that was inherited."""
        return cls(fd, writable=True)

    def close(self) -> None:
        """Give the descriptor back; the newest picture stays readable as long as the ring is referenced."""
        if self.fd >= 0:
            os.close(self.fd)
        self.fd = -1

    @property
    def number(self) -> int:
        """The number of the newest picture, 0 before the first."""
        return int(self._words[NEWEST])

    @property
    def newest_at_s(self) -> float | None:
        return float(self._times[NEWEST_AT]) if self.number else None

    @property
    def first_at_s(self) -> float | None:
        """When picture number 1 arrived."""
        return float(self._times[FIRST_AT]) if self.number else None

    @property
    def received(self) -> int:
        """How many pictures have come, also those that nobody decoded."""
        return int(self._words[RECEIVED])

    @property
    def received_at_s(self) -> float | None:
        """When the last of them arrived."""
        return float(self._times[RECEIVED_AT]) if self.received else None

    @property
    def is_resting(self) -> bool:
        """Whether the reader is content with key pictures."""
        return bool(self._words[RESTING])

    def rest(self, resting: bool) -> None:
        """The reader's word to the writer: key pictures are enough, or every picture is wanted."""
        self._words[RESTING] = resting

    def receive(self, at_s: float) -> int:
        """Counts a picture that has come, and returns its number, from 1; its writer may publish it, or leave it."""
        number = self.received + 1
        self._times[RECEIVED_AT] = at_s
        self._words[RECEIVED] = number
        return number

    def publish(self, image: Image, at_s: float, number: int | None = None, *, full_range: bool = False) -> int:
        """Write a picture, make it the newest, return its number: the one that `receive` gave it, or a new one.

        (H, W, 3) is BGR; (H * 3 / 2, W) is I420, of video's range or, `full_range`, of a byte's. ValueError where it is
        too large.
        """
        height = image.shape[0] if image.ndim == 3 else image.shape[0] * 2 // 3
        if image.size > SLOT_BYTES or height * image.shape[1] > MAX_PIXELS:
            raise ValueError(f"{image.shape[1]}x{height} is more than {MAX_PIXELS} pixels")
        number = self.receive(at_s) if number is None else number
        slot = (int(self._words[NEWEST_SLOT]) % SLOTS + 1) % SLOTS
        base = SLOT_WORDS + slot * SLOT_STRIDE
        sequence = int(self._words[base + SEQUENCE]) | 1  # a killed writer may have left it odd
        self._words[base + SEQUENCE] = sequence
        self._words[base + NUMBER] = number
        self._words[base + HEIGHT], self._words[base + WIDTH] = height, image.shape[1]
        self._words[base + LAYOUT] = BGR if image.ndim == 3 else I420_FULL if full_range else I420
        self._times[base + AT] = at_s
        np.copyto(self._slots[slot][: image.size].reshape(image.shape), image)
        self._words[base + SEQUENCE] = sequence + 1
        if self.number == 0:
            self._times[FIRST_AT] = at_s
        self._times[NEWEST_AT] = at_s
        self._words[NEWEST_SLOT] = slot
        self._words[NEWEST] = number
        return number

    def newest(self, after: int) -> RingPicture | None:
        """A copy of the newest picture; None where its number is not above `after` or the writer kept overtaking."""
        for _ in range(TRIES):
            number = self.number
            if number <= after:
                return None
            picture = self._copy(number)
            if picture is not None:
                return picture
        return None

    def _copy(self, number: int) -> RingPicture | None:
        slot = int(self._words[NEWEST_SLOT]) % SLOTS
        base = SLOT_WORDS + slot * SLOT_STRIDE
        before = int(self._words[base + SEQUENCE])
        height, width = int(self._words[base + HEIGHT]), int(self._words[base + WIDTH])
        at_s = float(self._times[base + AT])
        right_number = int(self._words[base + NUMBER]) == number
        if before % 2 or not right_number or not 0 < height * width <= MAX_PIXELS:
            return None
        layout = int(self._words[base + LAYOUT])
        if layout not in (BGR, I420, I420_FULL) or (layout != BGR and (height % 2 or width % 2)):
            return None
        image = _bgr(self._slots[slot], height, width, layout)
        if int(self._words[base + SEQUENCE]) != before:
            return None
        return RingPicture(image, number, at_s)
