"""One run of a fleet: the lanes are made, their backlog is filled, they connect, trucks pass, everything is awaited."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Never

import psutil
from tqdm import tqdm

from edge.commands.fleet_figures import Figures, Memory, record_latency, storm_figures, whole_latency
from edge.commands.fleet_gauge import Gauge, rss_mb
from edge.commands.fleet_lanes import HANDS, Address, Committed, FleetLane, Load, with_hands
from edge.commands.fleet_listening import Heard, Listening
from edge.commands.fleet_pace import LOOK_S, Connecting, Progress, due


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be simulated; `backlog`: passages of each lane before it connects, 0 for no storm.

    `patience_s`: without any arrival for so long, what has not come counts as lost.
    """

    lanes: int
    per_minute: float
    seconds: float
    load: Load
    backlog: int
    patience_s: float


@dataclass(frozen=True, slots=True)
class Offered:
    """Live passages, and the monotonic seconds between which they were offered."""

    passages: list[Committed]
    from_s: float
    to_s: float


class Run:
    """`broker_pid`: None for a broker that is not ours to watch. Raises `DeviceError`, `StorageError`."""

    def __init__(self, plan: Plan, folder: Path, address: Address, broker_pid: int | None) -> None:
        self._plan = plan
        self._folder = folder
        self._address = address
        self._broker_pid = broker_pid

    def play(self) -> Figures:
        before_mb = rss_mb(psutil.Process())
        with ExitStack() as stack:
            lanes = stack.enter_context(self._lanes())
            backlog = self._fill(lanes)
            listening = Listening(self._address, self._plan.backlog)
            stack.callback(listening.close)
            gauge = Gauge(self._pids(listening))
            with gauge, Connecting(lanes) as connecting:
                if not backlog:
                    connecting.wait(self._plan.patience_s)
                with_lanes_mb = rss_mb(psutil.Process())
                offered = self._offer(lanes, listening, connecting)
                connected = sum(one.is_connected() for one in lanes)
                self._await(listening, len(backlog) + len(offered.passages))
            heard = listening.result()
        figures = self._figures(offered, backlog, heard, gauge, _memory(before_mb, with_lanes_mb, gauge, len(lanes)))
        figures.connected = connected
        figures.links = dict(sum((one.link_codes for one in lanes), Counter()))
        if backlog:
            figures.storm = storm_figures(backlog, offered.passages, heard, connecting.began_s, connecting.seconds)
        figures.find_faults()
        return figures

    @contextmanager
    def _lanes(self) -> Iterator[list[FleetLane]]:
        lanes: list[FleetLane] = []
        try:
            for number in _bar(range(self._plan.lanes), "lanes"):
                lanes.append(FleetLane(number, self._folder, self._address, self._plan.load))
            yield lanes
        finally:
            with_hands(lanes, FleetLane.close)

    def _pids(self, listening: Listening) -> dict[str, int]:
        broker = {} if self._broker_pid is None else {"broker": self._broker_pid}
        return {"lanes": os.getpid(), **broker, "consumer": listening.pid}

    def _fill(self, lanes: Sequence[FleetLane]) -> list[Committed]:
        found: list[Committed] = []
        wanted = self._plan.backlog
        with _progress(wanted * len(lanes), "backlog") as bar:

            def fill(lane: FleetLane) -> None:
                for _ in range(wanted):
                    found.append(lane.pass_unheard())
                    bar.update()

            with_hands(lanes, fill)
        return found

    def _offer(self, lanes: Sequence[FleetLane], listening: Listening, connecting: Connecting) -> Offered:
        """Trucks pass for the time asked, and on until the backlog is drained."""
        plan = self._plan
        began_s = time.monotonic()

        def backlog_arrived() -> int:
            return listening.counts.backlog_records + listening.counts.backlog_pictures

        progress = Progress(backlog_arrived, plan.patience_s)

        def goes_on() -> bool:
            connecting.look()
            draining = listening.counts.backlog_whole < plan.backlog * plan.lanes and not progress.has_stalled()
            return draining or time.monotonic() < began_s + plan.seconds

        done: list[Future[Committed]] = []
        total = int(plan.seconds * plan.lanes * plan.per_minute / 60)
        with _progress(total, "trucks") as bar, ThreadPoolExecutor(HANDS) as hands:
            for number in due(plan.lanes, 60 / plan.per_minute, goes_on):
                done.append(hands.submit(lanes[number].pass_truck))
                bar.update()
                if len(done) > plan.lanes:  # no more than that behind: `committed` tells when that slows trucks down
                    done[-plan.lanes].result()
            ended_s = time.monotonic()
        return Offered([one.result() for one in done], began_s, ended_s)

    def _await(self, listening: Listening, wanted: int) -> None:
        progress = Progress(lambda: listening.counts.messages, self._plan.patience_s)
        with _progress(wanted, "arrived") as bar:
            while listening.counts.whole < wanted and not progress.has_stalled():
                bar.update(listening.counts.whole - bar.n)
                time.sleep(LOOK_S)

    def _figures(
        self, offered: Offered, backlog: Sequence[Committed], heard: Heard, gauge: Gauge, memory: Memory
    ) -> Figures:
        plan, live = self._plan, offered.passages
        seconds = offered.to_s - offered.from_s
        ids = {one.passage_id for one in (*backlog, *live)}
        whole = {key: at_s for key, (_, _, at_s) in heard.arrivals.items() if at_s is not None}
        live_ids = {one.passage_id for one in live}
        in_time = sum(at_s <= offered.to_s for key, at_s in whole.items() if key in live_ids)
        return Figures(
            lanes=plan.lanes,
            connected=0,
            seconds=seconds,
            asked_per_s=plan.lanes * plan.per_minute / 60,
            committed_per_s=len(live) / seconds,
            arrived_per_s=in_time / seconds,
            megabytes_per_s=heard.counts.payload_bytes / 1e6 / gauge.seconds,
            messages_per_s=heard.counts.messages / gauge.seconds,
            records=record_latency(live, heard),
            whole_passages=whole_latency(live, heard),
            passages=len(ids),
            lost=len(ids - whole.keys()),
            counts=heard.counts,
            consumer_cut_off=heard.lost_connection,
            links={},
            memory=memory,
            processes=gauge.used,
            load_average=os.getloadavg()[0],
        )


def _memory(before_mb: float, with_lanes_mb: float, gauge: Gauge, lanes: int) -> Memory:
    most_mb = gauge.used["lanes"].rss_mb
    return Memory(before_mb, with_lanes_mb, most_mb, (most_mb - before_mb) * 1000 / lanes)


def _bar(numbers: range, name: str) -> tqdm[int]:
    return tqdm(numbers, desc=name, leave=False, disable=not sys.stderr.isatty())


def _progress(total: int, name: str) -> tqdm[Never]:
    return tqdm(total=total, desc=name, leave=False, disable=not sys.stderr.isatty())
