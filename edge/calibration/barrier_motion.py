"""One move of a real boom, from its pulse to its end: what the board tells and the technician types meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from edge.calibration.barrier_board import BoardSession
from edge.calibration.barrier_figures import blocked_because
from edge.calibration.barrier_steps import STOP
from edge.calibration.barrier_terminal import Terminal
from edge.calibration.barrier_values import Contacts, Move, Moved, Place, Said, Wired
from edge.calibration.barrier_watch import came_by_itself, hint, told_by_limits, told_by_person, turns_since
from edge.ports import Clock
from edge.values import PulseFailed

SLICE_S = 0.02
LATE_S = 0.5  # a quick eye is ahead of the board, which tells only at the next poll
UNDER_BOOM = "stop the boom by its own stop if it still comes down; nothing more is sent from here"
BEGINS = "press Enter the moment the boom BEGINS to come down by itself; type other if it does not, stop to end"
DOWN = "press Enter the moment it is fully down; type other if it does not come down, stop to end"
HOW = "Enter, nothing, other or stop"


class Motion:
    """`patience_s`: in which a limit input must tell that the boom has arrived."""

    def __init__(self, terminal: Terminal, board: BoardSession, clock: Clock, patience_s: float) -> None:
        self._terminal = terminal
        self._board = board
        self._clock = clock
        self._patience_s = patience_s

    def pulse(self, move: Move, places: tuple[Place, ...]) -> Said | Moved:
        """One pulse, and what came of it. Raises `DeviceError` where the terminal or the board's line is lost."""
        self._terminal.forget_typed()
        before = self._board.contacts
        self._board.pulse(move, places)
        from_s = self._clock.monotonic_s()
        broken = self._end_pulse(move)
        if broken is not None:
            return broken
        self._terminal.say(hint(move))
        came = self._follow(move, before, from_s)
        return came if isinstance(came, Said) else replace(came, turns=turns_since(self._board.take_heard(), from_s))

    def wait(self, places: tuple[Place, ...], guards: tuple[Wired, ...]) -> Said | Moved:
        """A boom that closes by itself: the technician tells when it begins, and when it is down."""
        self._board.look(places, guards)
        came = self._told_to(BEGINS)
        if isinstance(came, Said) or came.outcome != "arrived":
            return came
        from_s = self._clock.monotonic_s()
        came = self._told_to(DOWN)
        return came if isinstance(came, Said) else came_by_itself(came, from_s, self._board.take_heard())

    def _told_to(self, words: str) -> Said | Moved:
        self._terminal.forget_typed()
        self._terminal.say(words)
        return self._watch(self._clock.monotonic_s(), lambda _since_s: None)

    def _end_pulse(self, move: Move) -> Said | Moved | None:
        """Until the pulse is over; what came of it where it was no whole one. What may come down is let go at once."""
        blocked, stopped, released = None, False, False
        guards = move.guards if move.direction == "close" or move.purpose == "find" else ()
        while self._board.ended is None:
            self._board.listen(SLICE_S)
            stopped = stopped or self._terminal.line(0) == STOP
            blocked = blocked or blocked_because(guards, self._board.contacts)
            if (blocked or stopped) and not released:
                self._board.release()
                released = True
        if stopped:
            return Said(STOP, {})
        if isinstance(self._board.ended, PulseFailed):
            return Moved("failed", text=f"{blocked}; {UNDER_BOOM}" if blocked else self._board.ended.text)
        return None

    def _follow(self, move: Move, before: Contacts, from_s: float) -> Said | Moved:
        guards = list(move.guards) if move.direction == "close" else []

        def seen(since_s: float) -> Moved | None:
            now = self._board.contacts
            blocked = blocked_because(guards, now)
            if blocked is not None:
                guards.clear()  # said once
                self._terminal.say(f"{blocked}: {UNDER_BOOM}")
            return told_by_limits(move, before, now, since_s, self._patience_s)

        return self._watch(from_s, seen)

    def _watch(self, from_s: float, seen: Callable[[float], Moved | None]) -> Said | Moved:
        """Until the limits or the technician tell what the boom did."""
        while True:
            self._board.listen(SLICE_S)
            since_s = self._clock.monotonic_s() - from_s
            text = self._terminal.line(0)
            if text == STOP:
                return Said(STOP, {})
            came = seen(since_s) or (None if text is None else told_by_person(text, since_s))
            if came is not None:
                self._board.listen(LATE_S)
                return came
            if text is not None:
                self._terminal.say(HOW)
