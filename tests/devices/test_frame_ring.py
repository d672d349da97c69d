from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from edge.devices.frame_ring import (
    MAX_PIXELS,
    NUMBER,
    RING_BYTES,
    SEQUENCE,
    SLOT_STRIDE,
    SLOT_WORDS,
    FrameRing,
    RingPicture,
)
from edge.values import Image
from tests.waiting import until

WRITER = """
import sys
import time
import numpy as np
from edge.devices.frame_ring import FrameRing
ring = FrameRing.attach(int(sys.argv[1]))
large = [np.full((2000, 2000 + value, 3), value, np.uint8) for value in range(2)]
small = [np.full((10, 10 + value, 3), value, np.uint8) for value in range(2)]
while True:
    number = ring.number + 1
    ring.publish((small if number % 3 else large)[number % 2], float(number))
    if number % 3 == 0:
        time.sleep(0.001)
"""
"""Every third picture is large, always in the same slot, and its reader is overtaken while it copies."""


@pytest.fixture
def ring() -> Iterator[FrameRing]:
    ring = FrameRing.create()
    yield ring
    ring.close()


@contextmanager
def busy_writer(ring: FrameRing) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, "-c", WRITER, str(ring.fd)], pass_fds=(ring.fd,))
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def grey(value: int, height: int = 4, width: int = 6) -> Image:
    return np.full((height, width, 3), value, np.uint8)


def test_an_empty_ring_has_no_picture(ring: FrameRing) -> None:
    assert ring.newest(0) is None
    assert ring.number == 0
    assert ring.newest_at_s is None
    assert ring.first_at_s is None


def test_the_newest_picture_wins_and_is_a_copy(ring: FrameRing) -> None:
    writer = FrameRing.attach(ring.fd)
    for number in range(1, 8):
        assert writer.publish(grey(number, height=number), 10.0 + number) == number
    picture = ring.newest(3)
    assert picture is not None
    assert (picture.number, picture.at_s) == (7, 17.0)
    assert picture.image.shape == (7, 6, 3)
    for _ in range(3):
        writer.publish(grey(99, height=7), 20.0)
    assert np.all(picture.image == 7)


def test_a_picture_is_not_given_twice(ring: FrameRing) -> None:
    FrameRing.attach(ring.fd).publish(grey(1), 1.0)
    assert ring.newest(0) is not None
    assert ring.newest(1) is None


def test_the_time_of_the_first_picture_is_kept(ring: FrameRing) -> None:
    writer = FrameRing.attach(ring.fd)
    for at_s in (5.0, 6.0, 7.0, 8.0):
        writer.publish(grey(1), at_s)
    assert ring.first_at_s == 5.0
    assert ring.newest_at_s == 8.0


def test_the_largest_picture_fits_and_a_larger_one_is_refused(ring: FrameRing) -> None:
    writer = FrameRing.attach(ring.fd)
    writer.publish(grey(3, height=3072, width=4096), 1.0)
    picture = ring.newest(0)
    assert picture is not None
    assert picture.image.shape == (3072, 4096, 3)
    assert picture.image[-1, -1, -1] == 3
    with pytest.raises(ValueError, match=str(MAX_PIXELS)):
        writer.publish(grey(3, height=3073, width=4096), 2.0)
    assert ring.number == 1


def test_a_picture_whose_writing_broke_off_is_never_seen_and_the_next_writer_goes_on(ring: FrameRing) -> None:
    writer = FrameRing.attach(ring.fd)
    writer.publish(grey(1), 1.0)
    with pytest.raises(TypeError):
        writer.publish(np.ones((4, 6, 3), np.float64), 2.0)
    picture = ring.newest(0)
    assert picture is not None
    assert picture.number == 1
    assert FrameRing.attach(ring.fd).publish(grey(2), 3.0) == 3  # 2 was the one that broke off
    second = ring.newest(1)
    assert second is not None
    assert np.all(second.image == 2)


def test_pictures_are_whole_while_a_writer_overtakes_the_reader(ring: FrameRing) -> None:
    with busy_writer(ring) as writer:
        last = 0
        for _ in range(200):
            picture = await_picture(ring, last)
            assert picture.number > last
            assert_whole(picture)
            last = picture.number
        assert writer.poll() is None


def test_a_writer_killed_at_any_moment_spoils_nothing(ring: FrameRing) -> None:
    for _ in range(4):
        with busy_writer(ring) as writer:
            await_picture(ring, ring.number + 5)
            os.kill(writer.pid, signal.SIGKILL)
            writer.wait()
        picture = ring.newest(0)
        assert picture is not None
        assert picture.number == ring.number
        assert_whole(picture)


