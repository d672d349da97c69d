"""Where marks and vehicles are in a whole picture, with their four corners: one small network on the processor."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from edge.errors import InputError
from edge.recognition.geometry import as_quad, detection_size
from edge.recognition.manifest import DetectorCard
from edge.recognition.session import open_session
from edge.values import Box, Image, Quad

_COLUMNS = 14
"""Of what the network gives for each place: x1, y1, x2, y2, score, class, then x and y of the four corners."""


CLASSES_NOTE = "classes"
"""Key in the notes (metadata) of the ONNX file: names of the classes in their order, commas between."""


@dataclass(frozen=True, slots=True)
class Detection:
    """A place in a picture: one of the card's classes, its corners as one reads, the upright box around it; pixels."""

    name: str
    quad: Quad
    box: Box
    confidence: float


class MarkDetector:
    """Finds plates, container marks and vehicles; one call at a time."""

    def __init__(self, session: onnxruntime.InferenceSession, card: DetectorCard) -> None:
        self._session = session
        self._card = card

    def detect(self, image: Image) -> tuple[Detection, ...]:
        """What a (H, W, 3) uint8 BGR picture of any size shows, surest first.

        The network sees it in another size: see `DetectorCard`.
        """
        card = self._card
        return self._found(image, min(max(card.least, round(max(image.shape[:2]) * card.share)), card.most))

    def detect_closely(self, image: Image) -> tuple[Detection, ...]:
        """The same in a larger size, which takes a few times as long: what is far away is seen better."""
        card = self._card
        return self._found(image, min(max(card.least_closely, *image.shape[:2]), card.most_closely))

    def _found(self, image: Image, longest: int) -> tuple[Detection, ...]:
        """In a picture whose longer side is given to the network with so many pixels."""
        height, width = image.shape[:2]
        card = self._card
        size = detection_size(width, height, longest)
        found = self._session.run(None, {"picture": _resized(image, size)[None]})[0]
        scale = np.array([width / size[0], height / size[1]], dtype=np.float32)
        return tuple(_detection(row, scale, card) for row in found if row[4] >= card.least_confidence)


def _resized(image: Image, size: tuple[int, int]) -> Image:
    smaller = size[0] < image.shape[1]
    resized = cv2.resize(image, size, interpolation=cv2.INTER_AREA if smaller else cv2.INTER_LINEAR)
    return resized.astype(np.uint8, copy=False)


def _detection(row: NDArray[np.float32], scale: NDArray[np.float32], card: DetectorCard) -> Detection:
    low, high = row[:2] * scale, row[2:4] * scale
    box = float(low[0]), float(low[1]), float(high[0]), float(high[1])
    return Detection(card.classes[int(row[5])], as_quad(row[6:].reshape(4, 2) * scale), box, float(row[4]))


def open_detector(content: bytes, card: DetectorCard, threads: int) -> MarkDetector:
    """The detector of a model whose hash was checked; `threads` 0 takes every core.

    Raises InputError where the network gives something else than its card names, or tells other classes apart.
    """
    session = open_session(content, threads)
    (found,) = session.run(None, {"picture": np.zeros((1, 64, 64, 3), dtype=np.uint8)})
    if found.ndim != 2 or found.shape[1] != _COLUMNS:
        raise InputError(
            f"the model {card.file} does not fit its manifest: it gives {found.shape}, wanted are places of "
            f"{_COLUMNS} numbers; install lanegate anew"
        )
    # What comes out of the graph is the number of a class: how many there are only its notes tell.
    taught = session.get_modelmeta().custom_metadata_map.get(CLASSES_NOTE, "")
    if taught != ",".join(card.classes):
        raise InputError(
            f"the model {card.file} does not fit its manifest: its classes are {taught or 'not noted in it'}, "
            f"the manifest names {','.join(card.classes)}; install lanegate anew"
        )
    return MarkDetector(session, card)
