"""Small fleets with a real Mosquitto, real outboxes and the consumer in its own process."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from edge.commands.fleet import SITE_SETTINGS, site_limits
from edge.commands.fleet_figures import latency
from edge.sim.free_port import free_port
from tests.devices.mqtt import mosquitto
from tests.waiting import until

SMALL = ("--lanes", "4", "--per-minute", "120", "--picture-kb", "20", "--seconds", "2")


def fleet(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "edge.commands.fleet", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=110)


def figures(*words: str) -> dict[str, Any]:
    done = fleet(*words, "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_fleet_tells_what_was_offered_what_arrived_and_what_it_took(tmp_path: Path) -> None:
    found = figures(*SMALL, "--folder", str(tmp_path))
    counts = found["counts"]
    assert found["connected"] == 4
    assert found["passages"] == counts["records"] == counts["whole"] >= 8
    assert counts["events"] == 5 * found["passages"]
    assert counts["payload_bytes"] > 20_000 * found["passages"]
    assert (found["lost"], found["faults"], found["storm"]) == (0, [], None)
    assert found["records"]["count"] == found["whole_passages"]["count"] == found["passages"]
    assert 0 <= found["records"]["p50_s"] <= found["records"]["max_s"] <= found["whole_passages"]["max_s"] + 1e-3
    assert found["memory"]["per_lane_kb"] > 0
    assert set(found["processes"]) == {"lanes", "broker", "consumer"}
    assert found["processes"]["lanes"]["threads"] > 8
    assert all(one["rss_mb"] > 1 for one in found["processes"].values())
    assert list(tmp_path.iterdir()) == [], "outboxes and pictures are left behind"


def test_a_storm_brings_all_of_the_backlog_in_order_while_trucks_pass(tmp_path: Path) -> None:
    found = figures(*SMALL, "--storm", "--backlog-minutes", "0.25", "--pictures", "2", "--folder", str(tmp_path))
    storm, counts = found["storm"], found["counts"]
    assert storm["backlog_passages"] == counts["backlog_records"] == counts["backlog_whole"] == 4 * 30
    assert counts["whole"] == found["passages"] > 4 * 30, "no truck passed meanwhile"
    assert 0 < storm["records_drained_s"] <= storm["drained_s"]
    assert storm["connected_s"] is not None
    assert (found["lost"], counts["out_of_order"], counts["broken_links"], found["faults"]) == (0, 0, 0, [])


def test_an_existing_broker_serves_as_well(tmp_path: Path) -> None:
    with mosquitto(tmp_path) as broker:
        found = figures(*SMALL, "--host", "127.0.0.1", "--port", str(broker.port))
    assert (found["counts"]["whole"], found["faults"]) == (found["passages"], [])
    assert set(found["processes"]) == {"lanes", "consumer"}, "a broker that is not ours can't be watched"


def test_a_broker_that_lets_nothing_through_makes_a_fleet_fail_and_say_so(tmp_path: Path) -> None:
    (tmp_path / "acl").write_text("topic read #\n")
    with mosquitto(tmp_path, "allow_anonymous true", f"acl_file {tmp_path}/acl") as broker:
        words = ("--lanes", "2", "--per-minute", "60", "--seconds", "2", "--patience", "3")
        done = fleet(*words, "--host", "127.0.0.1", "--port", str(broker.port))
    assert done.returncode == 1
    assert "passages that never arrived whole" in done.stdout


def test_no_broker_is_one_line_and_exit_1() -> None:
    done = fleet(*SMALL, "--host", "127.0.0.1", "--port", str(free_port()))
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("scripts/fleet: the counting subscriber")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "words",
    [("--lanes", "0"), ("--per-minute", "0"), ("--seconds", "nan"), ("--picture-kb", "-1"), ("--pictures", "7")],
    ids=" ".join,
)
def test_what_can_not_be_simulated_is_wrong_usage(words: tuple[str, ...]) -> None:
    assert fleet(*words).returncode == 2


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM], ids=["ctrl-c", "terminated"])
def test_an_interrupted_fleet_leaves_nothing_behind(tmp_path: Path, sign: signal.Signals) -> None:
    command = [sys.executable, "-m", "edge.commands.fleet", *SMALL[:-1], "1000", "--folder", str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        until(lambda: list(tmp_path.glob("*/lane-0004/evidence/*")))
        children = _children(process.pid)
        os.killpg(process.pid, sign)
        _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said == "scripts/fleet: interrupted, so there are no figures\n"
    assert len(children) == 2, "broker and consumer"
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert list(tmp_path.iterdir()) == []


def _children(pid: int) -> list[str]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [child for one in tasks for child in one.read_text().split()]


def test_of_the_sites_settings_those_that_matter_for_load_are_taken() -> None:
    limits = site_limits(SITE_SETTINGS.read_text())
    assert "autosave_interval 30" in limits
    assert "max_queued_messages 1000000" in limits
    assert not [line for line in limits if "#" in line or line.startswith(("listener", "cafile", "persistence "))]


def test_percentiles_are_by_the_nearest_rank() -> None:
    found = latency([one / 100 for one in range(1, 101)])
    assert (found.count, found.p50_s, found.p95_s, found.p99_s, found.max_s) == (100, 0.5, 0.95, 0.99, 1.0)
