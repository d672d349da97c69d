"""A gate in real time: a lane as a process, its relay driver on a pseudo-terminal, a simulated board and boom."""

from __future__ import annotations

import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from edge.sim.barrier import SimulatedBarrier
from edge.sim.boom import Boom
from edge.sim.relay import RelayFaults
from edge.sim.relay_protocols import Inputs, Served
from edge.values import CommandAction
from tests.proof.board_judge import CHANNELS, Call, Obeyed, Over, Question, Seen, Stopped, Trouble, broken
from tests.proof.cable import Cable, clean
from tests.proof.kits import BOOM, KG, KITS, PULSE_MS
from tests.proof.lane_life import LaneProcess

LOOP = 1


def wait(found: Callable[[], bool], patience_s: float) -> None:
    """Until it is so, or no longer than that: it need not ever be."""
    end_s = time.monotonic() + patience_s
    while not found() and time.monotonic() < end_s:
        time.sleep(0.01)


class RealGate:
    """From the first start of its lane to the end; whatever is done to it is counted, and noted in `trace`."""

    def __init__(self, kit: str, folder: Path, counts: Counter[str], mutation: str = "") -> None:
        self.kit = KITS[kit]
        self.counts = counts
        self.trace: list[Seen] = []
        self.state: Mapping[str, Any] = {}
        self.accepted: Counter[str] = Counter()
        self.answers: Counter[str] = Counter()
        self.boots = 0
        self._arguments = [kit, str(folder / "tty"), str(folder)]
        self._mutation = [mutation] if mutation else []
        self._folder = folder
        self.barrier = SimulatedBarrier(self._serve, Boom(BOOM))
        self.barrier.start()
        self.cable = Cable(folder / "tty", self.barrier.relay.port)
        self.start()

    # the lane's life

    def start(self) -> None:
        self.boots += 1
        self.counts["starts"] += 1
        self.has_line, self._is_new = False, True
        self.state = {}
        self.lane = LaneProcess([*self._arguments, f"boot-{self.boots}", *self._mutation], self._heard)

    def is_idle(self) -> bool:
        """Whether the relay's line is open and the lane was seen empty."""
        return self.has_line and bool(self.state) and self.state["phase"] == "idle" and not self.energised

    def killed(self) -> None:
        self.trouble()
        self.lane.kill()
        self.trace.append(Over(time.monotonic()))
        self.start()

    def restarted(self) -> None:
        self.trouble()
        assert self.lane.end() == 0, "the lane does not end by itself"
        self.start()

    def signal_relay(self, number: signal.Signals) -> None:
        self.trouble()
        pid = self.lane.relay_pid()
        if pid is not None:
            try:
                os.kill(pid, number)
            except ProcessLookupError:  # it has just ended
                return

    def contacts_stick(self) -> None:
        """Those that are open stay so, whatever is ordered."""
        if not self.energised:
            self.barrier.relay.faults = RelayFaults(stuck=frozenset(CHANNELS))

    def contacts_are_free(self) -> None:
        self.barrier.relay.faults = RelayFaults()

    def trouble(self) -> None:
        """Notes that something is done to the line, the board or a process now."""
        self.trace.append(Trouble(time.monotonic()))

    def _heard(self, said: Mapping[str, Any]) -> None:
        at_s = said["at_s"]
        if "call" in said:
            self.counts[f"orders: {said['call']}"] += 1
            self.trace.append(Call(at_s, said["call"], said["opening"]))
        elif "over" in said:
            self.trace.append(Over(at_s))
        elif "relay" in said:
            self._relay_told(said["relay"] == "ok", at_s)
        elif "state" in said:
            self.state = said["state"]
        elif "answer" in said:
            self._answered(said["answer"], at_s)

    def _relay_told(self, ok: bool, at_s: float) -> None:
        """A new life's driver that has the line: an earlier one's pulse can't be under way."""
        if ok and self._is_new:
            self._is_new = False
            self.trace.append(Over(at_s))
        self.has_line = ok

    def _answered(self, answer: Mapping[str, Any], at_s: float) -> None:
        self.answers[answer["id"]] += 1
        if answer["accepted"]:
            self.accepted[answer["id"]] += 1
            action = answer["id"].partition("-")[0]
            if action in ("stop", "release"):
                self.trace.append(Stopped(at_s, action == "stop"))

    # the board

    def _serve(self, received: bytes, inputs: Inputs) -> Served:
        served = self.kit.serve(received, inputs)
        at_s = time.monotonic()
        self.trace += [Obeyed(at_s, one.channel, one.on) for one in served.orders]
        if served.answer and not served.orders:
            heard = self.cable.to_driver is clean
            self.trace.append(Question(at_s, clear=heard and not inputs[LOOP]))
        return served

    @property
    def energised(self) -> frozenset[int]:
        return self.barrier.relay.energised

    # vehicles and the centre

    def vehicle(self, *, before: bool, under: bool) -> None:
        """Where the truck stands now: before the boom, under it, or nowhere."""
        self.barrier.set_arrival(before)
        self.barrier.set_vehicle(under)
        self.lane.tell(kg=KG if before else 0.0)

    def order(self, action: CommandAction, number: int, **differently: Any) -> str:
        """A command of the centre; its id."""
        self.counts[f"commands: {action}"] += 1
        expires_at = (datetime.now(UTC) + timedelta(seconds=60)).isoformat()
        command = {"id": f"{action}-{number}", "boot_id": f"boot-{self.boots}", "action": action}
        command |= {"expires_at": expires_at, **differently}
        if action == "decide":
            command |= {"passage_id": self.state.get("passage_id") or "nobody", "outcome": "open"}
        self.lane.tell(command=command)
        return str(command["id"])

    # the end

    def mend(self) -> None:
        """Everything works again, and everybody has left."""
        self.cable.to_board = self.cable.to_driver = clean
        self.cable.plug()
        self.contacts_are_free()
        self.vehicle(before=False, under=False)

    def settle(self, patience_s: float) -> None:
        """Waits until every pulse has ended by itself and the limits alone tell of the boom; it need not come to it."""
        self.mend()
        wait(lambda: self.has_line and not self.energised and self._tells_the_boom(), patience_s)

    def judge_rest(self) -> None:
        """Raises the AssertionError of what is not as it is to be once the gate has settled."""
        assert not self.energised, "rule 3: a pulse that does not end"
        assert self.has_line, "the relay is not served any more"
        assert self._tells_the_boom(), f"rule 4: the boom is {self.barrier.boom}, told: {self.state}"

    def _tells_the_boom(self) -> bool:
        boom = self.barrier.boom
        limit = "opened" if boom.opened else "closed" if boom.closed else "unknown"
        return bool(self.state) and self.state["boom"] == (limit if self.kit.inputs else "unknown")

    def judge(self) -> None:
        """Raises the AssertionError of the first rule that was broken."""
        relay = self.barrier.relay
        pulses = [one for channel in (1, 2) for one in relay.pulses(channel)]
        assert relay.violations == (), "rule 3: open and close are energised together"
        found = list(broken(self.trace, pulses, PULSE_MS / 1000, self.kit.questions))
        assert not found, "; ".join(found)

    def end(self) -> None:
        """The lane ends by itself, and leaves nothing behind."""
        assert self.lane.end() == 0, "the lane does not end by itself"
        assert not self.energised, "rule 3: a pulse that outlives its lane"
        self.counts["pulses of the board"] += sum(len(self.barrier.relay.pulses(channel)) for channel in CHANNELS)
        assert not (self._folder / "mark").exists(), "a pulse that has ended is still marked as running"

    def close(self) -> None:
        """Whatever state it is in."""
        self.lane.kill()
        self.cable.close()
        self.barrier.close()


@contextmanager
def gate_in(
    folder: Path, kit: str, counts: Counter[str], mutation: str = "", patience_s: float = 60.0
) -> Iterator[RealGate]:
    """A gate of a kind of board; raises the AssertionError of the first rule that was broken in the end."""
    gate = RealGate(kit, folder, counts, mutation)
    try:
        yield gate
        gate.judge()
        gate.settle(patience_s)
        gate.judge()
        gate.judge_rest()
        gate.end()
    finally:
        gate.close()
