"""One look at a relay board: its port, its inputs, its relays where they can be asked for. Nothing is switched.

What is sent are questions only; where a board has none, nothing is.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from edge.devices.line import SerialLine
from edge.devices.modem_lines import asking_url
from edge.devices.relay_inputs import RelayInputs
from edge.devices.relay_line import RelayLine
from edge.devices.relay_settings import RelaySettings
from edge.wire.boards import Board
from edge.wire.coils import coil_question
from edge.wire.relays import new_board

NO_MARK = Path("/dev/null")  # holds no pulse of an earlier life, so none is ended: that is the daemon's to do
LEAST_POLLS = 3  # two without an answer are silence, two that agree are a contact that is open
TRIES = 2
UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class RelayLook:
    """`answered`: whether the board answers, None where there is nothing to ask it; `inputs`: name -> state.

    `energised`: which relays are, None where the board does not tell.
    """

    answered: bool | None
    inputs: Mapping[str, str]
    energised: tuple[int, ...] | None


def look_at_relay(settings: RelaySettings, until_s: float) -> RelayLook:
    """Until all is known, or the monotonic second `until_s`; raises `DeviceError` and `FrameError`."""
    channels = [one.channel for one in settings.inputs if one.channel is not None]
    board = new_board(settings.board, channels)
    on_own_port = any(one.line and not one.port for one in settings.inputs)
    port = asking_url(settings.port) if on_own_port else settings.port
    line = RelayLine(SerialLine(port, settings.baud, settings.framing), board, NO_MARK)
    try:
        line.connect()
        inputs, told = _read_inputs(settings, board, line, until_s)
        coils = _read_coils(settings, line) if _has_coils(settings) else None
    finally:
        line.close()
    answers = [told] if board.questions(channels) else []
    answers += [coils is not None] if _has_coils(settings) else []
    energised = tuple(channel for channel, on in coils.items() if on) if coils else None
    return RelayLook(any(answers) if answers else None, inputs, energised)


def _read_inputs(
    settings: RelaySettings, board: Board, line: RelayLine, until_s: float
) -> tuple[Mapping[str, str], bool]:
    """State of each input, and whether the board answered."""
    said: list[str] = []
    inputs = RelayInputs(settings, board, line, said.append)
    states = {one.name: UNREADABLE for one in settings.inputs}
    inputs.start()
    try:
        polls = 0
        while settings.inputs and (polls < LEAST_POLLS or UNREADABLE in states.values()):
            time.sleep(inputs.due_in_s())
            inputs.poll(lambda: False)
            polls += 1
            states |= dict(one.split(" ")[1:] for one in said if one.startswith("input "))
            if time.monotonic() > until_s or (polls >= LEAST_POLLS and _is_silent(said)):
                break
    finally:
        inputs.close()
    return states, not _is_silent(said)


def _is_silent(said: list[str]) -> bool:
    last = [one.partition(" ")[0] for one in said if one.startswith(("silent ", "answers"))]
    return last[-1:] == ["silent"]


def _has_coils(settings: RelaySettings) -> bool:
    return settings.board.driver == "modbus-rtu" and settings.board.modbus.function == 5


def _read_coils(settings: RelaySettings, line: RelayLine) -> Mapping[int, bool] | None:
    """Relay -> energised, empty where the board does not say; None where it does not answer."""
    question = coil_question(settings.board.modbus.address)
    for _ in range(TRIES):
        found = line.ask(question, lambda: False)
        if found is not None:
            return found
    return None
