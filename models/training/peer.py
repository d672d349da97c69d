"""PP-OCRv6 small from RapidOCR on the same crops and pictures: what can be installed today, for the ratio.

On crops it is told the layout that the label names, which our reader has to see for itself. On whole pictures it is its
own detector and recogniser; our grammar tells which of its lines are marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR
from rapidocr.ch_ppocr_rec import TextRecOutput
from rapidocr.utils.output import RapidOCROutput

from edge.recognition.geometry import as_quad
from edge.rules.grammar import normalise
from edge.values import Image, MarkKind
from models.training.labelled import LabelledMark
from models.training.marks import Corners
from models.training.reading import Answer
from models.training.whole_lines import Line, marks_among
from models.training.whole_reading import Seen

_UPPER_ROW = (0.0, 0.5)
_LOWER_ROW = (0.45, 1.0)
"""Shares of a two-row crop's height: the lower row's characters are the taller ones."""

_NUMBER = re.compile(r"[A-Z]{4}\d{7}")
_SURE = 0.9
"""Scores from here on pass without review; PP-OCR itself names no such border."""


class Peer:
    """RapidOCR's recogniser alone, without its text detector; `threads` of the processor."""

    name = "PP-OCRv6 small"

    def __init__(self, threads: int) -> None:
        self._recogniser = _rapidocr(threads, whole=False)

    def read(self, image: Image, mark: LabelledMark) -> Answer:
        lines = [self._line(row) for row in rows_of(cut_out(image, mark.corners), mark.layout)]
        text = "".join(line[0] for line in lines)
        score = min(line[1] for line in lines)
        if mark.kind == "container":
            text = number_in(text)
        return Answer(text, score, needs_review=score < _SURE)

    def _line(self, row: Image) -> tuple[str, float]:
        output = self._recogniser(row)
        if not isinstance(output, TextRecOutput) or not output.txts or not output.scores:
            return "", 0.0
        return "".join(output.txts), float(min(output.scores))


class WholePeer:
    """RapidOCR as it is installed, text detector included, without the look for text upside down."""

    name = Peer.name

    def __init__(self, threads: int) -> None:
        self._engine = _rapidocr(threads, whole=True)

    def read(self, image: Image, kind: MarkKind) -> tuple[Seen, ...]:
        return marks_among(self._lines(image), kind, _SURE)

    def _lines(self, image: Image) -> list[Line]:
        output = self._engine(image)
        if not isinstance(output, RapidOCROutput) or output.boxes is None or not output.txts or not output.scores:
            return []
        found = zip(map(normalise, output.txts), output.boxes, output.scores, strict=True)
        return [Line(text, as_quad(corners), float(score)) for text, corners, score in found if text]


def _rapidocr(threads: int, whole: bool) -> RapidOCR:
    # None of its messages: a crop in which it finds no text is worth a warning to it.
    options = {"Global.log_level": "critical", "Global.use_det": whole, "Global.use_cls": False}
    runtime = {"intra_op_num_threads": threads, "inter_op_num_threads": 1}
    engine = {f"EngineConfig.onnxruntime.{key}": value for key, value in runtime.items()}
    return RapidOCR(params={**options, **engine, "Global.text_score": 0.0})


def number_in(text: str) -> str:
    """What looks like a container number, for a size-type code may stand before or behind it; else the text itself."""
    plain = re.sub(r"[^0-9A-Z]", "", text.upper())
    found = _NUMBER.search(plain)
    return found.group() if found else text


def rows_of(crop: Image, layout: str) -> Sequence[Image]:
    """The crop as lines of text: two rows by halves, a column turned on its side as PP-OCR turns tall boxes."""
    if layout == "two_row":
        height = crop.shape[0]
        return [crop[int(a * height) : max(int(b * height), 1)] for a, b in (_UPPER_ROW, _LOWER_ROW)]
    if layout == "vertical":
        return [np.ascontiguousarray(np.rot90(crop))]
    return [crop]


def cut_out(image: Image, corners: Corners) -> Image:
    """The quad rectified at its own size, (H, W, 3) uint8 BGR, at least 2 x 2 pixels."""
    width = max(2, round(_length(corners[1] - corners[0], corners[2] - corners[3])))
    height = max(2, round(_length(corners[3] - corners[0], corners[2] - corners[1])))
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    cut = cv2.warpPerspective(image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE)
    return cut.astype(np.uint8, copy=False)


def _length(one: NDArray[np.float32], other: NDArray[np.float32]) -> float:
    return float(np.linalg.norm(one) + np.linalg.norm(other)) / 2
