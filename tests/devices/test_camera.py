from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import numpy as np
import pytest

from edge.devices.camera import ProcessCamera, place_of, redact_url
from edge.devices.camera_watch import CameraLimits
from edge.devices.clock import SystemClock
from edge.ports import Camera
from edge.sim.free_port import free_port
from edge.values import DeviceStatus, Event, Frame
from tests.devices.clips import write_clip
from tests.rtsp import RtspServer, require_rtsp
from tests.waiting import until

QUICK = CameraLimits(
    open_s=3.0, stall_s=2.0, hang_s=2.0, start_s=40.0, settled_s=5.0, retry_first_s=0.1, retry_most_s=0.5
)
LONG = CameraLimits(retry_first_s=0.1, retry_most_s=0.5)

PARENT = """
import sys, time
from edge.devices.camera import ProcessCamera
from edge.devices.clock import SystemClock
camera = ProcessCamera("front", sys.argv[1], True, lambda event: None, SystemClock())
camera.start()
while camera.health().code != "ok":
    time.sleep(0.05)
print(camera.child_pid, flush=True)
time.sleep(600)
"""


class Said:
    """A sink that keeps the codes in their order."""

    def __init__(self) -> None:
        self.statuses: list[DeviceStatus] = []

    def __call__(self, event: Event) -> None:
        assert isinstance(event, DeviceStatus)
        self.statuses.append(event)

    @property
    def codes(self) -> list[str]:
        return [status.code for status in self.statuses]

    def in_order(self, *codes: str) -> bool:
        """Whether these codes were said one after another, whatever was said between them."""
        remaining = iter(self.codes)
        return all(code in remaining for code in codes)


@contextmanager
def running(url: str | Path, said: Said, loop: bool = False, limits: CameraLimits = QUICK) -> Iterator[ProcessCamera]:
    with closing(ProcessCamera("front", str(url), loop, said, SystemClock(), limits=limits)) as camera:
        camera.start()
        yield camera


@pytest.fixture
def said() -> Said:
    return Said()


def frames_of(camera: Camera, count: int) -> list[Frame]:
    """`count` frames, one after another, each the newest when it was taken."""
    frames: list[Frame] = []
    for _ in range(count):
        after = frames[-1].number if frames else 0
        frame = until(lambda after=after: camera.newest(after))  # type: ignore[misc]
        assert frame is not None
        frames.append(frame)
    return frames


def is_gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state in "ZX"


# --- RTSP ---


@pytest.fixture
def server() -> Iterator[RtspServer]:
    require_rtsp()
    with RtspServer() as server:
        yield server


def test_frames_come_from_an_rtsp_server_with_growing_numbers_and_arrivals(server: RtspServer, said: Said) -> None:
    with running(server.url(), said) as camera:
        frames = frames_of(camera, 10)
        now_s = SystemClock().monotonic_s()
        until(lambda: camera.health().fps > 5)
        health = camera.health()
    assert said.codes == ["ok"]
    assert all(frame.image.shape == (360, 640, 3) and frame.camera == "front" for frame in frames)
    assert any(np.any(frame.image > 200) for frame in frames)
    arrivals = [frame.at_s for frame in frames]
    assert arrivals == sorted(arrivals)
    assert arrivals[-1] <= now_s
    assert camera.first_frame_at_s is not None
    assert camera.first_frame_at_s <= arrivals[0]
    assert health.code == "ok"
    assert health.age_s is not None
    assert 0 <= health.age_s < QUICK.stall_s


def test_frames_that_nobody_takes_are_counted_and_the_newest_wins(server: RtspServer, said: Said) -> None:
    with running(server.url(), said) as camera:
        until(lambda: camera.health().frames > 30)
        frame = camera.newest(0)
        assert frame is not None
        assert frame.number > 30
        assert frame.number - 1 <= camera.health().dropped < camera.health().frames
        assert camera.newest(10**9) is None


