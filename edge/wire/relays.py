"""The relay boards by the name of their driver; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Literal

from edge.errors import FrameError
from edge.wire.boards import Board
from edge.wire.checks import Check
from edge.wire.lcus import LCUS
from edge.wire.modbus_relay import ModbusVariant, modbus_board
from edge.wire.numato import NUMATO
from edge.wire.templates import BitOrder, Form, parse_answer, parse_order

Driver = Literal["lcus", "modbus-rtu", "numato", "custom"]


@dataclass(frozen=True, slots=True)
class SiteBoard:
    """A board as a site describes it; the frames are templates as in `edge.wire.templates`."""

    on: str
    off: str
    flash: str | None = None
    form: Form = "hex"
    check: Check = "none"
    echo: bool = False
    prompt: str = ""
    ask: str | None = None
    reply: str | None = None
    bits: BitOrder = "low-first"


@dataclass(frozen=True, slots=True)
class BoardSettings:
    """Which board it is: `modbus` counts for the driver modbus-rtu only, `site` for custom only."""

    driver: Driver
    modbus: ModbusVariant = field(default_factory=ModbusVariant)
    site: SiteBoard | None = None


def new_board(settings: BoardSettings, inputs: Iterable[int]) -> Board:
    """The board of a driver; `inputs` are the channels to be read. Raises `FrameError` for a wrong frame of a site."""
    if settings.driver == "lcus":
        return LCUS
    if settings.driver == "numato":
        return NUMATO
    if settings.driver == "modbus-rtu":
        return modbus_board(replace(settings.modbus, inputs=max(inputs, default=0)))
    if settings.site is None:
        raise FrameError("a board of the site's own needs its frames")
    return _site_board(settings.site)


def _site_board(site: SiteBoard) -> Board:
    return Board(
        on=parse_order(site.on, site.form, site.check),
        off=parse_order(site.off, site.form, site.check),
        flash=parse_order(site.flash, site.form, site.check) if site.flash else None,
        echoes=site.echo,
        prompt=site.prompt.encode(),
        ask=parse_order(site.ask, site.form, site.check) if site.ask else None,
        reply=parse_answer(site.reply, site.form, site.check, site.bits) if site.reply else None,
    )
