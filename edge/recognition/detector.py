"""The text detector: where lines of text are. An ONNX file of the `rapidocr` wheel, until a detector of our own.

Only RapidOCR's pre- and post-processing is used; its sessions would ask the network for models and speak through a
logger of their own.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import cv2
import onnxruntime
from rapidocr.ch_ppocr_det.utils import DBPostProcess, DetPreProcess

from edge.errors import InputError
from edge.recognition.geometry import detection_size, upright_quad
from edge.recognition.session import open_session
from edge.values import Image, Quad

_FILE = "PP-OCRv6_det_small.onnx"


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


def load_detector(threads: int) -> LineDetector:
    """The detector; `threads` 0 takes every core. Raises InputError."""
    spec = find_spec("rapidocr")
    if spec is None or spec.origin is None:
        raise InputError("the text detector is missing: the package rapidocr is not installed")
    return LineDetector(open_session(Path(spec.origin).parent / "models" / _FILE, threads))