def test_a_server_that_dies_is_lost_then_unreachable_then_ok_when_it_is_back(server: RtspServer, said: Said) -> None:
    with running(server.url(), said) as camera:
        number = frames_of(camera, 3)[-1].number
        server.kill()
        until(lambda: said.in_order("ok", "lost", "unreachable"))
        assert camera.health().code == "unreachable"
        until(lambda: camera.health().restarts >= 4)
        server.start()
        until(lambda: said.in_order("lost", "unreachable", "ok"))
        assert until(lambda: camera.newest(number + 1)) is not None
    assert said.codes.count("unreachable") == 1


def test_a_server_that_falls_silent_is_stalled_and_ok_when_it_goes_on(server: RtspServer, said: Said) -> None:
    with running(server.url(), said) as camera:
        frames_of(camera, 3)
        server.freeze()
        until(lambda: said.in_order("ok", "stalled"))
        until(lambda: camera.health().restarts >= 2)  # also a server that accepts and does not answer is stalled
        assert set(said.codes) <= {"ok", "stalled"}
        server.thaw()
        until(lambda: said.in_order("ok", "stalled", "ok"))


def test_a_path_that_the_server_does_not_have_is_not_found(server: RtspServer, said: Said) -> None:
    with running(server.url() + "/elsewhere", said):
        until(lambda: said.codes)
    assert said.codes == ["not-found"]


def test_wrong_credentials_are_unauthorised_and_never_shown(said: Said, caplog: pytest.LogCaptureFixture) -> None:
    require_rtsp()
    server = RtspServer(login="viewer:right-one")
    with caplog.at_level(logging.DEBUG), server, running(server.url("viewer:wrong-one"), said) as camera:
        until(lambda: said.codes)
        until(lambda: camera.health().restarts >= 2)
        assert "wrong-one" not in str(camera.health())
    assert said.codes == ["unauthorised"]
    assert "wrong-one" not in caplog.text + str(said.statuses)


def test_right_credentials_are_in_no_log_nor_among_the_childs_arguments(
    said: Said, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    require_rtsp()
    monkeypatch.setenv("MQTT_PASSWORD", "another-secret")
    server = RtspServer(login="viewer:right-one")
    with caplog.at_level(logging.DEBUG), server, running(server.url("viewer:right-one"), said) as camera:
        frames_of(camera, 2)
        arguments = Path(f"/proc/{camera.child_pid}/cmdline").read_bytes()
        environment = Path(f"/proc/{camera.child_pid}/environ").read_bytes()
        assert "right-one" not in str(camera.health())
    assert b"camera_child" in arguments
    assert b"right-one" not in arguments + environment
    assert b"another-secret" not in environment
    assert "opened" in caplog.text
    assert "right-one" not in caplog.text + str(said.statuses)


def test_a_file_over_rtsp_is_played_round_and_round(said: Said, tmp_path: Path) -> None:
    require_rtsp()
    with RtspServer(write_clip(tmp_path / "clip.mp4", frames=25)) as server, running(server.url(), said) as camera:
        until(lambda: camera.health().frames > 80)
    assert said.codes == ["ok"]


# --- other peers ---


def test_a_port_where_nobody_listens_is_unreachable(said: Said) -> None:
    port = free_port()
    with running(f"rtsp://127.0.0.1:{port}/lane", said):
        until(lambda: said.codes)
    assert said.codes == ["unreachable"]
    assert said.statuses[0].text == f"127.0.0.1:{port}, Connection refused"


def test_a_peer_that_is_no_rtsp_server_is_no_video(said: Said) -> None:
    with answering(b"HTTP/1.0 200 OK\r\n\r\nhello") as port, running(f"rtsp://127.0.0.1:{port}/lane", said):
        until(lambda: said.codes)
    assert said.codes == ["not-video"]
    assert "RTSP" in said.statuses[0].text


def test_a_name_that_is_not_known_is_unreachable(said: Said) -> None:
    with running("rtsp://camera.invalid:554/lane", said):
        until(lambda: said.codes)
    assert said.codes == ["unreachable"]


def test_a_peer_that_accepts_and_says_nothing_is_stalled(said: Said) -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        running(f"rtsp://127.0.0.1:{silent.getsockname()[1]}/lane", said),
    ):
        until(lambda: said.codes)
    assert said.codes == ["stalled"]


