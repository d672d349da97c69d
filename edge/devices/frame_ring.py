"""Pictures from a camera's child process to the daemon, through shared memory, neither side ever waiting.

An anonymous memfd holds a header and three slots. The writer fills the slot after the newest one; a slot's sequence
number is odd while it is being written and goes up by two with each picture, so a reader that was overtaken, or that
meets the half-written slot of a killed writer, sees it and looks again. Header words are 8 bytes, aligned, stored at
once. The order of the stores is the processor's: x86-64 keeps it; elsewhere the reader's copy is only as ordered as
the interpreter makes it. The file is sealed against resizing: a broken child can spoil pictures, never the daemon.
Memory is used only as far as pictures reach into it.
"""

from __future__ import annotations

import fcntl
import mmap
import os
from dataclasses import dataclass

import numpy as np

from edge.values import Image

SLOTS = 3
MAX_PIXELS = 4096 * 3072
SLOT_BYTES = MAX_PIXELS * 3
HEADER_BYTES = 4096
RING_BYTES = HEADER_BYTES + SLOTS * SLOT_BYTES
TRIES = 4

# 8-byte words of the header; a slot's own words follow from SLOT_WORDS on, SLOT_STRIDE apart.
NEWEST, NEWEST_AT, FIRST_AT = 0, 1, 2
SLOT_WORDS, SLOT_STRIDE = 8, 8
SEQUENCE, NUMBER, WIDTH, HEIGHT, AT = 0, 1, 2, 3, 4


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
        self.fd = fd
        self._words = np.frombuffer(memory, np.uint64, HEADER_BYTES // 8)
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

    def publish(self, image: Image, at_s: float) -> int:
        """Write a (H, W, 3) BGR picture, make it the newest, return its number. ValueError where it is too large."""
        if image.size > SLOT_BYTES:
            raise ValueError(f"{image.shape[1]}x{image.shape[0]} is more than {MAX_PIXELS} pixels")
        number = self.number + 1
        slot = number % SLOTS
        base = SLOT_WORDS + slot * SLOT_STRIDE
        sequence = int(self._words[base + SEQUENCE]) | 1  # a killed writer may have left it odd
        self._words[base + SEQUENCE] = sequence
        self._words[base + NUMBER] = number
        self._words[base + HEIGHT], self._words[base + WIDTH] = image.shape[:2]
        self._times[base + AT] = at_s
        np.copyto(self._slots[slot][: image.size].reshape(image.shape), image)
        self._words[base + SEQUENCE] = sequence + 1
        if number == 1:
            self._times[FIRST_AT] = at_s
        self._times[NEWEST_AT] = at_s
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
        slot = number % SLOTS
        base = SLOT_WORDS + slot * SLOT_STRIDE
        before = int(self._words[base + SEQUENCE])
        height, width = int(self._words[base + HEIGHT]), int(self._words[base + WIDTH])
        at_s = float(self._times[base + AT])
        right_number = int(self._words[base + NUMBER]) == number
        if before % 2 or not right_number or not 0 < height * width <= MAX_PIXELS:
            return None
        image = self._slots[slot][: height * width * 3].reshape(height, width, 3).copy()
        if int(self._words[base + SEQUENCE]) != before:
            return None
        return RingPicture(image, number, at_s)
