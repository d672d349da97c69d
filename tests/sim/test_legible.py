"""The drawn marks can be read by a general text reader that knows nothing of this project."""

from __future__ import annotations

import re
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from edge.sim.render import FrontCamera, Sensor, SideCamera
from edge.sim.scenario import Passage, make_script
from edge.values import Image

SCRIPT = make_script(14, seed=3)
"""Every plate style by day and by night."""

STYLES = SCRIPT.passages[:6] + SCRIPT.passages[7:13]

Reader = Callable[[Image], list[str]]


@pytest.fixture(scope="module")
def read() -> Reader:
    # every worker collects every test: three seconds that only those who read should spend
    from rapidocr import RapidOCR  # noqa: PLC0415
    from rapidocr.utils.output import RapidOCROutput  # noqa: PLC0415

    engine = RapidOCR(params={"Global.log_level": "error"})

    def lines(picture: Image) -> list[str]:
        found = engine(picture)
        assert isinstance(found, RapidOCROutput)
        return [re.sub(r"[^A-Z0-9\u4e00-\u9fff]", "", text.upper()) for text in found.txts or ()]

    return lines


def _seen(camera: FrontCamera | SideCamera, passage: Passage, after_stop_s: float) -> Image:
    """The picture with the sensor's noise and a video's loss."""
    picture = camera.picture(passage.stands_from_s + after_stop_s)
    planes = Sensor(1).expose(picture, passage.truck.light, 3)
    _, jpeg = cv2.imencode(".jpg", cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420), [cv2.IMWRITE_JPEG_QUALITY, 70])
    return np.asarray(cv2.imdecode(jpeg, cv2.IMREAD_COLOR), np.uint8)


@pytest.mark.parametrize("passage", STYLES, ids=lambda passage: passage.truck.plate)
def test_plates_of_every_style_are_read_by_day_and_by_night(passage: Passage, read: Reader) -> None:
    assert passage.truck.plate in "".join(read(_seen(FrontCamera(SCRIPT), passage, 1.0)))


@pytest.mark.parametrize("passage", SCRIPT.passages[:2], ids=lambda passage: passage.truck.container)
def test_container_marks_and_the_trailer_plate_are_read_by_day_and_by_night(passage: Passage, read: Reader) -> None:
    texts = read(_seen(SideCamera(SCRIPT), passage, 1.0))
    assert {passage.truck.container, passage.truck.size_type, passage.truck.trailer_plate} <= set(texts)


def test_container_marks_are_read_while_the_truck_still_rolls(read: Reader) -> None:
    passage = SCRIPT.passages[0]
    assert (passage.truck.container or "") in "".join(read(_seen(SideCamera(SCRIPT), passage, -0.6)))


def test_nothing_is_read_on_an_empty_lane(read: Reader) -> None:
    for camera in (FrontCamera(SCRIPT), SideCamera(SCRIPT)):
        assert not re.search(r"[A-Z0-9]{4}", " ".join(read(camera.picture(0.0))))
