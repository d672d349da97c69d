"""The doctor beside a lane that runs: a real `lanegate run`, whose devices, login and boom are left alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from edge.sim.broker import Mosquitto
from edge.sim.free_port import free_port
from tests.commands.doctoring import barrier, camera, doctor, found, lane_file, weighbridge
from tests.commands.test_doctor_camera import lettering, still_clip
from tests.end_to_end.site import PATIENCE_S, Centre, Contacts, LaneProcess, Terminal, Weights
from tests.waiting import until

KEPT = ("indicator", "relay")


@dataclass(frozen=True, slots=True)
class Gate:
    """A lane that is not started yet, all around it, and where its page is to be."""

    folder: Path
    weights: Weights
    contacts: Contacts
    broker: Mosquitto
    centre: Centre

    def file(self, page: int | None, scale: str | None = None) -> Path:
        clip = still_clip(self.folder / "lane.mp4", lettering())
        devices = (
            camera(clip, more="loop = true")
            + weighbridge(scale or self.weights.terminal.port)
            + barrier(self.contacts.terminal.port)
        )
        if page is not None:
            devices += f'[web]\nlisten = "127.0.0.1:{page}"\n'
        return lane_file(self.folder, devices, broker=self.broker.port)

    def start(self, lane: LaneProcess) -> str:
        """Until the lane has seen that nobody is there; its boot id."""

        def idle() -> bool:
            lane.check()
            return self.centre.state().get("phase") == "idle"

        lane.start()
        until(idle, PATIENCE_S)
        until(lambda: "pictures come" in lane.log and "relay ok" in lane.log, PATIENCE_S)
        return str(self.centre.state()["boot_id"])


@pytest.fixture
def gate(tmp_path: Path) -> Iterator[Gate]:
    with ExitStack() as stack:
        broker = stack.enter_context(closing(Mosquitto()))
        broker.start()
        centre = stack.enter_context(closing(Centre(broker.port)))
        weights, contacts = stack.enter_context(closing(Weights())), stack.enter_context(closing(Contacts()))
        yield Gate(tmp_path, weights, contacts, broker, centre)


def test_the_word_of_a_running_lane_is_taken_and_the_lane_is_not_disturbed(
    gate: Gate, capsys: pytest.CaptureFixture[str]
) -> None:
    file = gate.file(free_port())
    with closing(LaneProcess(file)) as lane:
        boot_id = gate.start(lane)
        heard, switched = len(gate.centre.documents("command/result")), gate.contacts.sent
        code, findings = doctor(file, capsys)
        assert "broker lost" not in lane.log
        assert "taken-over" not in lane.log
        assert gate.centre.state()["boot_id"] == boot_id
        assert gate.centre.state()["online"] is True
        assert len(gate.centre.documents("command/result")) == heard
        assert gate.contacts.sent == switched
    assert code == 0, findings
    assert findings["daemon"]["verdict"] == "ok"
    assert "phase idle" in findings["daemon"]["found"]
    for device in ("camera:front", *KEPT):
        assert "says the running daemon" in findings[device]["found"], device
        assert findings[device]["figures"]["by"] == "daemon"
    assert findings["indicator"]["found"].startswith("0 kg")
    assert findings["camera:front"]["figures"]["brightness"] > 50
    assert "connected, says the running daemon" in findings["broker"]["found"]
    assert findings["page"]["verdict"] == "ok"


def test_what_a_running_lane_has_against_a_device_is_told_with_what_to_check(
    gate: Gate, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(Terminal()) as silent:
        file = gate.file(free_port(), silent.port)
        with closing(LaneProcess(file)) as lane:
            lane.start()
            until(lambda: [one for one in gate.centre.documents("event") if one.get("code") == "silent"], PATIENCE_S)
            code, findings = doctor(file, capsys)
    assert (code, findings["indicator"]["code"]) == (1, "silent")
    assert "says the running daemon" in findings["indicator"]["found"]
    assert "switched on" in findings["indicator"]["checks"][0]
    assert (findings["daemon"]["verdict"], findings["daemon"]["code"]) == ("warn", "faults")


def test_beside_a_lane_without_a_page_its_ports_are_left_alone_and_are_no_fault(
    gate: Gate, capsys: pytest.CaptureFixture[str]
) -> None:
    file = gate.file(None)
    with closing(LaneProcess(file)) as lane:
        gate.start(lane)
        switched = gate.contacts.sent
        code, findings = doctor(file, capsys)
        assert "broker lost" not in lane.log
        assert gate.contacts.sent == switched
    assert code == 0, findings
    for device in KEPT:
        assert (findings[device]["verdict"], findings[device]["code"]) == ("warn", "kept")
        assert "in use by the running daemon" in findings[device]["found"]
        assert "systemctl status" in findings[device]["checks"][0]
    assert "not logged in beside the running daemon" in findings["broker"]["found"]
    assert findings["camera:front"]["figures"]["codec"] == "h264"


def test_a_page_that_another_program_has_taken_is_a_fault(gate: Gate, capsys: pytest.CaptureFixture[str]) -> None:
    finding = found(gate.file(gate.broker.port), capsys, "page")
    assert (finding["verdict"], finding["code"]) == ("fail", "taken")
