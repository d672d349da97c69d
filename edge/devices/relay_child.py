"""The process that owns the relay's line: `python -m edge.devices.relay_child`, spoken to over stdin and stdout.

Many boards have no timer, so somebody must switch them off again, even when the daemon is killed in the middle of a
pulse. This child outlives such a death just long enough to end the pulse. For the death of both (power, kernel) it
leaves a mark on disk before it energises a channel; with the mark found at the start it releases that channel first.
That is no pulse: it only ever ends one. A board with a timer gets the same care: it may be another than was said.

stdin: one line of `relay_settings`, then "pulse CHANNEL" or "release" lines; its end means that the daemon is gone.
stdout: "ready", "alive" (twice a second), "done CHANNEL", "failed TEXT" (nothing was energised, or it is released by
now), "input NAME STATE" (each change, and all twice a second), "silent TEXT" and "answers" (the board, when asked for
its inputs), "lost TEXT".
"""

from __future__ import annotations

import math
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from edge.devices.line import SerialLine
from edge.devices.mailbox import Mailbox, Stop
from edge.devices.modem_lines import asking_url
from edge.devices.relay_inputs import RelayInputs
from edge.devices.relay_line import ANSWER_S, RelayLine, Stopped
from edge.devices.relay_settings import RelaySettings, parse_settings
from edge.errors import DeviceError, FrameError
from edge.wire.relays import new_board

STDOUT = 1
ALIVE_S = 0.5  # a silent line is asked as often whether it is still there
SETTINGS_S = 10.0


def say(text: str) -> None:
    """One line to the daemon, if it is still there: what is left to do is done all the same."""
    with suppress(BrokenPipeError):
        os.write(STDOUT, f"{text}\n".encode())  # unbuffered: what is left in a buffer would fail once more at the end


class RelayKeeper:
    """Obeys the daemon: polls inputs between its orders and in its pulses."""

    def __init__(self, settings: RelaySettings, mailbox: Mailbox) -> None:
        board = new_board(settings.board, [one.channel for one in settings.inputs if one.channel is not None])
        port = asking_url(settings.port) if any(one.line and not one.port for one in settings.inputs) else settings.port
        self._line = RelayLine(SerialLine(port, settings.baud, settings.framing), board, Path(settings.mark))
        self._inputs = RelayInputs(settings, board, self._line, say)
        self._settings = settings
        self._mailbox = mailbox
        self._alive_s = 0.0

    def run(self) -> None:
        """Until the daemon is gone; raises `DeviceError` where the line is."""
        try:
            self._line.connect()
            self._inputs.start()
            say("ready")
            while (order := self._next()) is not None or not self._mailbox.gone:
                self._obey(order)
        finally:
            self._inputs.close()
            self._line.close()

    def _next(self) -> str | None:
        return self._mailbox.wait(min(self._inputs.due_in_s(), ALIVE_S))

    def _obey(self, order: str | None) -> None:
        word, *numbers = order.split() if order else [""]
        if word == "pulse":
            self._pulse(int(numbers[0]))
        elif not self._mailbox.gone:
            self._look(lambda: False)

    def _look(self, stopped: Stopped, until_s: float = math.inf) -> None:
        """Polls the inputs if it is time to, and says that this process lives."""
        if self._inputs.due_in_s() == 0:
            self._inputs.poll(stopped, until_s)
        if time.monotonic() - self._alive_s >= ALIVE_S:
            self._line.check()
            self._alive_s = time.monotonic()
            say("alive")
            self._inputs.say_all()

    def _pulse(self, channel: int) -> None:
        stop = Stop(self._mailbox)
        refusal = self._no_pulse_because(channel, stop)
        if refusal is not None:  # nothing is energised at all
            say(f"failed {refusal}")
            return
        fault = self._energise(channel, stop)
        self._line.release(channel)
        say(f"done {channel}" if fault is None else f"failed {fault}")

    def _no_pulse_because(self, channel: int, stop: Stop) -> str | None:
        """A last look: what came after the daemon had given its order counts as well."""
        if channel == self._settings.closing:
            seen = self._inputs.not_clear(self._settings.guards, stop)
            if seen is not None and not stop():
                return seen
        if self._mailbox.hung_up():
            return "the daemon is gone: a pulse of an earlier life is none of the next one"
        return "stopped by command" if stop() else None

    def _energise(self, channel: int, stop: Stop) -> str | None:
        """Until the pulse is over; returns why it was no whole one."""
        try:
            self._line.energise(channel, self._settings.pulse_ms if self._settings.timed else None, stop)
            end_s = time.monotonic() + self._settings.pulse_ms / 1000
            while not stop() and (left_s := end_s - time.monotonic()) > 0:
                if left_s > ANSWER_S:  # a poll must not make the pulse longer, nor its answer meet the off-frame
                    self._look(stop, end_s)
                    left_s = min(end_s - time.monotonic(), self._inputs.due_in_s())
                stop(max(0.0, left_s))
        except DeviceError as error:
            return str(error)
        return "stopped by command" if stop() else None


def main() -> int:
    """Exit code 0 where the daemon ended it, 1 where the line was lost."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # stdin's end is the signal: a running pulse ends first
    mailbox = Mailbox(0)
    first = mailbox.wait(SETTINGS_S)
    if first is None:
        return 1  # the daemon ended before it said which port
    try:
        RelayKeeper(parse_settings(first), mailbox).run()
    except (DeviceError, FrameError) as error:
        say(f"lost {error}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
