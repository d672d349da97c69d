"""The names of all indicator protocols, and the parser behind each; pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from edge.wire.a_and_d import AAndD
from edge.wire.cas import Cas
from edge.wire.indicator import Format, StreamIndicator
from edge.wire.mt_sics import MtSics
from edge.wire.rinstrum import Rinstrum
from edge.wire.sma import Sma
from edge.wire.toledo import Toledo
from edge.wire.toledo_8217 import Toledo8217
from edge.wire.units import Unit
from edge.wire.yaohua import Yaohua
from edge.wire.yaohua_a12 import YaohuaA12
from edge.wire.yaohua_polled import YaohuaPolled
from edge.wire.yaohua_reversed import DigitOrder, YaohuaReversed


@dataclass(frozen=True, slots=True)
class FormatOptions:
    """What a site may have to say of its indicator, where the frames do not.

    `unit`: of the figures, for formats whose frames name none. `address`: of the indicator, for polled ones.
    `digits`: their order in Yaohua's `=` frames.
    """

    unit: Unit = "kg"
    address: str = "A"
    digits: DigitOrder = "reversed"


FORMATS: Mapping[str, Callable[[FormatOptions], Format]] = {
    "yaohua": lambda options: Yaohua(options.unit),
    "yaohua-polled": lambda options: YaohuaPolled(options.unit, options.address),
    "yaohua-reversed": lambda options: YaohuaReversed(options.unit, options.digits),
    "yaohua-a12": lambda _options: YaohuaA12(),
    "toledo": lambda _options: Toledo(),
    "toledo-8217": lambda options: Toledo8217(options.unit),
    "mt-sics": lambda _options: MtSics(),
    "cas": lambda _options: Cas(),
    "and": lambda _options: AAndD(),
    "rinstrum": lambda options: Rinstrum(options.unit),
    "sma": lambda _options: Sma(),
}
"""Every protocol whose frames come as a stream of bytes; Modbus is not among them (see `edge.wire.registers`)."""


def new_indicator(protocol: str, options: FormatOptions, stable_frames: int) -> StreamIndicator:
    """A fresh parser of a protocol named in `FORMATS`."""
    return StreamIndicator(FORMATS[protocol](options), stable_frames)
