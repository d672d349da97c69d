from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from edge.errors import InputError
from edge.sim.clip import ClipSet, render_clips
from edge.sim.render import FPS, FrontCamera, Sensor, SideCamera
from edge.sim.scenario import Script, make_script
from edge.values import Image

SCRIPT = make_script(2, seed=5, dwell_s=1.0)
DAY, NIGHT = SCRIPT.passages


def _short(script: Script, length_s: float) -> Script:
    return replace(script, length_s=length_s)


def _decoded(path: Path) -> Iterator[Image]:
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield np.asarray(frame.to_ndarray(format="bgr24"), np.uint8)


def _difference(one: Image, other: Image) -> float:
    return float(cv2.absdiff(one, other).mean())


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> ClipSet:
    return render_clips(_short(SCRIPT, DAY.stands_from_s + 1), tmp_path_factory.mktemp("clips"))


def test_clips_are_h264_in_mp4_with_a_key_frame_every_second(clips: ClipSet) -> None:
    for path in (clips.front, clips.side):
        with av.open(str(path)) as container:
            stream = container.streams.video[0]
            context = stream.codec_context
            assert (context.name, context.pix_fmt) == ("h264", "yuv420p")
            assert (context.width, context.height) == (1280, 720)
            assert stream.average_rate == FPS
            keys = [packet.pts for packet in container.demux(stream) if packet.is_keyframe]
            assert len(keys) == DAY.stands_from_s + 1


def test_clips_of_one_script_are_equally_long(clips: ClipSet) -> None:
    frames = [sum(1 for _ in _decoded(path)) for path in (clips.front, clips.side)]
    assert frames == [round((DAY.stands_from_s + 1) * FPS)] * 2


def test_what_is_decoded_is_what_was_drawn(clips: ClipSet) -> None:
    at = round((DAY.stands_from_s + 0.5) * FPS)
    for path, camera in ((clips.front, FrontCamera(SCRIPT)), (clips.side, SideCamera(SCRIPT))):
        frame = list(_decoded(path))[at]
        assert _difference(frame, camera.picture(at / FPS)) < 6
        assert _difference(frame, camera.picture(0.0)) > 15


def test_the_same_script_is_drawn_once(tmp_path: Path) -> None:
    script = _short(SCRIPT, 0.3)
    first = render_clips(script, tmp_path)
    written = [path.stat().st_mtime_ns for path in (first.front, first.side)]
    assert render_clips(script, tmp_path) == first
    assert [path.stat().st_mtime_ns for path in (first.front, first.side)] == written


def test_another_script_gets_files_of_its_own(tmp_path: Path) -> None:
    first = render_clips(_short(SCRIPT, 0.2), tmp_path)
    second = render_clips(_short(make_script(2, seed=6, dwell_s=1.0), 0.2), tmp_path)
    assert {first.front, first.side}.isdisjoint({second.front, second.side})
    assert len(list(tmp_path.iterdir())) == 4


def test_the_same_script_gives_the_same_bytes(tmp_path: Path) -> None:
    script = _short(SCRIPT, DAY.arrives_at_s + 1)
    one, other = render_clips(script, tmp_path / "one"), render_clips(script, tmp_path / "other")
    assert one.front.read_bytes() == other.front.read_bytes()
    assert one.side.read_bytes() == other.side.read_bytes()


def test_a_clip_that_was_cut_short_is_drawn_anew(tmp_path: Path) -> None:
    script = _short(SCRIPT, 0.2)
    whole = render_clips(script, tmp_path)
    expected = whole.front.read_bytes()
    whole.front.rename(whole.front.with_suffix(".part"))
    whole.front.with_suffix(".part").write_bytes(expected[:100])
    assert render_clips(script, tmp_path).front.read_bytes() == expected


def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file", encoding="utf-8")
    with pytest.raises(InputError, match="taken"):
        render_clips(_short(SCRIPT, 0.2), taken)


@pytest.mark.parametrize("camera", [FrontCamera(SCRIPT), SideCamera(SCRIPT)], ids=["front", "side"])
class TestDrawnCameras:
    def test_the_truck_moves_in_stands_and_moves_off(self, camera: FrontCamera | SideCamera) -> None:
        for passage in (DAY, NIGHT):
            moving_in = [camera.picture(passage.arrives_at_s + step) for step in (1.0, 2.0)]
            standing = [camera.picture(passage.stands_from_s + step) for step in (0.1, 0.8)]
            moving_off = [camera.picture(passage.leaves_at_s + step) for step in (1.5, 2.5)]
            assert _difference(*moving_in) > 1
            assert _difference(*standing) == 0
            assert _difference(*moving_off) > 1

    def test_the_lane_is_empty_before_and_after(self, camera: FrontCamera | SideCamera) -> None:
        empty = camera.picture(0.0)
        assert _difference(camera.picture(DAY.gone_at_s - 1e-6), empty) < 1
        assert _difference(camera.picture(DAY.arrives_at_s), empty) < 2
        assert _difference(camera.picture(DAY.stands_from_s), empty) > 15

    def test_nights_are_darker_than_days(self, camera: FrontCamera | SideCamera) -> None:
        day, night = camera.picture(DAY.stands_from_s), camera.picture(NIGHT.stands_from_s)
        assert night.mean() < 0.8 * day.mean()


def test_headlamps_burn_at_night_only() -> None:
    camera = FrontCamera(SCRIPT)
    lamps = (slice(440, 500), slice(350, 440))
    assert camera.picture(NIGHT.stands_from_s)[lamps].mean() > camera.picture(DAY.stands_from_s)[lamps].mean() + 30


def test_the_sensor_adds_more_noise_by_night_and_the_same_for_the_same_frame() -> None:
    grey = np.full((720, 1280, 3), 90, np.uint8)
    sensor = Sensor(1)
    day, night = sensor.expose(grey, "day", 3), sensor.expose(grey, "night", 3)
    assert night[:720].std() > 1.5 * day[:720].std() > 0.5
    assert np.array_equal(Sensor(1).expose(grey, "day", 3), day)
    assert not np.array_equal(sensor.expose(grey, "day", 4), day)
