"""The two networks behind the engine: where text is, and what a line of it says. ONNX files of the `rapidocr` wheel.

Only RapidOCR's pre- and post-processing of the detector is used; its sessions would ask the network for models and
speak through a logger of their own.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray
from rapidocr.ch_ppocr_det.utils import DBPostProcess, DetPreProcess

from edge.errors import InputError
from edge.recognition.ctc import Alphabet, Glyph, decode, make_alphabet
from edge.recognition.geometry import detection_size, upright_quad
from edge.values import Image, Quad

DETECTOR = "PP-OCRv6_det_small.onnx"
READER = "PP-OCRv6_rec_small.onnx"

ROW_HEIGHT = 48
_WIDTHS = (96, 160, 224, 320, 448, 640, 896)
"""Row widths given to the reader: few, so that its memory stays bounded; a longer row is squeezed into the last."""

_BATCH = 8


def model_folder() -> Path:
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise InputError("the recognition models are missing: the package rapidocr is not installed")
    return Path(spec.origin).parent / "models"


def open_session(path: Path, threads: int) -> onnxruntime.InferenceSession:
    """A session on the processor; `threads` 0 lets it take every core."""
    if not path.is_file():
        raise InputError(f"the recognition model {path} is missing")
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


class LineDetector:
    """Finds lines of text."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        # RapidOCR's resizing is left out by a limit that nothing reaches: the picture comes in its final size.
        self._prepare = DetPreProcess(limit_side_len=100_000, limit_type="max")
        self._boxes = DBPostProcess(thresh=0.3, box_thresh=0.5, max_candidates=300, unclip_ratio=1.6, use_dilation=True)

    def detect(self, image: Image, least: int = 960, most: int = 1280) -> tuple[Quad, ...]:
        """Quads of text lines in a (H, W, 3) uint8 BGR picture of any size.

        The network sees it with its longest side between `least` and `most` pixels.
        """
        height, width = image.shape[:2]
        size = detection_size(width, height, least, most)
        small = cv2.resize(image, size, interpolation=cv2.INTER_AREA if size[0] < width else cv2.INTER_LINEAR)
        scores = self._session.run(None, {"x": self._prepare(small)})[0]
        boxes, _ = self._boxes(scores, (height, width))
        return tuple(upright_quad(box) for box in boxes)


class LineReader:
    """Reads rows of text."""

    def __init__(self, session: onnxruntime.InferenceSession) -> None:
        self._session = session
        characters = session.get_modelmeta().custom_metadata_map["character"].splitlines()
        self._alphabet: Alphabet = make_alphabet(characters)

    def read(self, rows: Sequence[Image]) -> tuple[tuple[Glyph, ...], ...]:
        """Glyphs of each (H, W, 3) uint8 BGR row, in the order given."""
        glyphs: list[tuple[Glyph, ...]] = [()] * len(rows)
        for width, members in _batches([row_width(row) for row in rows]):
            inputs = np.stack([as_input(rows[i], width) for i in members])
            probabilities = self._session.run(None, {"x": inputs})[0]
            for i, scores in zip(members, probabilities, strict=True):
                glyphs[i] = decode(scores, self._alphabet, filled_width(rows[i], width) / width)
        return tuple(glyphs)


def row_width(row: Image) -> int:
    """The smallest of the reader's widths that holds the row at its height."""
    wanted = math.ceil(ROW_HEIGHT * row.shape[1] / row.shape[0])
    return next((width for width in _WIDTHS if width >= wanted), _WIDTHS[-1])


def filled_width(row: Image, width: int) -> int:
    """Pixels of an input `width` wide that the row fills."""
    height, columns = row.shape[:2]
    filled: int = min(width, max(8, math.ceil(ROW_HEIGHT * columns / height)))
    return filled


def as_input(row: Image, width: int) -> NDArray[np.float32]:
    """(3, 48, width) float32 in [-1, 1]; zeros (mid-grey) to the right of the row."""
    wide = filled_width(row, width)
    smooth = cv2.INTER_CUBIC if row.shape[0] < ROW_HEIGHT else cv2.INTER_AREA
    sized = cv2.resize(row, (wide, ROW_HEIGHT), interpolation=smooth)
    out = np.zeros((3, ROW_HEIGHT, width), dtype=np.float32)
    out[:, :, :wide] = sized.transpose(2, 0, 1).astype(np.float32) / 127.5 - 1.0
    return out


def _batches(widths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    for width in sorted(set(widths)):
        members = [i for i, each in enumerate(widths) if each == width]
        for start in range(0, len(members), _BATCH):
            yield width, members[start : start + _BATCH]
