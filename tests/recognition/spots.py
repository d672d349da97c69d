"""A detector for the tests whose network is a few operations: it finds the one rectangle whose blue is full.

How sure it is stands in the rectangle's green, from 127 (0) to 255 (1); its class in its red.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

from edge.recognition.detector import CLASSES_NOTE, MarkDetector, open_detector
from edge.recognition.manifest import DetectorCard
from edge.values import Box, Image
from tests.recognition.onnx_file import integers, model, node, number, value

CLASSES = ("plate", "container", "container_vertical", "vehicle")
_FIRST_RED, _RED_STEP, _GREY = 135.0, 30.0, 127.0
_COLUMNS = [
    "left", "top", "right", "bottom", "score", "class",
    "left", "top", "right", "top", "right", "bottom", "left", "bottom",
]  # fmt: skip


def spotted(size: tuple[int, int], box: Box | None, name: str = "plate", score: float = 1.0) -> Image:
    """A dark picture of this width and height with a rectangle that the network finds."""
    picture: Image = np.zeros((size[1], size[0], 3), dtype=np.uint8)
    if box:
        left, top, right, bottom = (round(edge) for edge in box)
        red = _FIRST_RED + _RED_STEP * CLASSES.index(name)
        picture[top:bottom, left:right] = 255, round(_GREY + score * (255 - _GREY)), round(red)
    return picture


def spot_card(content: bytes, **changed: object) -> DetectorCard:
    plain = {
        "file": "spot.onnx", "sha256": hashlib.sha256(content).hexdigest(), "least": 320, "most": 640, "share": 0.5,
        "least_closely": 640, "most_closely": 960, "classes": CLASSES, "least_confidence": 0.25,
        "licence": "none", "trained_on": (),
    }  # fmt: skip
    return DetectorCard.model_validate({**plain, **changed})


def spot_detector(**changed: object) -> MarkDetector:
    content = spot_model()
    return open_detector(content, spot_card(content, **changed), threads=1)


def spot_model(columns: Sequence[str] = _COLUMNS, classes: Sequence[str] = CLASSES) -> bytes:
    """The network as an ONNX file: (1, H, W, 3) uint8 -> (1, as many as `columns`) float32; it notes its `classes`."""
    nodes = [
        node("Cast", ["picture"], "pixels", to=1),
        *(node("Gather", ["pixels", f"channel {i}"], name, axis=3) for i, name in enumerate(("blue", "green", "red"))),
        node("ReduceMax", ["blue"], "across", axes=[1], keepdims=0),
        node("ReduceMax", ["blue"], "down", axes=[2], keepdims=0),
        *_edges("across", "left", "right"),
        *_edges("down", "top", "bottom"),
        *_brightest("green"),
        node("Sub", ["brightest green", "grey"], "green over grey"),
        node("Div", ["green over grey", "most green"], "score"),
        *_brightest("red"),
        node("Sub", ["brightest red", "first red"], "red over first"),
        node("Div", ["red over first", "red step"], "red steps"),
        node("Add", ["red steps", "half"], "class and a half"),
        node("Floor", ["class and a half"], "class"),
        node("Concat", list(columns), "found", axis=1),
    ]
    numbers = [
        *(integers(f"channel {i}", i) for i in range(3)), number("grey", _GREY), number("most green", 255 - _GREY),
        number("first red", _FIRST_RED), number("red step", _RED_STEP), number("half", 0.5), number("one", 1.0),
    ]  # fmt: skip
    notes = {CLASSES_NOTE: ",".join(classes)} if classes else {}
    return model("spot", nodes, numbers, value("picture", 2, 4), [value("found", 1, 2)], notes)


def _edges(profile: str, first: str, last: str) -> list[bytes]:
    """Where the profile is highest: its first pixel, and the one after its last."""
    return [
        node("ArgMax", [profile], f"{first} pixel", axis=1, keepdims=1),
        node("ArgMax", [profile], f"{last} pixel", axis=1, keepdims=1, select_last_index=1),
        node("Cast", [f"{first} pixel"], first, to=1),
        node("Cast", [f"{last} pixel"], f"{last} begun", to=1),
        node("Add", [f"{last} begun", "one"], last),
    ]


def _brightest(channel: str) -> list[bytes]:
    return [
        node("ReduceMax", [channel], f"{channel} rows", axes=[2], keepdims=0),
        node("ReduceMax", [f"{channel} rows"], f"brightest {channel}", axes=[1], keepdims=1),
    ]
