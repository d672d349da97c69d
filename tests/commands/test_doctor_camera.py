"""The doctor at a camera: a real RTSP server, files, and ports where there is none."""

from __future__ import annotations

import socket
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from edge.sim.free_port import free_port
from edge.values import Image
from tests.commands.doctoring import camera, found, lane_file
from tests.rtsp import RtspServer, require_rtsp

LOOP = "loop = true"


def still_clip(path: Path, picture: Image) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = picture.shape[1], picture.shape[0], "yuv420p"
        for _ in range(25):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def lettering() -> Image:
    """White letters on grey, sharp."""
    picture = np.full((360, 640, 3), 90, np.uint8)
    for row in range(4):
        cv2.putText(picture, "24C-123.45", (40, 80 + 80 * row), cv2.FONT_HERSHEY_SIMPLEX, 2.5, (255, 255, 255), 6)
    return picture


def test_a_camera_that_streams_is_well(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    require_rtsp()
    zone = "zone = [[0.0, 0.2], [1.0, 0.2], [1.0, 1.0], [0.0, 1.0]]"
    with RtspServer(login="lane:hush") as server:
        finding = found(lane_file(tmp_path, camera(server.url("lane:hush"), more=zone)), capsys, "camera:front")
    figures = finding["figures"]
    assert (figures["codec"], figures["width"], figures["height"]) == ("h264", 640, 360)
    assert figures["pictures"] > 1
    assert figures["fps"] > 0
    assert "zone of 4 corners" in finding["found"]
    assert finding["verdict"] != "fail"
    assert "hush" not in str(finding)


def test_a_wrong_password_is_tried_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    require_rtsp()
    with RtspServer(login="lane:hush") as server:
        finding = found(lane_file(tmp_path, camera(server.url("lane:wrong"))), capsys, "camera:front")
    assert (finding["verdict"], finding["code"]) == ("fail", "unauthorised")
    assert "user and password" in finding["checks"][0]
    assert "wrong@" not in str(finding)


def test_a_path_that_the_camera_does_not_know_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    require_rtsp()
    with RtspServer() as server:
        finding = found(lane_file(tmp_path, camera(server.url() + "-of-old")), capsys, "camera:front")
    assert (finding["verdict"], finding["code"]) == ("fail", "not-found")


def test_an_address_where_nobody_is_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    url = f"rtsp://user:hush@127.0.0.1:{free_port()}/x"
    finding = found(lane_file(tmp_path, camera(url)), capsys, "camera:front")
    assert (finding["verdict"], finding["code"]) == ("fail", "no-service")
    assert "hush" not in str(finding)


def test_a_name_that_nobody_knows_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    finding = found(lane_file(tmp_path, camera("rtsp://no-such-host.invalid/x")), capsys, "camera:front")
    assert (finding["verdict"], finding["code"]) == ("fail", "no-name")


def test_a_port_that_takes_calls_and_says_nothing_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        url = f"rtsp://127.0.0.1:{server.getsockname()[1]}/x"
        finding = found(lane_file(tmp_path, camera(url)), capsys, "camera:front")
    assert (finding["verdict"], finding["code"]) == ("fail", "stalled")


def test_a_file_that_is_not_there_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    finding = found(lane_file(tmp_path, camera(tmp_path / "absent.mp4")), capsys, "camera:front")
    assert (finding["verdict"], finding["code"]) == ("fail", "not-found")


def test_a_file_is_seen_to_its_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = still_clip(tmp_path / "short.mp4", lettering())
    finding = found(lane_file(tmp_path, camera(clip)), capsys, "camera:front")
    assert (finding["verdict"], finding["figures"]["pictures"]) == ("ok", 25)


def test_a_sharp_picture_is_clear(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    clip = still_clip(tmp_path / "sharp.mp4", lettering())
    finding = found(lane_file(tmp_path, camera(clip, more=LOOP)), capsys, "camera:front")
    assert "picture clear" in finding["found"]


@pytest.mark.parametrize("fault", ["dark", "bright", "flat", "blurred"])
def test_a_picture_that_can_not_be_read_is_named(
    fault: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sharp = lettering()
    picture = {
        "dark": (sharp // 16).astype(np.uint8),
        "bright": np.maximum(sharp, 245),
        "flat": np.full_like(sharp, 90),
        "blurred": cv2.GaussianBlur(sharp, (0, 0), 9).astype(np.uint8),
    }[fault]
    clip = still_clip(tmp_path / "weak.mp4", picture)
    finding = found(lane_file(tmp_path, camera(clip, more=LOOP)), capsys, "camera:front")
    assert finding["verdict"] == "warn"
    assert finding["code"] == fault


def test_a_file_that_is_no_video_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "text.mp4").write_text("no video\n" * 100)
    finding = found(lane_file(tmp_path, camera(tmp_path / "text.mp4")), capsys, "camera:front")
    assert (finding["verdict"], finding["code"]) == ("fail", "not-video")
