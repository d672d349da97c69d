"""A gate in trouble: lanes, their central broker, its consumer, and faults at any moment; then calm, and the judge."""

from __future__ import annotations

import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from edge.sim.proxy import Weather
from tests.chaos.central import CentralBroker
from tests.chaos.centre import Centre
from tests.chaos.faults import Trouble
from tests.chaos.judge import judge
from tests.chaos.lane import Lane
from tests.chaos.proofs import proofs
from tests.chaos.schedule import Fault, schedule
from tests.chaos.vehicles import Drivers

LANES = ("lane-01", "lane-02")
WITH_CAMERA = "lane-02"
DRAIN_S = 240.0
LOOK_S = 0.1
QUIET_S = 1.0
CLIP = (640, 480)
CLIP_FRAMES = 40

Progress = Callable[[float], object]
"""Is told the seconds of trouble that are over."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`breaches` is empty where nothing was lost or moved that must not be."""

    seed: int
    faults: tuple[Fault, ...]
    breaches: tuple[str, ...]
    counts: Counter[str]
    longest_outage_s: float
    folder: Path
    not_tried: tuple[str, ...]

    def __str__(self) -> str:
        lines = [f"seed {self.seed}: {len(self.faults)} faults", *(f"  not tried: {one}" for one in self.not_tried)]
        lines += [f"  {count:>10} {name}" for name, count in sorted(self.counts.items())]
        lines += [f"  {self.longest_outage_s:>9.1f}s longest outage", *(f"  BREACH {one}" for one in self.breaches)]
        return "\n".join(lines)

    def story(self) -> str:
        """Everything that is needed to look for a breach's cause."""
        return "\n".join((str(self), "faults:", *map(str, self.faults), f"logs: {self.folder}"))


def run_chaos(seed: int, seconds: float, folder: Path, progress: Progress = lambda _s: None) -> Outcome:
    """So many seconds of trouble, and what is needed to get over it. Needs Mosquitto and openssl."""
    with ExitStack() as closing:
        world = _World(seed, folder, closing)
        faults = tuple(one for one in schedule(seed, LANES, seconds) if world.can_try(one))
        with world.traffic():
            world.suffer(faults, seconds, progress)
        world.get_over_it()
        return world.outcome(faults)


class _World:
    def __init__(self, seed: int, folder: Path, closing: ExitStack) -> None:
        self._seed = seed
        self._folder = folder
        self._wrongs: list[str] = []
        broker = CentralBroker(folder / "broker", LANES)
        broker.start()
        closing.callback(broker.end, signal.SIGTERM)
        self._centre = Centre(broker)
        closing.callback(self._centre.close)
        clip = _noisy_clip(folder / "clip.mp4")
        self._lanes: dict[str, Lane] = {}
        for number, name in enumerate(LANES):
            self._lanes[name] = Lane(name, folder, broker, clip if name == WITH_CAMERA else None, seed + number)
            closing.callback(self._lanes[name].close)
            self._lanes[name].start()
        self._trouble = Trouble(broker, self._centre, self._lanes)

    def can_try(self, fault: Fault) -> bool:
        return fault.kind != "full disk" or self._lanes[fault.whom].disk.small

    @contextmanager
    def traffic(self) -> Iterator[None]:
        drivers = [Drivers(lane, f"{self._seed} {name}") for name, lane in self._lanes.items()]
        for one in drivers:
            one.start()
        try:
            yield
        finally:
            for one in drivers:
                one.stop()

    def suffer(self, faults: tuple[Fault, ...], seconds: float, progress: Progress) -> None:
        began_s = time.time()
        threads = []
        for fault in faults:
            while (now_s := time.time() - began_s) < fault.at_s:
                progress(now_s)
                time.sleep(min(LOOK_S, fault.at_s - now_s))
            threads.append(threading.Thread(target=self._trouble.befall, args=(fault,), name=str(fault)))
            threads[-1].start()
        self._trouble.over.set()
        for thread in threads:
            thread.join()
        progress(seconds)

    def get_over_it(self) -> None:
        """Everything is well again: what waits goes out, and the lanes end in good order.

        Pictures that were too large for the broker are tried again on a new connection.
        """
        for lane in self._lanes.values():
            lane.proxy.weather = Weather()
            lane.proxy.cut(reset=False)
        until_s = time.time() + DRAIN_S
        waiting = dict(self._lanes)
        while waiting:
            waiting = {name: lane for name, lane in waiting.items() if not _has_drained(lane)}
            if time.time() > until_s:
                self._wrongs += [
                    f"{name} has not drained in {DRAIN_S:g} s: {one.where()}" for name, one in waiting.items()
                ]
                break
            time.sleep(LOOK_S)
        self._centre.wait_until_quiet(QUIET_S)
        for name, lane in self._lanes.items():
            code = lane.stop()
            if code != 0:
                self._wrongs.append(f"{name} ended with {code}")
        self._centre.wait_until_quiet(QUIET_S)

    def outcome(self, faults: tuple[Fault, ...]) -> Outcome:
        counts = Counter({f"fault: {kind}": count for kind, count in self._trouble.counts.items()})
        breaches = list(self._wrongs)
        for name, lane in self._lanes.items():
            verdict = judge(lane.truth, self._centre.heard[name])
            breaches += [*verdict.breaches, *proofs(lane, self._centre.heard[name], self._folder)]
            counts += verdict.counts
            counts.update(connections=lane.proxy.traffic.connections, cuts=lane.proxy.traffic.cut)
            breaches += [f"{name}: {line}" for line in lane.relay.violations]
        longest_s = max(lane.longest_outage_s for lane in self._lanes.values())
        not_tried = tuple(
            f"full disk of {name}: {lane.disk.why_not}" for name, lane in self._lanes.items() if not lane.disk.small
        )
        return Outcome(self._seed, faults, tuple(breaches), counts, longest_s, self._folder, not_tried)


def _has_drained(lane: Lane) -> bool:
    seen = lane.seen
    if seen is None or seen["phase"] != "idle":
        return False
    broker = seen["broker"]
    return bool(broker["code"] == "ok" and broker["outbox_depth"] == 0)


def _noisy_clip(path: Path) -> Path:
    """H.264 with pictures that compress badly, so that they are as large as those of a real camera."""
    random = np.random.default_rng(1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"preset": "ultrafast", "crf": "10"})
        stream.width, stream.height, stream.pix_fmt = *CLIP, "yuv420p"
        for _ in range(CLIP_FRAMES):
            noise = random.integers(0, 255, (CLIP[1] // 4, CLIP[0] // 4, 3), np.uint8)
            picture = noise.repeat(4, axis=0).repeat(4, axis=1)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path
