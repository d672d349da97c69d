from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from edge.devices.relay_settings import encode_settings
from edge.values import Event, PulseDone, PulseFailed
from tests.devices.ptys import Cable, Heard
from tests.devices.relays import (
    CLOSE_OFF,
    CLOSE_ON,
    LONG_MS,
    OFF,
    ON,
    failure,
    outcomes,
    ready,
    relay_pid,
    running,
    settings,
)
from tests.waiting import until

PARENT = """
import signal, sys, time
from edge.devices.barrier import RelayBarrier
from edge.devices.relay_settings import parse_settings
from edge.devices.clock import SystemClock
for one in (signal.SIGINT, signal.SIGHUP):  # whatever the tests were started under
    signal.signal(one, signal.SIG_DFL)
said = lambda event: print(getattr(event, "code", event), flush=True)
barrier = RelayBarrier(parse_settings(sys.argv[1]), {"open": 1}, {}, said, SystemClock())
barrier.start()
while barrier.health().code != "ok":
    time.sleep(0.02)
barrier.pulse("open")
time.sleep(600)
"""


def has_ended(pid: int) -> bool:
    """Also where nobody has reaped it yet."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


@pytest.mark.parametrize(
    ("to_group", "number"),
    [(False, signal.SIGKILL), (True, signal.SIGTERM), (True, signal.SIGINT), (True, signal.SIGHUP)],
    ids=["killed", "terminated", "interrupted", "hung up"],
)
def test_a_daemon_that_dies_in_the_middle_of_a_pulse_leaves_it_ended_once(
    cable: Cable, tmp_path: Path, to_group: bool, number: signal.Signals
) -> None:
    command = [sys.executable, "-c", PARENT, encode_settings(settings(cable.path, tmp_path / "mark", 700)).decode()]
    with subprocess.Popen(command, start_new_session=True, stdout=subprocess.DEVNULL) as daemon:
        until(lambda: cable.received() == ON)
        children = (Path("/proc") / str(daemon.pid) / "task").glob("*/children")
        relay = int(" ".join(one.read_text() for one in children).split()[0])
        os.kill(relay, signal.SIGSTOP)  # so that the pulse can't end before the daemon is dead
        (os.killpg if to_group else os.kill)(daemon.pid, number)
        daemon.wait()
    assert cable.received() == ON
    os.kill(relay, signal.SIGCONT)
    until(lambda: cable.received() == ON + OFF)
    until(lambda: has_ended(relay))
    assert cable.received() == ON + OFF
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_the_relay_process_does_not_cut_a_pulse(cable: Cable, heard: Heard, number: signal.Signals) -> None:
    with ready(cable, heard, LONG_MS) as barrier:
        barrier.pulse("open")
        until(lambda: cable.received() == ON)
        os.kill(relay_pid(), number)
        barrier.release()
        assert "stopped by command" in failure(heard)  # so the same process ended it
    assert cable.received() == ON + OFF
    assert heard.codes == ["ok"]


def test_a_killed_relay_process_is_followed_by_one_that_ends_its_pulse(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard, LONG_MS) as barrier:
        barrier.pulse("open")
        until(lambda: cable.received() == ON)
        os.kill(relay_pid(), signal.SIGKILL)
        assert "lost during the pulse" in failure(heard)
        until(lambda: heard.codes == ["ok", "died", "ok"])
    assert outcomes(heard) == [PulseFailed("open", "the relay was lost during the pulse")]
    assert cable.received() == ON + OFF


def test_a_hanging_relay_process_is_ended_and_the_next_one_ends_its_pulse(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard) as barrier:
        os.kill(relay_pid(), signal.SIGSTOP)
        barrier.pulse("open")
        failure(heard)
        until(lambda: heard.codes == ["ok", "silent", "ok"])
        barrier.pulse("open")
        until(lambda: len(outcomes(heard)) == 2)
    assert outcomes(heard)[1] == PulseDone("open")
    assert cable.received() == ON + OFF  # the order that hung was never obeyed


def test_a_relay_process_that_hangs_in_a_pulse_is_killed_and_the_pulse_ended(cable: Cable, heard: Heard) -> None:
    with ready(cable, heard, 1000) as barrier:
        barrier.pulse("open")
        until(lambda: cable.received() == ON)
        os.kill(relay_pid(), signal.SIGSTOP)
        failure(heard)
        until(lambda: cable.received() == ON + OFF)
        until(lambda: heard.codes == ["ok", "silent", "ok"])
    assert cable.received() == ON + OFF


class SlowHeard(Heard):
    """A sink that does not return from a finished pulse until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()

    def __call__(self, event: Event) -> None:
        super().__call__(event)
        if isinstance(event, PulseDone):
            self.let_go.wait(30)


def test_a_pulse_ordered_from_a_dead_process_fails_and_the_next_process_serves(cable: Cable) -> None:
    heard = SlowHeard()
    with ready(cable, heard) as barrier:
        barrier.pulse("open")
        until(lambda: outcomes(heard))
        pid = relay_pid()
        os.kill(pid, signal.SIGKILL)
        until(lambda: has_ended(pid))
        barrier.pulse("open")
        assert "does not listen" in failure(heard)
        heard.let_go.set()
        until(lambda: heard.codes == ["ok", "died", "ok"])
        barrier.pulse("open")
        until(lambda: len(outcomes(heard)) == 3)
    assert cable.received() == (ON + OFF) * 2


def test_a_mark_of_an_earlier_life_is_answered_by_an_off_frame_only(cable: Cable, heard: Heard, tmp_path: Path) -> None:
    (tmp_path / "mark").write_text("2")
    with ready(cable, heard):
        pass
    assert cable.received() == CLOSE_OFF
    assert not (tmp_path / "mark").exists()


@pytest.mark.parametrize("left", ["", "open", "\x00\x00"], ids=["empty", "words", "zeros"])
def test_a_mark_that_names_no_channel_moves_nothing(cable: Cable, heard: Heard, tmp_path: Path, left: str) -> None:
    (tmp_path / "mark").write_text(left)
    with ready(cable, heard):
        pass
    assert cable.received() == b""


def test_without_a_mark_on_disk_nothing_is_energised(cable: Cable, heard: Heard, tmp_path: Path) -> None:
    mark = tmp_path / "no-such-folder" / "mark"
    with running(cable.path, heard, mark=mark) as barrier:
        until(lambda: barrier.health().code == "ok")
        barrier.pulse("open")
        assert str(mark) in failure(heard)
    assert cable.received() == OFF


def test_a_release_read_together_with_its_pulse_keeps_it_from_starting(cable: Cable, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "edge.devices.relay_child"]
    orders = encode_settings(settings(cable.path, tmp_path / "mark", 700)) + b"\npulse 1\nrelease\npulse 2\n"
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        child.stdin.write(orders)
        child.stdin.flush()
        said = [line for line in iter(child.stdout.readline, b"done 2\n") if line != b"alive\n"]
    assert said == [b"ready\n", b"failed stopped by command\n"]
    assert cable.received() == CLOSE_ON + CLOSE_OFF


def test_a_relay_process_whose_daemon_died_before_it_spoke_ends_quietly() -> None:
    command = [sys.executable, "-m", "edge.devices.relay_child"]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (1, b"", b"")
