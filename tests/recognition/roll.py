"""A reader for the tests whose network is a few operations: it reads a piano roll instead of letters.

Row r of a crop's blue channel holds, column by column, how likely symbol r is (row 0: the blank); rows of the green
channel hold the heads. The model is written here byte by byte as ONNX, so that the tests need neither weights nor onnx.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from edge.recognition.manifest import ModelCard
from edge.recognition.reader import MarkReader, open_reader
from edge.values import Image

SYMBOLS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/云Đ"
COLOURS, LAYOUTS, COUNTRIES = ("white", "yellow", "blue", "other"), ("one_row", "two_row"), ("VN", "CN")
HEIGHT, WIDTH = len(SYMBOLS) + 1, 176
_NATS = 0.1
"""Natural logarithm of likelihood that one step of brightness is worth."""


def written(slots: Iterable[str | Mapping[str, float]], heads: Sequence[str] = ()) -> Image:
    """A roll that says these symbols, or at some place several with their probabilities (what is left is blank)."""
    roll = np.zeros((HEIGHT, WIDTH, 3), dtype=np.uint8)
    roll[0, :, 0] = 255
    for number, slot in enumerate(slots):
        column = 4 + 6 * number
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
        _node("Cast", ["crops"], "pixels", to=1),
        _node("Transpose", ["pixels"], "turned", perm=[0, 2, 1, 3]),  # picture, column, row, channel
        _node("Gather", ["turned", "first"], "blue", axis=3),
        _node("Mul", ["blue", "nats"], "scores"),
        _node("LogSoftmax", ["scores"], "log_probs", axis=-1),
        _node("Gather", ["turned", "second"], "green", axis=3),
        _node("ReduceMean", ["green"], "means", axes=[1], keepdims=0),
        _node("Mul", ["means", "nats"], "says"),
    ]
    numbers = [_integers("first", 0), _integers("second", 1), _number("nats", _NATS)]
    at = 0
    for name, names in (("colour", COLOURS), ("layout", LAYOUTS), ("country", COUNTRIES)):
        numbers.append(_integers(f"{name}_rows", list(range(at, at + len(names)))))
        nodes.append(_node("Gather", ["says", f"{name}_rows"], f"{name}_scores", axis=1))
        nodes.append(_node("LogSoftmax", [f"{name}_scores"], name, axis=-1))
        at += len(names)
    outputs = [_value("log_probs", 1, 3), *(_value(name, 1, 2) for name in ("colour", "layout", "country"))]
    graph = b"".join(_inner(1, node) for node in nodes) + _inner(2, b"roll") + b"".join(_inner(5, n) for n in numbers)
    graph += _inner(11, _value("crops", 2, 4)) + b"".join(_inner(12, output) for output in outputs)
    return _whole(1, 8) + _inner(8, _whole(2, 13)) + _inner(7, graph)


# Protocol Buffers: a field is its number and kind, then a varint, four bytes, or a length and so many bytes.


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _whole(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _inner(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _node(kind: str, inputs: Sequence[str], output: str, **attributes: int | list[int]) -> bytes:
    names = (
        b"".join(_inner(1, name.encode()) for name in inputs) + _inner(2, output.encode()) + _inner(4, kind.encode())
    )
    return names + b"".join(_inner(5, _attribute(name, value)) for name, value in attributes.items())


def _attribute(name: str, value: int | list[int]) -> bytes:
    if isinstance(value, int):
        return _inner(1, name.encode()) + _whole(3, value) + _whole(20, 2)
    return _inner(1, name.encode()) + b"".join(_whole(8, each) for each in value) + _whole(20, 7)


def _integers(name: str, value: int | list[int]) -> bytes:
    values, dims = ([value], b"") if isinstance(value, int) else (value, _whole(1, len(value)))
    return dims + _whole(2, 7) + _inner(8, name.encode()) + _inner(9, struct.pack(f"<{len(values)}q", *values))


def _number(name: str, value: float) -> bytes:
    return _whole(2, 1) + _inner(8, name.encode()) + _inner(9, struct.pack("<f", value))


def _value(name: str, kind: int, rank: int) -> bytes:
    shape = b"".join(_inner(1, _inner(2, f"{name}_{i}".encode())) for i in range(rank))
    return _inner(1, name.encode()) + _inner(2, _inner(1, _whole(1, kind) + _inner(2, shape)))
