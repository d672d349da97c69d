"""Small H.264 files made on the spot."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

SIZE = (320, 240)


def write_clip(path: Path, frames: int, fps: int = 25) -> Path:
    """A clip of `frames` grey pictures, growing lighter by 8 from one to the next (0 again after 248)."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=fps, options={"preset": "ultrafast"})
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, fps)
        for number in range(frames):
            grey = np.full((SIZE[1], SIZE[0], 3), number * 8 % 256, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="bgr24")))
        container.mux(stream.encode(None))
    return path
