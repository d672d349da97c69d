"""The figures of a fleet's run, and how they are shown."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from edge.commands.fleet_gauge import Usage
from edge.commands.fleet_lanes import Committed
from edge.commands.fleet_listening import Heard
from edge.sim.fleet_ledger import Counts


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds from the commit in the outbox to the consumer; NaN where there were none."""

    count: int
    p50_s: float
    p95_s: float
    p99_s: float
    max_s: float


@dataclass(frozen=True, slots=True)
class Storm:
    """Seconds from the moment at which all lanes began to connect; None: not before the end."""

    backlog_passages: int
    connected_s: float | None
    records_drained_s: float | None
    drained_s: float | None
    live_while_records_drain: Latency
    live_while_pictures_drain: Latency


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident memory of the process with the lanes; `per_lane_kb` is what it has grown by, over the lanes."""

    before_mb: float
    with_lanes_mb: float
    most_mb: float
    per_lane_kb: float


@dataclass(slots=True)
class Figures:
    """What a run showed. `asked`, `committed` and `arrived` are live passages a second while they were offered."""

    lanes: int
    connected: int
    seconds: float
    asked_per_s: float
    committed_per_s: float
    arrived_per_s: float
    megabytes_per_s: float
    messages_per_s: float
    records: Latency
    whole_passages: Latency
    passages: int
    lost: int
    counts: Counts
    consumer_cut_off: bool
    links: Mapping[str, int]
    memory: Memory
    processes: Mapping[str, Usage]
    load_average: float
    storm: Storm | None = None
    faults: list[str] = field(default_factory=list)

    def find_faults(self) -> None:
        """Fills `faults`: what must not be."""
        counts = self.counts
        found = {
            "passages that never arrived whole": self.lost,
            "lanes that were not connected": self.lanes - self.connected,
            "records out of order": counts.out_of_order,
            "broken links of a chain": counts.broken_links,
            "damaged pictures": counts.damaged_pictures,
            "records that can't be read": counts.unreadable,
            "times the consumer was cut off": int(self.consumer_cut_off),
        }
        self.faults = [f"{count} {what}" for what, count in found.items() if count]


def latency(seconds: Sequence[float]) -> Latency:
    """Percentiles by the nearest rank."""
    ordered = sorted(seconds)
    if not ordered:
        return Latency(0, math.nan, math.nan, math.nan, math.nan)
    ranks = [ordered[math.ceil(share * len(ordered)) - 1] for share in (0.5, 0.95, 0.99, 1.0)]
    return Latency(len(ordered), *(round(one, 4) for one in ranks))


def record_latency(committed: Sequence[Committed], heard: Heard) -> Latency:
    arrivals = heard.arrivals
    return latency([arrivals[one.passage_id][1] - one.at_s for one in committed if one.passage_id in arrivals])


def whole_latency(committed: Sequence[Committed], heard: Heard) -> Latency:
    """Until a passage's last picture is there too."""
    whole = {key: at_s for key, (_, _, at_s) in heard.arrivals.items() if at_s is not None}
    return latency([whole[one.passage_id] - one.at_s for one in committed if one.passage_id in whole])


def storm_figures(
    backlog: Sequence[Committed], live: Sequence[Committed], heard: Heard, began_s: float, connected_s: float | None
) -> Storm:
    """`began_s`: when the lanes began to connect."""
    ids = {one.passage_id for one in backlog}
    rows = [row for key, row in heard.arrivals.items() if key in ids]
    everything = len(rows) == len(ids)
    records_s = max(row[1] for row in rows) if everything else None
    whole = [row[2] for row in rows if row[2] is not None]
    drained_s = max(whole) if len(whole) == len(ids) else None
    until_records_s, until_whole_s = records_s or math.inf, drained_s or math.inf
    early = [one for one in live if one.at_s < until_records_s]
    late = [one for one in live if until_records_s <= one.at_s < until_whole_s]
    return Storm(
        len(backlog),
        None if connected_s is None else round(connected_s, 1),
        _since(began_s, records_s),
        _since(began_s, drained_s),
        record_latency(early, heard),
        record_latency(late, heard),
    )