def test_a_peer_that_hangs_up_at_once_is_lost(said: Said) -> None:
    with answering(b"") as port, running(f"rtsp://127.0.0.1:{port}/lane", said):
        until(lambda: said.codes)
    assert said.codes == ["lost"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b"RTSP/1.0 403 Forbidden\r\nCSeq: 1\r\n\r\n", "unauthorised"),
        (b"RTSP/1.0 453 Not Enough Bandwidth\r\nCSeq: 1\r\n\r\n", "refused"),
        (b"RTSP/1.0 503 Service Unavailable\r\nCSeq: 1\r\n\r\n", "refused"),
    ],
)
def test_a_camera_that_refuses_the_stream_says_why(said: Said, answer: bytes, code: str) -> None:
    with answering(answer) as port, running(f"rtsp://127.0.0.1:{port}/lane", said):
        until(lambda: said.codes)
    assert said.codes == [code]


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A peer on the port given that says `answer` to the first words of each client and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=answer_all, args=(server, answer))
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()


def answer_all(server: socket.socket, answer: bytes) -> None:
    while True:
        try:
            client, _ = server.accept()
        except OSError:
            return
        with client, suppress(OSError):
            if answer:
                client.recv(4096)
                client.sendall(answer)


# --- the child ---


def test_a_child_that_is_stopped_hangs_and_is_killed_and_replaced(said: Said, tmp_path: Path) -> None:
    with running(write_clip(tmp_path / "clip.mp4", frames=25), said, loop=True) as camera:
        number = frames_of(camera, 3)[-1].number
        first = camera.child_pid
        assert first is not None
        os.kill(first, signal.SIGSTOP)
        until(lambda: said.in_order("ok", "hung", "ok"))
        assert is_gone(first)
        assert camera.child_pid not in (None, first)
        assert until(lambda: camera.newest(number)) is not None
        assert camera.health().restarts >= 1


def test_a_child_that_is_killed_died_and_is_replaced(said: Said, tmp_path: Path) -> None:
    with running(write_clip(tmp_path / "clip.mp4", frames=25), said, loop=True) as camera:
        frames_of(camera, 3)
        assert camera.child_pid is not None
        os.kill(camera.child_pid, signal.SIGKILL)
        until(lambda: said.in_order("ok", "died", "ok"))
    assert "SIGKILL" in said.statuses[said.codes.index("died")].text


def test_the_child_ends_when_its_parent_is_killed(tmp_path: Path) -> None:
    clip = write_clip(tmp_path / "clip.mp4", frames=25)
    parent = subprocess.Popen([sys.executable, "-c", PARENT, str(clip)], stdout=subprocess.PIPE)
    try:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert not is_gone(child)
    finally:
        parent.kill()
        parent.communicate()
    until(lambda: is_gone(child))


def test_a_child_whose_parent_is_already_dead_ends_at_once(tmp_path: Path) -> None:
    order = b'{"url": "x", "loop": true, "open_s": 1, "stall_s": 1, "ring_fd": 0, "parent_pid": 1}'
    for told in (order, b""):
        child = subprocess.run([sys.executable, "-m", "edge.devices.camera_child"], input=told, check=False, timeout=60)
        assert child.returncode == 1


def test_closing_ends_the_child_and_the_thread_twice_over(said: Said, tmp_path: Path) -> None:
    with running(write_clip(tmp_path / "clip.mp4", frames=25), said, loop=True) as camera:
        frame = frames_of(camera, 1)[0]
        child = camera.child_pid
        assert child is not None
        camera.close()
        assert is_gone(child)
        assert not any(thread.name == "camera:front" for thread in threading.enumerate())
        camera.close()
        assert camera.newest(frame.number - 1) is not None
    assert said.codes == ["ok"]


def test_closing_does_not_wait_for_a_stopped_child(said: Said, tmp_path: Path) -> None:
    with running(write_clip(tmp_path / "clip.mp4", frames=25), said, loop=True, limits=LONG) as camera:
        frames_of(camera, 1)
        child = camera.child_pid
        assert child is not None
        os.kill(child, signal.SIGSTOP)
        camera.close()
        assert is_gone(child)


