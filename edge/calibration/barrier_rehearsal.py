"""A dry run of the barrier's calibration: every step is shown, no port is opened, nothing is sent; pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from edge.calibration.barrier_state import State
from edge.calibration.barrier_steps import answered, request_of
from edge.calibration.barrier_values import Ask, Await, End, Move, Moved, Rehearse, Said
from edge.devices.relay_settings import RelaySettings
from edge.wire.relays import new_board

ASSUMED = Moved("arrived", text="assumed")


def rehearse(state: State, answers: Iterator[str], say: Callable[[str], object], settings: RelaySettings) -> State:
    """All steps of a dry state: with `answers` as long as there are some, then with those of a smooth run."""
    if not state.setup.dry:
        raise AssertionError("only a dry state can be rehearsed")
    while True:
        for words in state.said:
            say(words)
        match request_of(state):
            case Ask(words, expected):
                text = next(answers, expected)
                say(f"\n{words}\n> {text}")
                state = answered(state, Said(text, {}))
            case Rehearse(move):
                say(f"dry run, nothing is sent: {frames_of(settings, move)}")
                state = answered(state, ASSUMED)
            case Await():
                say("dry run, nothing is waited for: the boom closes by itself")
                state = answered(state, ASSUMED)
            case Move() | End():
                return state


def frames_of(settings: RelaySettings, move: Move) -> str:
    """The bytes of a pulse, as they would be sent."""
    board = new_board(settings.board, ())
    flash = board.timed_on(move.relay, move.pulse_ms) if settings.timed else None
    off = board.switch(move.relay, False).hex(" ")
    if flash is not None:
        return f"relay {move.relay} for {move.pulse_ms} ms, ended by the board: {flash.hex(' ')}, then {off}"
    return f"relay {move.relay} for {move.pulse_ms} ms: {board.switch(move.relay, True).hex(' ')}, then {off}"
