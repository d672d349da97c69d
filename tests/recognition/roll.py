"""A reader for the tests whose network is a few operations: it reads a piano roll instead of letters.

Row r of a crop's blue channel holds, column by column, how likely symbol r is (row 0: the blank); rows of the green
channel hold the heads.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from edge.recognition.manifest import ModelCard
from edge.recognition.reader import MarkReader, open_reader
from edge.values import Image
from tests.recognition.onnx_file import integers, model, node, number, value

SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/云Đ"
COLOURS, LAYOUTS, COUNTRIES = ("white", "yellow", "blue", "other"), ("one_row", "two_row"), ("VN", "CN")
HEIGHT, WIDTH = len(SYMBOLS) + 1, 176
_NATS = 0.1
"""Natural logarithm of likelihood that one step of brightness is worth."""


def written(slots: Iterable[str | Mapping[str, float]], heads: Sequence[str] = ()) -> Image:
    """A roll that says these symbols, or at some place several with their probabilities (what is left is blank)."""
    roll = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
    roll[0, :, 0] = 255
    for place, slot in enumerate(slots):
        column = 4 + 6 * place
        roll[:, column, 0] = 0
        shares = {slot: 1.0} if isinstance(slot, str) else slot
        for symbol, share in {"": 1 - sum(shares.values()), **shares}.items():
            if share > 0:
                roll[SYMBOLS.index(symbol) + 1 if symbol else 0, column, 0] = round(255 + np.log(share) / _NATS)
    names = (*COLOURS, *LAYOUTS, *COUNTRIES)
    for name in heads:
        roll[names.index(name), :, 1] = 255
    return roll


def card_of(content: bytes, **changed: object) -> ModelCard:
    plain = {
        "file": "roll.onnx", "sha256": hashlib.sha256(content).hexdigest(), "width": WIDTH, "height": HEIGHT,
        "symbols": SYMBOLS, "colours": COLOURS, "layouts": LAYOUTS, "countries": COUNTRIES, "licence": "none",
        "trained_on": (), "review_below": 0.8,
    }  # fmt: skip
    return ModelCard.model_validate({**plain, **changed})


def roll_reader(**changed: object) -> MarkReader:
    content = roll_model()
    return open_reader(content, card_of(content, **changed), threads=1)


def roll_model() -> bytes:
    """The network as an ONNX file."""
    nodes = [
        node("Cast", ["crops"], "pixels", to=1),
        node("Transpose", ["pixels"], "turned", perm=[0, 2, 1, 3]),  # picture, column, row, channel
        node("Gather", ["turned", "first"], "blue", axis=3),
        node("Mul", ["blue", "nats"], "scores"),
        node("LogSoftmax", ["scores"], "log_probs", axis=-1),
        node("Gather", ["turned", "second"], "green", axis=3),
        node("ReduceMean", ["green"], "means", axes=[1], keepdims=0),
        node("Mul", ["means", "nats"], "says"),
    ]
    numbers = [integers("first", 0), integers("second", 1), number("nats", _NATS)]
    at = 0
    for name, names in (("colour", COLOURS), ("layout", LAYOUTS), ("country", COUNTRIES)):
        numbers.append(integers(f"{name}_rows", list(range(at, at + len(names)))))
        nodes.append(node("Gather", ["says", f"{name}_rows"], f"{name}_scores", axis=1))
        nodes.append(node("LogSoftmax", [f"{name}_scores"], name, axis=-1))
        at += len(names)
    outputs = [value("log_probs", 1, 3), *(value(name, 1, 2) for name in ("colour", "layout", "country"))]
    return model("roll", nodes, numbers, value("crops", 2, 4), outputs)