def await_picture(ring: FrameRing, after: int) -> RingPicture:
    picture = until(lambda: ring.newest(after))
    assert picture is not None
    return picture


def assert_whole(picture: RingPicture) -> None:
    value = picture.number % 2
    assert picture.at_s == picture.number
    assert picture.image.shape == ((10, 10 + value, 3) if picture.number % 3 else (2000, 2000 + value, 3))
    assert np.all(picture.image == value)


def test_nobody_can_resize_the_memory_under_the_daemon(ring: FrameRing) -> None:
    for size in (0, RING_BYTES - 1, RING_BYTES + 1):
        with pytest.raises(PermissionError):
            os.ftruncate(ring.fd, size)


def header_of(ring: FrameRing) -> np.memmap[tuple[int], np.dtype[np.uint64]]:
    return np.memmap(f"/proc/self/fd/{ring.fd}", np.uint64, "r+", shape=(64,))


@pytest.mark.parametrize("word", [SEQUENCE, NUMBER])
def test_a_slot_that_is_being_written_or_holds_another_picture_gives_none(ring: FrameRing, word: int) -> None:
    FrameRing.attach(ring.fd).publish(grey(1), 1.0)
    words = header_of(ring)
    words[SLOT_WORDS + SLOT_STRIDE + word] += 1
    assert ring.newest(0) is None
    words[SLOT_WORDS + SLOT_STRIDE + word] -= 1
    assert ring.newest(0) is not None


def test_nonsense_in_the_header_gives_no_picture(ring: FrameRing) -> None:
    writer = FrameRing.attach(ring.fd)
    writer.publish(grey(1), 1.0)
    words = header_of(ring)
    for word, value in itertools.product(range(64), (0, 1, 2**63, 2**64 - 1)):
        kept = words[word]
        words[word] = value
        picture = ring.newest(0)
        assert picture is None or picture.image.size <= MAX_PIXELS * 3
        words[word] = kept
    assert ring.newest(0) is not None


def planes(luma: int, blue: int, red: int, height: int = 4, width: int = 6) -> Image:
    """One colour as I420: brightness, then blue and red difference, each at half the size."""
    chroma = np.concatenate([np.full(height * width // 4, one, np.uint8) for one in (blue, red)])
    return np.concatenate([np.full((height, width), luma, np.uint8), chroma.reshape(height // 2, width)])


# ITU-R BT.601: black, white and the primary colours, in video's range and in a byte's
VIDEO = [
    ((16, 128, 128), (0, 0, 0)),
    ((235, 128, 128), (255, 255, 255)),
    ((82, 90, 240), (0, 0, 255)),
    ((145, 54, 34), (0, 255, 0)),
    ((41, 240, 110), (255, 0, 0)),
]
FULL = [
    ((0, 128, 128), (0, 0, 0)),
    ((255, 128, 128), (255, 255, 255)),
    ((76, 85, 255), (0, 0, 255)),
    ((150, 44, 21), (0, 255, 0)),
    ((29, 255, 107), (255, 0, 0)),
]


@pytest.mark.parametrize(("yuv", "bgr", "full"), [(*one, False) for one in VIDEO] + [(*one, True) for one in FULL])
def test_a_picture_of_the_decoder_is_taken_as_bgr(
    yuv: tuple[int, int, int], bgr: tuple[int, int, int], full: bool, ring: FrameRing
) -> None:
    FrameRing.attach(ring.fd).publish(planes(*yuv), 1.0, full_range=full)
    picture = ring.newest(0)
    assert picture is not None
    assert picture.image.shape == (4, 6, 3)
    off = np.abs(picture.image.astype(int) - np.array(bgr)).max()
    assert off <= 4, f"{picture.image[0, 0]} for {bgr}"


def test_pictures_that_were_not_published_count_and_leave_the_newest_as_it_is(ring: FrameRing) -> None:
    writer = FrameRing.attach(ring.fd)
    writer.publish(grey(1), 1.0)
    for at_s in (1.04, 1.08):
        writer.receive(at_s)
    assert (ring.received, ring.received_at_s, ring.number, ring.newest_at_s) == (3, 1.08, 1, 1.0)
    assert writer.publish(grey(4), 1.12, writer.receive(1.12)) == 4
    picture = ring.newest(1)
    assert picture is not None
    assert (picture.number, picture.at_s) == (4, 1.12)


def test_the_reader_tells_the_writer_whether_it_may_rest(ring: FrameRing) -> None:
    writer = FrameRing.attach(ring.fd)
    assert not writer.is_resting
    ring.rest(True)
    assert writer.is_resting
    ring.rest(False)
    assert not writer.is_resting
