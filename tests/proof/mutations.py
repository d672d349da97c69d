"""Lanes and relay drivers broken on purpose, for the proof to catch; each breach is made in the process that it is in.

python -m tests.proof.mutations BREACH     the relay's process, broken
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from edge.devices import relay_child, relay_process
from edge.devices.barrier import RelayBarrier
from edge.devices.mailbox import Mailbox
from edge.devices.relay_inputs import RelayInputs
from edge.devices.relay_line import RelayLine, Stopped


def mutate_lane(breaches: Sequence[str]) -> None:
    """Breaks this process, or the relay's that it will start; without a breach it stays sound."""
    for name in breaches:
        if name in IN_THE_LANE:
            IN_THE_LANE[name]()
        if name in IN_THE_CHILD:
            relay_process.PROGRAM = ("-m", "tests.proof.mutations", name)


def _replace(owner: type, method: str, breach: Callable[..., object]) -> None:
    setattr(owner, method, breach)


def _blind_lane() -> None:
    from edge.lane import closing  # noqa: PLC0415  # the relay's process has no lane

    closing.no_close_because = closing.no_pulse_because


def _pulse_is_tried_again() -> None:
    ended = RelayBarrier._pulse_ended

    def again(barrier: RelayBarrier, fault: str | None) -> None:
        pulsing = barrier._pulsing
        ended(barrier, fault)
        if pulsing is not None and fault is not None:
            barrier._order(f"pulse {barrier._channels[pulsing[0]]}")

    _replace(RelayBarrier, "_pulse_ended", again)


def _no_release_at_the_start() -> None:
    _replace(RelayLine, "connect", RelayLine._open)


def _pulse_is_repeated_at_the_start() -> None:
    connect = RelayLine.connect

    def repeat(line: RelayLine) -> None:
        line._open()
        left = line._marked()
        if left is not None:
            line._send(line._board.switch(left, True))
        line.close()
        connect(line)

    _replace(RelayLine, "connect", repeat)


def _both_channels() -> None:
    energise = RelayLine.energise

    def both(line: RelayLine, channel: int, timed_ms: int | None, stopped: Stopped) -> None:
        energise(line, channel, timed_ms, stopped)
        line._send(line._board.switch(3 - channel, True))

    _replace(RelayLine, "energise", both)


def _never_off() -> None:
    _replace(RelayLine, "release", RelayLine._unmark)


def _child_closes_blindly() -> None:
    _replace(RelayInputs, "not_clear", lambda _inputs, _names, _stopped: None)


def _dead_daemon_is_obeyed() -> None:
    _replace(Mailbox, "hung_up", lambda _mailbox: False)


IN_THE_LANE: Mapping[str, Callable[[], None]] = MappingProxyType(
    {"blind lane": _blind_lane, "blind lane and driver": _blind_lane, "tried again": _pulse_is_tried_again}
)
IN_THE_CHILD: Mapping[str, Callable[[], None]] = MappingProxyType(
    {
        "no release at the start": _no_release_at_the_start,
        "repeated at the start": _pulse_is_repeated_at_the_start,
        "both channels": _both_channels,
        "never off": _never_off,
        "blind lane and driver": _child_closes_blindly,
        "dead daemon obeyed": _dead_daemon_is_obeyed,
    }
)

if __name__ == "__main__":
    IN_THE_CHILD[sys.argv[1]]()
    sys.exit(relay_child.main())
