"""A detector for the tests whose network is a few operations: a plate is whatever is red, upright and alone.

It stands beside the reader of `tests.recognition.roll` in a models folder, whose rolls leave the red channel free.
"""

from __future__ import annotations

import hashlib

from edge.recognition.detector import CLASSES_NOTE
from edge.recognition.manifest import DetectorCard
from models.training.scenes import CLASSES
from tests.recognition.onnx_file import integers, model, node, number, value

RED = (0, 0, 255)
"""Blue, green, red."""
_CLEARLY = 128
"""By how much a pixel's red exceeds its green."""


def red_card(content: bytes) -> DetectorCard:
    plain = {
        "file": "red.onnx", "sha256": hashlib.sha256(content).hexdigest(), "least": 64, "most": 2048, "share": 1.0,
        "least_closely": 64, "most_closely": 2048, "classes": CLASSES, "least_confidence": 0.5,
        "licence": "none", "trained_on": (),
    }  # fmt: skip
    return DetectorCard.model_validate(plain)


def red_model() -> bytes:
    """The network as an ONNX file: one row, its score 0 where nothing is red."""
    nodes = [
        node("Cast", ["picture"], "pixels", to=1),
        node("Gather", ["pixels", "two"], "red", axis=3),
        node("Gather", ["pixels", "one"], "green", axis=3),
        node("Sub", ["red", "green"], "redness"),
        node("Greater", ["redness", "clearly"], "is_red"),
        node("Cast", ["is_red"], "mask", to=1),
        node("ReduceMax", ["mask"], "columns", axes=[1], keepdims=0),
        node("ReduceMax", ["mask"], "rows", axes=[2], keepdims=0),
        node("ArgMax", ["columns"], "left", axis=1),
        node("ArgMax", ["rows"], "top", axis=1),
        node("ArgMax", ["columns"], "right", axis=1, select_last_index=1),
        node("ArgMax", ["rows"], "bottom", axis=1, select_last_index=1),
        node("Concat", ["left", "top", "right", "bottom"], "inner", axis=1),
        node("Add", ["inner", "ends"], "edges"),
        node("Cast", ["edges"], "box", to=1),
        node("Gather", ["box", "around"], "corners", axis=1),
        node("ReduceMax", ["columns"], "score", axes=[1], keepdims=1),
        node("Sub", ["score", "score"], "plate"),
        node("Concat", ["box", "score", "plate", "corners"], "found", axis=1),
    ]
    numbers = [integers("one", 1), integers("two", 2), number("clearly", _CLEARLY), integers("ends", [0, 0, 1, 1]),
               integers("around", [0, 1, 2, 1, 2, 3, 0, 3])]  # fmt: skip
    return model("red", nodes, numbers, value("picture", 2, 4), [value("found", 1, 2)],
                 {CLASSES_NOTE: ",".join(CLASSES)})  # fmt: skip
