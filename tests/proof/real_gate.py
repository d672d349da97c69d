"""A gate in real time: a lane as a process, its relay driver on a pseudo-terminal, a simulated board and boom."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
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
from tests.waiting import until

LOOP = 1


class LaneProcess:
    """One life of the lane; what it says goes to `hear`, line by line, on a thread of its own."""

    def __init__(self, arguments: list[str], hear: Callable[[Mapping[str, Any]], None]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.proof.lane_process", *arguments],
            bufsize=0,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._hear = hear
        self._ears = threading.Thread(target=self._listen, name="lane-ears")
        self._ears.start()

    def tell(self, **what: Any) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(what).encode() + b"\n")

    def relay_pid(self) -> int | None:
        """Of the relay's process, where there is one just now."""
        tasks = Path("/proc", str(self._process.pid), "task")
        children = " ".join(one.read_text() for one in tasks.glob("*/children")).split()
        return int(children[0]) if children else None

    def kill(self) -> None:
        self._process.kill()
        self._wait()

    def end(self) -> int:
        """Lets it end by itself; its exit code."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        return self._wait()

    def _wait(self) -> int:
        code = self._process.wait(60)
        self._ears.join()
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            stream.close()
        return code

    def _listen(self) -> None:
        assert self._process.stdout is not None
        for line in iter(self._process.stdout.readline, b""):
            self._hear(json.loads(line))


class RealGate:
    """From the first start of its lane to the end; whatever is done to it is counted, and noted in `trace`."""

    def __init__(self, kit: str, folder: Path, counts: Counter[str], mutation: str = "") -> None:
        self.kit = KITS[kit]
        self.counts = counts
        self.trace: list[Seen] = []
        self.state: Mapping[str, Any] = {}
        self.accepted: set[str] = set()
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
        self._is_over = False
        self.state = {}
        self.lane = LaneProcess([*self._arguments, f"boot-{self.boots}", *self._mutation], self._heard)

    def is_ready(self) -> bool:
        """Whether the relay's line is open and the lane was seen empty or has somebody in it."""
        return self._is_over and bool(self.state) and self.state["phase"] != "unknown"

    def killed(self) -> None:
        self.trouble()
        self.lane.kill()
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
        elif "over" in said or (said.get("relay") == "ok" and not self._is_over):
            self._is_over = self._is_over or "relay" in said
            self.trace.append(Over(at_s))
        elif "state" in said:
            self.state = said["state"]
        elif "answer" in said:
            self._answered(said["answer"], at_s)

    def _answered(self, answer: Mapping[str, Any], at_s: float) -> None:
        self.answers[answer["id"]] += 1
        if answer["accepted"]:
            self.accepted.add(answer["id"])
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

    def settle(self) -> None:
        """Everything works again and everybody has left: every pulse ends, and the limits alone tell of the boom."""
        self.cable.to_board = self.cable.to_driver = clean
        self.cable.plug()
        self.vehicle(before=False, under=False)
        until(lambda: self._is_over and not self.energised and self._tells_the_boom())

    def _tells_the_boom(self) -> bool:
        boom = self.barrier.boom
        limit = "opened" if boom.opened else "closed" if boom.closed else "unknown"
        return bool(self.state) and self.state["boom"] == (limit if self.kit.inputs else "unknown")

    def judge(self) -> None:
        """Raises the AssertionError of the first rule that was broken."""
        relay = self.barrier.relay
        pulses = [one for channel in (1, 2) for one in relay.pulses(channel)]
        self.counts["pulses of the board"] += len(pulses)
        assert relay.violations == (), "rule 3: open and close are energised together"
        found = list(broken(self.trace, pulses, PULSE_MS / 1000, self.kit.questions))
        assert not found, "; ".join(found)

    def end(self) -> None:
        """The lane ends by itself, and leaves nothing behind."""
        assert self.lane.end() == 0, "the lane does not end by itself"
        assert not self.energised, "rule 3: a pulse that outlives its lane"
        assert not (self._folder / "mark").exists(), "a pulse that has ended is still marked as running"

    def close(self) -> None:
        """Whatever state it is in."""
        self.lane.kill()
        self.cable.close()
        self.barrier.close()


@contextmanager
def gate_in(folder: Path, kit: str, counts: Counter[str], mutation: str = "") -> Iterator[RealGate]:
    """A gate of a kind of board; raises the AssertionError of the first rule that was broken in the end."""
    gate = RealGate(kit, folder, counts, mutation)
    try:
        yield gate
        gate.settle()
        gate.judge()
        gate.end()
    finally:
        gate.close()
