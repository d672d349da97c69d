from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from edge.devices.camera_packets import whole_pictures
from tests.rtsp import RtspServer, require_rtsp

WIDTH, HEIGHT, GREY = 640, 480, 150
SLICES = {"preset": "veryfast", "bf": "0", "g": "5", "x264-params": "slices=4:sliced-threads=1"}


def _clip(path: Path) -> Path:
    picture = np.full((HEIGHT, WIDTH, 3), GREY, np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options=SLICES)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv420p"
        for _ in range(20):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode(None))
    return path


def test_a_key_picture_that_comes_in_pieces_is_put_together_again(tmp_path: Path) -> None:
    require_rtsp()
    darkest = []
    with (
        RtspServer(_clip(tmp_path / "slices.mp4")) as server,
        av.open(server.url(), options={"rtsp_transport": "tcp"}) as container,
    ):
        stream = container.streams.video[0]
        for packet in whole_pictures(container.demux(stream), stream):
            for frame in packet.decode():
                darkest.append(int(frame.to_ndarray(format="bgr24").min()))
            if len(darkest) > 25:
                break
    assert min(darkest) > GREY - 20, f"a picture has holes: {darkest}"


def test_a_file_comes_through_packet_by_packet(tmp_path: Path) -> None:
    path = _clip(tmp_path / "slices.mp4")
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        before = [packet.size for packet in container.demux(stream)]
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        after = [packet.size for packet in whole_pictures(container.demux(stream), stream)]
    assert after == before
