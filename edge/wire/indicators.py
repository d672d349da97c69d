"""The names of all indicator protocols, and the parser behind each; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from edge.wire.indicator import Format, StreamIndicator
from edge.wire.units import Unit
from edge.wire.yaohua import Yaohua


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """What a site may have to say of its indicator, where the frames do not.

    `unit`: of the figures, for formats whose frames name none. `address`: of the indicator, for polled ones.
    """

    unit: Unit = "kg"
    address: str = "A"


FORMATS: Mapping[str, Callable[[FormatOptions], Format]] = {
    "yaohua": lambda options: Yaohua(options.unit),
}
"""Every protocol whose frames come as a stream of bytes; Modbus is not among them (see `edge.wire.registers`)."""


def new_indicator(protocol: str, options: FormatOptions, stable_frames: int) -> StreamIndicator:
    """A fresh parser of a protocol named in `FORMATS`."""
    return StreamIndicator(FORMATS[protocol](options), stable_frames)
