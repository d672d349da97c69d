from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from edge.errors import InputError
from edge.recognition.detector import MarkDetector, open_detector
from edge.recognition.geometry import angle_of, size_of
from edge.recognition.manifest import load_manifest, model_bytes, model_folder
from edge.recognition.session import open_session
from tests.recognition.drawn import on_vehicle, plate, turned
from tests.recognition.spots import CLASSES, spot_card, spot_detector, spot_model, spotted

SIZES = [(1280, 720), (720, 1280), (640, 640), (1920, 1080), (2000, 300), (150, 1400), (97, 61), (6000, 4000)]


# With a network that finds one bright rectangle.


@pytest.mark.parametrize("size", SIZES)
def test_a_place_comes_in_the_pixels_of_a_picture_of_any_size_and_aspect(size: tuple[int, int]) -> None:
    width, height = size
    box = (0.2 * width, 0.5 * height, 0.45 * width, 0.9 * height)
    (found,) = spot_detector().detect(spotted(size, box))
    one_of_input = 1.1 * max(width, height) / 320 + 1
    assert found.box == pytest.approx(box, abs=one_of_input)
    left, top, right, bottom = found.box
    assert found.quad == ((left, top), (right, top), (right, bottom), (left, bottom))


@pytest.mark.parametrize(
    ("share", "least", "most", "left"),
    [(1.0, 64, 640, 203), (0.5, 64, 640, 204), (0.5, 64, 64, 210), (0.1, 320, 640, 204)],
)
def test_the_network_sees_a_share_of_the_picture_within_bounds(share: float, least: int, most: int, left: int) -> None:
    picture = spotted((640, 640), (203, 300, 401, 400))  # a pixel of 64 is ten of it, one of 320 two
    (found,) = spot_detector(share=share, least=least, most=most).detect(picture)
    assert found.box[0] == pytest.approx(left)


@pytest.mark.parametrize(("least", "most", "left"), [(64, 64, 210), (64, 320, 204), (640, 960, 203), (64, 4096, 203)])
def test_closely_it_sees_the_picture_in_its_own_size_within_bounds(least: int, most: int, left: int) -> None:
    picture = spotted((640, 640), (203, 300, 401, 400))
    detector = spot_detector(least=64, most=64, least_closely=least, most_closely=most)
    (found,) = detector.detect_closely(picture)
    assert found.box[0] == pytest.approx(left)


@pytest.mark.parametrize("name", CLASSES)
def test_a_place_has_its_class_by_name(name: str) -> None:
    (found,) = spot_detector().detect(spotted((320, 320), (40, 80, 160, 120), name))
    assert found.name == name


@pytest.mark.parametrize(("least", "count"), [(0.45, 1), (0.55, 0)])
def test_what_is_less_sure_than_the_card_wants_is_left_out(least: float, count: int) -> None:
    found = spot_detector(least_confidence=least).detect(spotted((320, 320), (40, 80, 160, 120), score=0.5))
    assert [round(each.confidence, 2) for each in found] == [0.5] * count


@pytest.mark.parametrize("shade", [0, 114, 127])
def test_an_even_picture_shows_nothing(shade: int) -> None:
    assert spot_detector().detect(np.full((360, 640, 3), shade, dtype=np.uint8)) == ()


def test_a_network_that_gives_other_columns_is_refused() -> None:
    content = spot_model(["left", "top", "right", "bottom", "score", "class"])
    wanted = r"the model spot\.onnx does not fit its manifest: it gives \(1, 6\), wanted are places of 14 numbers"
    with pytest.raises(InputError, match=wanted):
        open_detector(content, spot_card(content), threads=1)


@pytest.mark.parametrize(
    ("noted", "named", "said"),
    [
        (CLASSES, CLASSES[:3], "its classes are plate,container,container_vertical,vehicle, the manifest names plate"),
        (CLASSES[:3], CLASSES, "its classes are plate,container,container_vertical, the manifest names plate"),
        (CLASSES, ("container", "plate", *CLASSES[2:]), "the manifest names container,plate"),
        ((), CLASSES, "its classes are not noted in it"),
    ],
    ids=["more classes", "fewer classes", "another order", "none noted"],
)
def test_a_network_that_tells_other_classes_apart_is_refused(
    noted: tuple[str, ...], named: tuple[str, ...], said: str
) -> None:
    content = spot_model(classes=noted)
    with pytest.raises(InputError, match=rf"spot\.onnx does not fit its manifest: .*{said}"):
        open_detector(content, spot_card(content, classes=named), threads=1)


def test_a_missing_model_is_named() -> None:
    with pytest.raises(InputError, match=r"nowhere\.onnx"):
        open_session(Path("/nowhere.onnx"), 1)


# With the model of the repository.


@pytest.fixture(scope="module")
def detector() -> MarkDetector:
    folder = model_folder()
    card = load_manifest(folder).mark_detector
    return open_detector(model_bytes(folder, card), card, threads=1)


@pytest.mark.parametrize("angle", [0.0, 10.0, -10.0])
def test_a_plate_is_found_by_its_own_corners(detector: MarkDetector, angle: float) -> None:
    mark = plate(["24H", "678.90"], height=56)
    picture = turned(
        on_vehicle(mark, left=560, top=420), angle, about=(560 + mark.shape[1] / 2, 420 + mark.shape[0] / 2)
    )
    found = detector.detect(picture)
    (best,) = [each for each in found if each.name == "plate" and each.confidence > 0.5]
    assert best == max((each for each in found if each.name == "plate"), key=lambda each: each.confidence)
    assert math.degrees(angle_of(best.quad)) == pytest.approx(angle, abs=4)
    assert size_of(best.quad) == pytest.approx((mark.shape[1], mark.shape[0]), rel=0.2)
    assert np.mean(best.quad, axis=0) == pytest.approx((560 + mark.shape[1] / 2, 420 + mark.shape[0] / 2), abs=16)


def test_places_come_surest_first(detector: MarkDetector) -> None:
    found = detector.detect(on_vehicle(plate(["24H", "678.90"]), left=560, top=420))
    assert [each.confidence for each in found] == sorted((each.confidence for each in found), reverse=True)
    assert {each.name for each in found} >= {"plate"}


def test_no_mark_is_found_on_bare_ground(detector: MarkDetector) -> None:
    assert detector.detect(np.full((720, 1280, 3), 114, dtype=np.uint8)) == ()


@pytest.mark.parametrize("size", [(1, 1), (1, 2000), (2000, 1), (4000, 10), (10, 4000), (33, 31)])
@pytest.mark.parametrize("shade", [0, 128, 255])
def test_a_picture_of_an_odd_size_is_no_fault(detector: MarkDetector, size: tuple[int, int], shade: int) -> None:
    width, height = size
    found = detector.detect(np.full((height, width, 3), shade, dtype=np.uint8))
    assert all(np.isfinite([*each.box, *np.ravel(each.quad)]).all() for each in found)
    assert spot_detector().detect(np.full((height, width, 3), min(shade, 127), dtype=np.uint8)) == ()
