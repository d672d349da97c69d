"""The index of a camera's film: which packets came when, which of their pictures the lane could see; pure.

A film is the camera's stream as it came: `NNNNNN.h264` (`.hevc`, …) holds the codec's parameter sets and then packet
after packet, unchanged, cut into files at key pictures. An elementary stream and no container: a container would round
the times, and refuse packets without a time stamp or with one that goes back, which cameras send; players play it all
the same. Beside each file lies `NNNNNN.jsonl`, our own format, version 1, a JSON object a line:

    {"kind":"film","codec":"h264","extradata":"0164001f…"}        once, at the beginning
    {"kind":"packet","size":18231,"at_s":81.02,"key":true,"pts":90000}
    {"kind":"shown","number":812,"at_s":81.02,"pts":90000}        the picture with this stamp became frame 812
    {"kind":"lost","count":3}                                     packets that could not be written

Any bytes give an entry or `FrameError`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from edge.errors import FrameError
from edge.recording.values import Lost


@dataclass(frozen=True, slots=True)
class FilmHead:
    """`codec` as FFmpeg names it; `extradata`: its parameter sets as the source gave them, often none."""

    codec: str
    extradata: bytes = b""


@dataclass(frozen=True, slots=True)
class Packet:
    """`size` bytes of the film; `at_s`: arrival, monotonic; `pts`: the source's own stamp, in its own units."""

    size: int
    at_s: float
    key: bool = False
    pts: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that was put where recognition could take it."""

    number: int
    at_s: float
    pts: int | None = None


FilmEntry = FilmHead | Packet | Shown | Lost


class _Line(BaseModel):
    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, allow_inf_nan=False, ser_json_bytes="hex", val_json_bytes="hex"
    )
    kind: str


class _Head(_Line):
    codec: str = Field(pattern=r"^[a-z0-9_]{1,32}$")
    extradata: bytes = b""


class _Packet(_Line):
    size: int = Field(ge=1, le=1 << 30)
    at_s: float
    key: bool = False
    pts: int | None = None


class _Shown(_Line):
    number: int = Field(ge=1)
    at_s: float
    pts: int | None = None


class _Lost(_Line):
    count: int = Field(ge=1)


_KINDS: dict[str, tuple[type[Any], type[_Line]]] = {
    "film": (FilmHead, _Head),
    "packet": (Packet, _Packet),
    "shown": (Shown, _Shown),
    "lost": (Lost, _Lost),
}
_NAMES = {one: kind for kind, (one, _) in _KINDS.items()}


def encode_film_line(entry: FilmEntry) -> bytes:
    """One line, its line feed included."""
    kind = _NAMES[type(entry)]
    model = _KINDS[kind][1]
    return model(kind=kind, **asdict(entry)).model_dump_json(exclude_defaults=True).encode() + b"\n"


def parse_film_line(line: bytes) -> FilmEntry:
    """The entry of one line; raises `FrameError`."""
    try:
        value, model = _KINDS[json.loads(line)["kind"]]
        entry: FilmEntry = value(**model.model_validate_json(line).model_dump(exclude={"kind"}))
    except (ValidationError, ValueError, RecursionError, KeyError, TypeError) as error:
        raise FrameError(f"no line of a film's index ({type(error).__name__})") from error
    return entry
