"""What may be done to a gate in real time, and how: trucks, the centre, and trouble at any moment of a pulse."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from edge.values import CommandAction
from tests.proof.board_judge import UNDER_WAY_S
from tests.proof.cable import clean, garbled, lost
from tests.proof.real_gate import RealGate, wait
from tests.waiting import until

OPEN, CLOSE = 1, 2
PATIENCE_S = 3.0  # how long a sequence waits for what may never come
TROUBLE_S = 0.3
Trouble = Literal[
    "relay killed", "relay hangs", "lane killed", "lane killed while the relay hangs", "lane restarted", "cable pulled",
    "noise to the board", "noise to the driver", "loss to the board", "loss to the driver", "contacts stick", "stop",
    "vehicle", "close",
]  # fmt: skip
Moment = Literal["now", "open pulse", "close pulse", "boom travels"]
Wrong = Literal["expired", "foreign", "repeated"]
WRONG: Mapping[Wrong, Mapping[str, Any]] = MappingProxyType(
    {"expired": {"expires_at": "2026-03-01T06:00:00Z"}, "foreign": {"boot_id": "boot-0"}, "repeated": {}}
)


@dataclass(frozen=True, slots=True)
class Happens:
    """Trouble, so long after a moment that is brought about first."""

    what: Trouble
    when: Moment
    later_s: float


@dataclass(frozen=True, slots=True)
class Passage:
    """A truck comes, is let through and leaves; `slips_in`: another one comes under the boom that closes behind it."""

    slips_in: bool


@dataclass(frozen=True, slots=True)
class Ordered:
    """A command of the centre, or one that must not count."""

    action: CommandAction
    wrong: Wrong | None


@dataclass(frozen=True, slots=True)
class Comes:
    """A vehicle stands before the boom or under it from now on, or nowhere."""

    before: bool
    under: bool
    for_s: float


Doing = Happens | Passage | Ordered | Comes


class Visitor:
    """Does things to a gate, and never waits for ever for what follows."""

    def __init__(self, gate: RealGate, patience_s: float = PATIENCE_S) -> None:
        self.gate = gate
        self._patience_s = patience_s
        self.number = 0

    def begins(self, *, occupied: bool) -> None:
        """The lane starts with a vehicle in it or is seen empty first."""
        if occupied:
            self.gate.vehicle(before=True, under=False)
        self.wait(lambda: bool(self.gate.state) if occupied else self.gate.is_idle())

    def does(self, one: Doing) -> None:
        self.gate.counts["doings"] += 1
        match one:
            case Happens(what, when, later_s):
                self.gate.counts[f"trouble at {when}: {what}"] += 1
                self.comes_to(when)
                time.sleep(later_s)
                self.happens(what)
            case Passage(slips_in):
                self.passage(slips_in=slips_in)
            case Ordered(action, wrong):
                self.order(action) if wrong is None else self.order_in_vain(action, wrong)
            case Comes(before, under, for_s):
                self.gate.vehicle(before=before, under=under)
                time.sleep(for_s)

    # trucks

    def is_served(self) -> None:
        """After all that: once everything works again, the next truck is let through."""
        self.gate.mend()
        self.order("release")
        until(self.gate.is_idle)
        pulses = len(self.gate.barrier.relay.pulses(OPEN))
        self.gate.vehicle(before=True, under=False)
        until(lambda: len(self.gate.barrier.relay.pulses(OPEN)) > pulses)

    def passage(self, *, slips_in: bool = False) -> None:
        self.gate.counts["passages"] += 1
        self.comes_to("close pulse")
        if slips_in:
            self.gate.counts["vehicles under a closing boom"] += 1
            self.gate.vehicle(before=False, under=True)
            time.sleep(TROUBLE_S)
            self.gate.vehicle(before=False, under=False)

    def comes_to(self, when: Moment) -> None:
        """As far as the lane goes along."""
        if when == "now":
            return
        if self.gate.state.get("held"):
            self.order("release")
        self.gate.vehicle(before=False, under=False)
        self.wait(self.gate.is_idle)
        self.gate.vehicle(before=True, under=False)
        self.wait(lambda: OPEN in self.gate.energised)
        if when == "open pulse":
            return
        self._drives_through()
        self.wait(lambda: CLOSE in self.gate.energised)
        if when == "boom travels":
            self.wait(lambda: not self.gate.energised)

    def _drives_through(self) -> None:
        self.wait(lambda: not self.gate.energised)
        self.gate.vehicle(before=True, under=True)
        time.sleep(0.2)
        self.gate.vehicle(before=False, under=False)

    # the centre

    def order(self, action: CommandAction) -> None:
        self.number += 1
        self._is_answered(self.gate.order(action, self.number))

    def order_in_vain(self, action: CommandAction, wrong: Wrong) -> None:
        self.gate.counts[f"commands refused: {wrong}"] += 1
        if wrong == "repeated":
            self.order(action)
        else:
            self.number += 1
        name = self.gate.order(action, self.number, **WRONG[wrong])
        self._is_answered(name)
        allowed = 1 if wrong == "repeated" else 0
        assert self.gate.accepted[name] <= allowed, f"rule 5: a command that is {wrong} was accepted"

    def _is_answered(self, name: str) -> None:
        answers, boots = self.gate.answers[name], self.gate.boots
        self.wait(lambda: self.gate.answers[name] > answers or self.gate.boots > boots)

    # trouble

    def happens(self, what: Trouble) -> None:
        gate = self.gate
        doings: Mapping[str, Callable[[], None]] = {
            "relay killed": lambda: gate.signal_relay(signal.SIGKILL),
            "lane killed": gate.killed,
            "lane killed while the relay hangs": self._lane_is_killed_while_the_relay_hangs,
            "lane restarted": gate.restarted,
            "stop": lambda: self.order("stop"),
            "vehicle": lambda: gate.vehicle(before=False, under=True),
            "close": lambda: self.order("close"),
        }
        if what in doings:
            doings[what]()
        else:
            self._for_a_while(*self._lasting(what))

    def _lasting(self, what: Trouble) -> tuple[Callable[[], None], Callable[[], None]]:
        """How a trouble begins and how it ends."""
        gate = self.gate
        if what == "relay hangs":
            return lambda: gate.signal_relay(signal.SIGSTOP), lambda: gate.signal_relay(signal.SIGCONT)
        if what == "cable pulled":
            return gate.cable.pull, gate.cable.plug
        if what == "contacts stick":
            return gate.contacts_stick, gate.contacts_are_free
        noise = garbled if what.startswith("noise") else lost
        side = "to_board" if what.endswith("board") else "to_driver"
        return lambda: setattr(gate.cable, side, noise), lambda: setattr(gate.cable, side, clean)

    def _for_a_while(self, begin: Callable[[], None], end: Callable[[], None]) -> None:
        self.gate.trouble()
        begin()
        self.number += 1
        self.gate.order("open", self.number)
        wait(lambda: bool(self.gate.energised), 1.0)  # it comes to nothing where the trouble is in its way
        time.sleep(TROUBLE_S)
        self.gate.trouble()
        end()

    def _lane_is_killed_while_the_relay_hangs(self) -> None:
        """With an order on its way to the relay's process, which wakes up when nobody wants it any more."""
        self.wait(lambda: self.gate.has_line)
        hanging = self.gate.lane.relay_pid()
        self.gate.signal_relay(signal.SIGSTOP)
        self.order("open")
        self.gate.killed()
        time.sleep(UNDER_WAY_S + 0.5)
        if hanging is not None:
            os.kill(hanging, signal.SIGCONT)

    def wait(self, found: Callable[[], bool]) -> None:
        wait(found, self._patience_s)