def test_a_camera_that_was_never_started_can_be_closed(said: Said) -> None:
    camera = ProcessCamera("front", "rtsp://192.0.2.1/lane", False, said, SystemClock())
    assert camera.health().code == "starting"
    assert camera.newest(0) is None
    camera.close()


# --- files ---


def test_a_file_ends_and_its_last_picture_stays(said: Said, tmp_path: Path) -> None:
    with running(write_clip(tmp_path / "clip.mp4", frames=12), said) as camera:
        until(lambda: "ended" in said.codes)
        health = camera.health()
        last = camera.newest(11)
        assert camera.newest(12) is None
    assert said.codes == ["ok", "ended"]
    assert (health.code, health.frames, health.restarts) == ("ended", 12, 0)
    assert last is not None
    assert last.number == 12
    assert abs(int(last.image[100, 100, 0]) - 11 * 8) < 8


def test_a_looping_file_begins_again_and_loses_no_frame(said: Said, tmp_path: Path) -> None:
    with running(write_clip(tmp_path / "clip.mp4", frames=8), said, loop=True, limits=LONG) as camera:
        child = until(lambda: camera.child_pid)
        frames = frames_of(camera, 30)
        assert camera.child_pid == child
    numbers = [frame.number for frame in frames]
    assert numbers == sorted(set(numbers))
    assert numbers[-1] > 24
    for frame in frames:
        shown = (frame.number - 1) % 8
        assert abs(int(frame.image[100, 100, 0]) - shown * 8) < 8
    assert said.codes == ["ok"]


def test_a_file_is_paced_by_its_own_time_stamps(said: Said, tmp_path: Path) -> None:
    with running(write_clip(tmp_path / "clip.mp4", frames=10, fps=5), said) as camera:
        until(lambda: "ended" in said.codes)
        last = camera.newest(0)
        assert last is not None
        assert camera.first_frame_at_s is not None
        assert last.at_s - camera.first_frame_at_s >= 9 / 5 - 0.01


def test_a_missing_file_is_not_found(said: Said, tmp_path: Path) -> None:
    with running(tmp_path / "none.mp4", said) as camera:
        until(lambda: said.codes)
        write_clip(tmp_path / "none.mp4", frames=25)
        until(lambda: camera.newest(0))
    assert said.in_order("not-found", "ok")


def test_a_text_named_mp4_is_no_video(said: Said, tmp_path: Path) -> None:
    (tmp_path / "notes.mp4").write_text("not a video\n" * 100)
    with running(tmp_path / "notes.mp4", said):
        until(lambda: said.codes)
    assert said.codes == ["not-video"]
    assert "notes.mp4" in said.statuses[0].text


# --- words ---


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (
            "rtsp://admin:s3cret@192.0.2.11:554/Streaming/Channels/101",
            "rtsp://***@192.0.2.11:554/Streaming/Channels/101",
        ),
        ("rtsp://admin:p@ss:w@192.0.2.11/cam?channel=1&subtype=0", "rtsp://***@192.0.2.11/cam?channel=1&subtype=0"),
        ("rtsp://192.0.2.11/h264?user=admin&password=s3cret&x=1", "rtsp://192.0.2.11/h264?user=***&password=***&x=1"),
        ("rtsp://192.0.2.11/a@b", "rtsp://192.0.2.11/a@b"),
        ("/var/lib/clip.mp4", "/var/lib/clip.mp4"),
        ("failed: 'rtsp://u:p@h/a' and 'rtsp://v:q@h/b'", "failed: 'rtsp://***@h/a' and 'rtsp://***@h/b'"),
    ],
)
def test_a_redacted_url_shows_neither_user_nor_password(url: str, shown: str) -> None:
    assert redact_url(url) == shown


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("rtsp://admin:s3cret@192.0.2.11:8554/x", "192.0.2.11:8554"),
        ("rtsp://camera.site/x", "camera.site:554"),
        ("rtsp://u:p@192.0.2.11:port/x", "rtsp://***@192.0.2.11:port/x"),
        ("/var/lib/clip.mp4", "clip.mp4"),
    ],
)
def test_the_place_of_a_camera_is_named_without_secrets(url: str, place: str) -> None:
    assert place_of(url) == place