def _since(began_s: float, at_s: float | None) -> float | None:
    return None if at_s is None else round(at_s - began_s, 1)


def as_json(figures: Figures) -> str:
    """One line; a figure that there is not is null."""
    return json.dumps(_without_nan(asdict(figures)), allow_nan=False)


def _without_nan(value: object) -> object:
    if isinstance(value, dict):
        return {key: _without_nan(one) for key, one in value.items()}
    return None if isinstance(value, float) and math.isnan(value) else value


def as_table(figures: Figures) -> str:
    """A line a figure."""
    rows = [*_traffic(figures), *_storm(figures.storm), *_machine(figures)]
    rows += [("faults", "; ".join(figures.faults) or "none")]
    return "\n".join(f"{name:<34} {text}" for name, text in rows)


def _traffic(figures: Figures) -> list[tuple[str, str]]:
    counts = figures.counts
    rates = (
        f"{figures.asked_per_s:.1f} asked, {figures.committed_per_s:.1f} committed, {figures.arrived_per_s:.1f} arrived"
    )
    return [
        ("lanes", f"{figures.lanes}, connected {figures.connected}; {_links(figures.links)}"),
        ("live passages a second", f"{rates}, for {figures.seconds:.0f} s"),
        ("at the consumer", f"{figures.messages_per_s:.0f} messages/s, {figures.megabytes_per_s:.1f} MB/s"),
        ("record, commit to consumer", _seconds(figures.records)),
        ("whole passage, with pictures", _seconds(figures.whole_passages)),
        (
            "passages",
            f"{figures.passages} committed, {counts.records} records and {counts.whole} whole at the consumer",
        ),
        ("lost / out of order / broken chain", f"{figures.lost} / {counts.out_of_order} / {counts.broken_links}"),
        ("repeats", f"{counts.repeated_records} records, {counts.repeated_pictures} pictures"),
    ]


def _storm(storm: Storm | None) -> list[tuple[str, str]]:
    if storm is None:
        return []
    return [
        ("storm: backlog", f"{storm.backlog_passages} passages"),
        ("storm: all connected after", _moment(storm.connected_s)),
        ("storm: all records there after", _moment(storm.records_drained_s)),
        ("storm: all pictures there after", _moment(storm.drained_s)),
        ("storm: live records till then", _seconds(storm.live_while_records_drain)),
        ("storm: live records among pictures", _seconds(storm.live_while_pictures_drain)),
    ]


def _machine(figures: Figures) -> list[tuple[str, str]]:
    memory = figures.memory
    grown = (
        f"{memory.before_mb:.0f} MB before, {memory.with_lanes_mb:.0f} MB with lanes, {memory.most_mb:.0f} MB at most"
    )
    rows = [("memory of the lanes", f"{memory.per_lane_kb:.0f} kB a lane ({grown})")]
    for name, usage in figures.processes.items():
        text = f"{usage.cpu_cores:.2f} cores, {usage.rss_mb:.0f} MB, {usage.threads} thread(s)"
        rows.append((f"process: {name}", text))
    return [*rows, ("load average of the machine", f"{figures.load_average:.1f}")]


def _links(links: Mapping[str, int]) -> str:
    return ", ".join(f"{code} {count}" for code, count in links.items()) or "no change"


def _moment(at_s: float | None) -> str:
    return "not before the end" if at_s is None else f"{at_s:.1f} s"


def _seconds(one: Latency) -> str:
    if not one.count:
        return "none"
    return f"p50 {one.p50_s:.3f}  p95 {one.p95_s:.3f}  p99 {one.p99_s:.3f}  max {one.max_s:.3f} s ({one.count})"
