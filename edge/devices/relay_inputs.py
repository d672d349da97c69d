"""The inputs as the relay's process polls them: of the board by its line, and of modem lines."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from itertools import groupby

from edge.devices.modem_lines import ModemLines, OwnPort
from edge.devices.relay_line import ANSWER_S, RelayLine, Stopped
from edge.devices.relay_settings import RelayInput, RelaySettings
from edge.wire.boards import Board
from edge.wire.contacts import Contact, polled

MISSES = 2


class RelayInputs:
    """Tells each input by `say` when it changes, and when the board falls silent or answers again."""

    def __init__(self, settings: RelaySettings, board: Board, line: RelayLine, say: Callable[[str], None]) -> None:
        self._settings = settings
        self._line = line
        self._say = say
        self._questions = board.questions(one.channel for one in settings.inputs if one.channel is not None)
        self._modems = _modem_lines(settings, line)
        self._contacts = {one.name: Contact() for one in settings.inputs}
        self._missed = 0
        self._next_s = 0.0

    def start(self) -> None:
        for modem in self._modems.values():
            modem.start()

    def close(self) -> None:
        for modem in self._modems.values():
            modem.close()

    def due_in_s(self) -> float:
        """Seconds until the next poll."""
        return max(0.0, self._next_s - time.monotonic())

    def poll(self, stopped: Stopped, until_s: float = math.inf) -> None:
        """Asks for all inputs; without result where it was stopped, or would last beyond `until_s` (monotonic).

        Raises `DeviceError` where the line is lost.
        """
        self._next_s = time.monotonic() + self._settings.poll_ms / 1000
        closed: dict[int, bool] = {}
        for question in self._questions:
            if time.monotonic() + ANSWER_S > until_s:
                return
            answer = self._line.ask(question, stopped)
            if stopped():
                return
            self._tell_answer(answer is not None)
            closed |= answer or {}
            if answer is None:
                break  # one that is silent is asked again at the next poll, not once for each input
        for one in self._settings.inputs:
            self._tell(one, self._closed(one, closed))

    def not_clear(self, names: Sequence[str], stopped: Stopped) -> str | None:
        """Asks anew; which of the inputs `names` is not clear by that very answer, None where all are.

        Raises `DeviceError` where the line is lost.
        """
        for _ in range(MISSES if names else 0):
            self.poll(stopped)
            if not any(self._contacts[name].missed for name in names):
                break
        for name in names:
            contact = self._contacts[name]
            if contact.missed or contact.told != "clear":
                return f"presence input {name} is {'unreadable' if contact.missed else contact.told}"
        return None

    def say_all(self) -> None:
        """For a daemon that has lost track meanwhile."""
        for name, contact in self._contacts.items():
            self._say(f"input {name} {contact.told}")

    def _closed(self, one: RelayInput, closed: dict[int, bool]) -> bool | None:
        if one.line is not None:
            return self._modems[one.port].closed(one.line)
        return None if one.channel is None else closed.get(one.channel)

    def _tell(self, one: RelayInput, closed: bool | None) -> None:
        before = self._contacts[one.name]
        now = polled(before, None if closed is None else closed == (one.active == "closed"))
        self._contacts[one.name] = now
        if now.told != before.told:
            self._say(f"input {one.name} {now.told}")

    def _tell_answer(self, answered: bool) -> None:
        before, self._missed = self._missed, 0 if answered else min(self._missed + 1, MISSES)
        if answered and before == MISSES:
            self._say("answers")
        elif before < MISSES == self._missed:
            self._say(f"silent {self._settings.port}, asked for its inputs")


def _modem_lines(settings: RelaySettings, line: RelayLine) -> dict[str | None, ModemLines]:
    """One reader for each port that has such inputs; None is the relay's own."""
    found: dict[str | None, ModemLines] = {}
    wanted = sorted((one.port or "", one.line) for one in settings.inputs if one.line is not None)
    for name, lines in groupby(wanted, lambda pair: pair[0]):
        port = OwnPort(name) if name else lambda: line.port
        found[name or None] = ModemLines(port, [one for _, one in lines], settings.poll_ms / 1000)
    return found
