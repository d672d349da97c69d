"""The drawn marks can be read by a general text reader that knows nothing of this project."""

from __future__ import annotations

import re
from collections.abc import Callable

import cv2
import numpy as np
import pytest
from rapidocr import RapidOCR

from edge.sim.render import FrontCamera, Sensor, SideCamera
from edge.sim.scenario import Passage, make_script
from edge.values import Image

SCRIPT = make_script(14, seed=3)
"""Every plate style by day and by night."""

Reader = Callable[[Image], str]


@pytest.fixture(scope="module")
def read() -> Reader:
    engine = RapidOCR(params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 2})

    def lines(picture: Image) -> str:
        texts = engine(picture).txts or ()
        return " ".join(re.sub(r"[^A-Z0-9\u4e00-\u9fff]", "", text.upper()) for text in texts)

    return lines


def _seen(camera: FrontCamera | SideCamera, passage: Passage, after_stop_s: float) -> Image:
    """The picture with the sensor's noise and a video's loss."""
    picture = camera.picture(passage.stands_from_s + after_stop_s)
    planes = Sensor(1).expose(picture, passage.truck.light, 3)
    _, jpeg = cv2.imencode(".jpg", cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420), [cv2.IMWRITE_JPEG_QUALITY, 70])
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)


@pytest.mark.parametrize("passage", SCRIPT.passages, ids=lambda passage: passage.truck.plate)
def test_plates_of_every_style_are_read_by_day_and_by_night(passage: Passage, read: Reader) -> None:
    picture = _seen(FrontCamera(SCRIPT), passage, 1.0)[360:]
    assert passage.truck.plate in read(picture).replace(" ", "")


@pytest.mark.parametrize("passage", SCRIPT.passages[:3], ids=lambda passage: passage.truck.container)
@pytest.mark.parametrize("after_stop_s", [-0.6, 1.0])
def test_container_marks_are_read_rolling_and_standing(passage: Passage, after_stop_s: float, read: Reader) -> None:
    texts = read(_seen(SideCamera(SCRIPT), passage, after_stop_s)[:300]).split(" ")
    assert passage.truck.container in texts
    assert passage.truck.size_type in texts


def test_the_trailer_plate_on_the_rail_is_read(read: Reader) -> None:
    for passage in SCRIPT.passages[:2]:
        texts = read(_seen(SideCamera(SCRIPT), passage, 1.0)[580:])
        assert (passage.truck.trailer_plate or "") in texts.replace(" ", "")


def test_nothing_is_read_on_an_empty_lane(read: Reader) -> None:
    for camera in (FrontCamera(SCRIPT), SideCamera(SCRIPT)):
        assert not re.search(r"[A-Z0-9]{4}", read(camera.picture(0.0)))
