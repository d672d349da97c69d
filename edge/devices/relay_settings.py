"""What the relay's process must know; crosses over to it as one line of JSON.

Free of `edge.values`: that process must be there fast after a crash, and numpy takes its time and threads.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import TypeAdapter, ValidationError

from edge.errors import DeviceError
from edge.wire.relays import BoardSettings

ModemLine = Literal["cts", "dsr", "dcd", "ri"]


@dataclass(frozen=True, slots=True)
class RelayInput:
    """One input: channel of the board, or a modem line of `port` (None: the relay's own). `active`: contact so."""

    name: str
    channel: int | None = None
    line: ModemLine | None = None
    port: str | None = None
    active: Literal["closed", "open"] = "closed"


@dataclass(frozen=True, slots=True)
class RelaySettings:
    """A relay board on its line. `timed`: the board ends a pulse by itself; `mark`: the file that marks a pulse.

    `closing`: the channel that is energised only where a last look finds the inputs `guards` clear.
    """

    port: str
    mark: str
    board: BoardSettings
    baud: int = 9600
    framing: str = "8N1"
    pulse_ms: int = 700
    timed: bool = False
    poll_ms: int = 100
    inputs: tuple[RelayInput, ...] = ()
    closing: int | None = None
    guards: tuple[str, ...] = ()


_ADAPTER = TypeAdapter(RelaySettings)


def encode_settings(settings: RelaySettings) -> bytes:
    """One line of JSON, without its end."""
    return _ADAPTER.dump_json(settings)


def parse_settings(line: str) -> RelaySettings:
    """Raises `DeviceError` where the line is none of `encode_settings`."""
    try:
        return _ADAPTER.validate_json(line)
    except ValidationError as error:
        raise DeviceError("settings", f"the relay's settings: {error.errors()[0]['msg']}") from error
