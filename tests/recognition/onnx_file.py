"""ONNX files written byte by byte, so that the tests' small networks need neither weights nor the package onnx."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from types import MappingProxyType

OPERATIONS = 13
"""Version of ONNX's set of operations."""


def model(
    name: str,
    nodes: Sequence[bytes],
    numbers: Sequence[bytes],
    given: bytes,
    outputs: Sequence[bytes],
    notes: Mapping[str, str] = MappingProxyType({}),
) -> bytes:
    """A network of one input as a file, with notes on it (the metadata of ONNX)."""
    graph = b"".join(inner(1, each) for each in nodes) + inner(2, name.encode())
    graph += b"".join(inner(5, each) for each in numbers) + inner(11, given)
    graph += b"".join(inner(12, each) for each in outputs)
    noted = b"".join(inner(14, inner(1, key.encode()) + inner(2, text.encode())) for key, text in notes.items())
    return whole(1, 8) + inner(8, whole(2, OPERATIONS)) + inner(7, graph) + noted


# Protocol Buffers: a field is its number and kind, then a varint, four bytes, or a length and so many bytes.


def _varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def whole(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def inner(field: int, content: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def node(kind: str, inputs: Sequence[str], output: str, **attributes: int | list[int]) -> bytes:
    names = b"".join(inner(1, name.encode()) for name in inputs) + inner(2, output.encode()) + inner(4, kind.encode())
    return names + b"".join(inner(5, _attribute(name, value)) for name, value in attributes.items())


def _attribute(name: str, value: int | list[int]) -> bytes:
    if isinstance(value, int):
        return inner(1, name.encode()) + whole(3, value) + whole(20, 2)
    return inner(1, name.encode()) + b"".join(whole(8, each) for each in value) + whole(20, 7)


def integers(name: str, value: int | list[int]) -> bytes:
    values, dims = ([value], b"") if isinstance(value, int) else (value, whole(1, len(value)))
    return dims + whole(2, 7) + inner(8, name.encode()) + inner(9, struct.pack(f"<{len(values)}q", *values))


def number(name: str, value: float) -> bytes:
    return whole(2, 1) + inner(8, name.encode()) + inner(9, struct.pack("<f", value))


def value(name: str, kind: int, rank: int) -> bytes:
    shape = b"".join(inner(1, inner(2, f"{name}_{i}".encode())) for i in range(rank))
    return inner(1, name.encode()) + inner(2, inner(1, whole(1, kind) + inner(2, shape)))
