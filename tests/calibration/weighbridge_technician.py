"""A technician at a simulated weighbridge: a real process of `lanegate calibrate weighbridge` is answered by him.

He reads the questions as they come, does with the platform what each says, and types the answer.
"""

from __future__ import annotations

import os
import re
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from edge.sim.indicator import Manner, SimulatedIndicator
from edge.sim.platform import Build, SimulatedPlatform

PATIENCE_S = 60.0
QUESTION = re.compile(r"\[([a-z0-9.-]+)\] ([^\n]*): $")
SPAN = re.compile(r"span-([0-9.]+)-(up|down)")
TRUCK_KG = 31_480
TRUCK = ((0.0, 7_200), (0.5, 19_300), (1.0, TRUCK_KG))
COMMAND = (sys.executable, "-m", "edge", "calibrate", "weighbridge")
PLAN = """\
max_kg = 60000
interval_kg = 20
weights = [1000, 10000, 40000, 60000]
repeats = 3
arrivals = 1
rest_s = 1
steady_s = 0.15
patience_s = 2
"""
BRIEF = """\
max_kg = 60000
interval_kg = 20
weights = [10000, 40000, 60000]
repeats = 0
arrivals = 0
rest_s = 0.5
steady_s = 0.15
patience_s = 2
"""
LANE = """\
[lane]
site = "kim-thanh"
id = "lane-01"
direction = "import"

[weighbridge]
port = "{port}"                 # the indicator's cable
protocol = "{protocol}"
baud = 9600
stable_frames = 4

[decision]
mode = "monitor"
require = []

[mqtt]
host = "127.0.0.1"
port = 1883

[storage]
path = "{state}"
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the command ended: its exit code, all that it said, and the lane's files."""

    code: int
    said: str
    file: Path
    state: Path


@dataclass(slots=True)
class Technician:
    """`answers`: question -> what he types, where that is not Enter alone."""

    platform: SimulatedPlatform
    answers: Mapping[str, str] = field(default_factory=dict)

    def answer(self, key: str) -> str:
        """Does what the question asks for, and gives what he types."""
        self._act(key)
        return self.answers.get(key, "yes" if key == "save" else "")

    def _act(self, key: str) -> None:
        span = SPAN.fullmatch(key)
        if span:
            self.platform.put(float(span[1]))
        elif re.fullmatch("repeat-[0-9]+", key):
            self.platform.put(0)
            self.platform.put(40_000)
        elif key.startswith("corner-") and not key.endswith("-again"):
            self.platform.put(0)
            self.platform.put(20_000, key.removeprefix("corner-").replace("-", " "))
        elif key.endswith("-empty") or key in ("rest", "zero"):
            self.platform.put(0)
        elif key.endswith("-on"):
            self.platform.drive_on(TRUCK)


def since(began_s: float) -> Callable[[], float]:
    return lambda: time.monotonic() - began_s


@contextmanager
def weighbridge(build: Build, manner: Manner | None = None) -> Iterator[tuple[SimulatedPlatform, str]]:
    """A platform, and the port at which its indicator speaks."""
    platform = SimulatedPlatform(build, since(time.monotonic()))
    manner = manner or Manner("yaohua", period_s=0.02)
    with closing(SimulatedIndicator(platform.gross_kg, manner=manner)) as indicator:
        indicator.start()
        yield platform, indicator.port


def write_lane(folder: Path, port: str, protocol: str = "yaohua", plan: str = PLAN) -> Path:
    file = folder / "lane-01.toml"
    state = folder / "state"
    file.write_text(LANE.format(port=port, protocol=protocol, state=state), encoding="utf-8")
    (folder / "plan.toml").write_text(plan, encoding="utf-8")
    return file


def calibrate(file: Path, technician: Technician, *options: str, on_terminal: bool = False) -> Outcome:
    """Runs the whole calibration with the plan beside the lane's file; with pipes, or on a terminal of its own."""
    command = [*COMMAND, "--config", str(file), "--plan", str(file.parent / "plan.toml"), *options]
    ours, theirs = _terminal() if on_terminal else _pipes()
    process = subprocess.Popen(command, stdin=theirs[0], stdout=theirs[1], stderr=theirs[1])
    for end in set(theirs):
        os.close(end)
    try:
        said = _converse(*ours, technician)
        code = process.wait(PATIENCE_S)
    finally:
        process.kill()
        process.wait()
        for end in set(ours):
            os.close(end)
    return Outcome(code, said, file, file.parent / "state")


Ends = tuple[int, int]
"""What is read from, and what is written to."""


def _pipes() -> tuple[Ends, Ends]:
    """Ours and theirs."""
    their_input, our_output = os.pipe()
    our_input, their_output = os.pipe()
    return (our_input, our_output), (their_input, their_output)


def _terminal() -> tuple[Ends, Ends]:
    ours, theirs = os.openpty()
    return (ours, ours), (theirs, theirs)


def _converse(source: int, sink: int, technician: Technician) -> str:
    """Answers each question once, until the command has nothing more to say."""
    said, answered = "", 0
    while True:
        ready, _, _ = select.select([source], [], [], PATIENCE_S)
        if not ready:
            pytest.fail(f"the command said nothing for {PATIENCE_S:g} s; before: {said[-2000:]}")
        chunk = _read(source)
        if not chunk:
            return said
        said += chunk.decode(errors="replace")
        asked = QUESTION.search(said, answered)
        if asked:
            answered = len(said)
            os.write(sink, f"{technician.answer(asked[1])}\n".encode())


def _read(source: int) -> bytes:
    """Empty at the end, which a terminal tells by an error."""
    try:
        return os.read(source, 65536)
    except OSError:
        return b""
