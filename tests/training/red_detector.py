"""A detector for the tests whose network is a few operations: a plate is whatever is red, upright and alone.

Written byte by byte as ONNX like the reader that stands beside it in a models folder (`tests.recognition.roll`).
"""

from __future__ import annotations

import hashlib

from edge.recognition.manifest import DetectorCard
from tests.recognition.roll import _inner, _integers, _node, _number, _value, _whole

RED = (0, 0, 255)
"""Blue, green, red."""
_CLEARLY = 128
"""By how much a pixel's red exceeds its green."""


def red_card(content: bytes) -> DetectorCard:
    plain = {
        "file": "red.onnx", "sha256": hashlib.sha256(content).hexdigest(), "least": 64, "most": 2048, "share": 1.0,
        "classes": ("plate", "container", "container_vertical", "vehicle"), "least_confidence": 0.5,
        "licence": "none", "trained_on": (),
    }  # fmt: skip
    return DetectorCard.model_validate(plain)


def red_model() -> bytes:
    """The network as an ONNX file: one row, its score 0 where nothing is red."""
    nodes = [
        _node("Cast", ["picture"], "pixels", to=1),
        _node("Gather", ["pixels", "two"], "red", axis=3),
        _node("Gather", ["pixels", "one"], "green", axis=3),
        _node("Sub", ["red", "green"], "redness"),
        _node("Greater", ["redness", "clearly"], "is_red"),
        _node("Cast", ["is_red"], "mask", to=1),
        _node("ReduceMax", ["mask"], "columns", axes=[1], keepdims=0),
        _node("ReduceMax", ["mask"], "rows", axes=[2], keepdims=0),
        _node("ArgMax", ["columns"], "left", axis=1),
        _node("ArgMax", ["rows"], "top", axis=1),
        _node("ArgMax", ["columns"], "right", axis=1, select_last_index=1),
        _node("ArgMax", ["rows"], "bottom", axis=1, select_last_index=1),
        _node("Concat", ["left", "top", "right", "bottom"], "inner", axis=1),
        _node("Add", ["inner", "ends"], "edges"),
        _node("Cast", ["edges"], "box", to=1),
        _node("Gather", ["box", "around"], "corners", axis=1),
        _node("ReduceMax", ["columns"], "score", axes=[1], keepdims=1),
        _node("Sub", ["score", "score"], "plate"),
        _node("Concat", ["box", "score", "plate", "corners"], "found", axis=1),
    ]
    numbers = [_integers("one", 1), _integers("two", 2), _number("clearly", _CLEARLY), _integers("ends", [0, 0, 1, 1]),
               _integers("around", [0, 1, 2, 1, 2, 3, 0, 3])]  # fmt: skip
    graph = b"".join(_inner(1, node) for node in nodes) + _inner(2, b"red") + b"".join(_inner(5, n) for n in numbers)
    graph += _inner(11, _value("picture", 2, 4)) + _inner(12, _value("found", 1, 2))
    return _whole(1, 8) + _inner(8, _whole(2, 13)) + _inner(7, graph)
