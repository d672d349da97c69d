"""The barrier's calibration at a real gate: the step machine between a technician's terminal and the relay board."""

from __future__ import annotations

from edge.calibration.barrier_board import BoardSession
from edge.calibration.barrier_motion import Motion
from edge.calibration.barrier_state import State
from edge.calibration.barrier_steps import STOP, answered, request_of
from edge.calibration.barrier_terminal import Terminal
from edge.calibration.barrier_values import Ask, Await, Contacts, End, Move, Moved, Rehearse, Said
from edge.ports import Clock

LEAST_PATIENCE_S = 30.0


class Dialogue:
    """Carries out what the machine asks for, one thing after the other."""

    def __init__(self, terminal: Terminal, board: BoardSession, clock: Clock) -> None:
        self._terminal = terminal
        self._board = board
        self._clock = clock

    def run(self, state: State) -> State:
        """To the machine's end; raises `DeviceError` where the terminal or the board's line is lost."""
        motion = Motion(self._terminal, self._board, self._clock, max(LEAST_PATIENCE_S, 3 * state.setup.travel_s))
        while True:
            for words in state.said:
                self._terminal.say(words)
            request = request_of(state)
            if isinstance(request, End | Rehearse):
                return state
            state = answered(state, self._answer(state, request, motion))

    def _answer(self, state: State, request: Ask | Move | Await, motion: Motion) -> Said | Moved:
        if isinstance(request, Move):
            return motion.pulse(request, state.places)
        if isinstance(request, Await):
            return motion.wait(state.places, state.guards)
        text = self._terminal.ask(request.words)
        return Said(text, self._look(state) if request.looks and text != STOP else {})

    def _look(self, state: State) -> Contacts:
        contacts = self._board.look(state.places, state.guards)
        if self._board.trouble:
            self._terminal.say(self._board.trouble)
        return contacts
